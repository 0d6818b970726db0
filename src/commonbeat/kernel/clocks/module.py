"""What this topic registers: the audit actions of clocks, its check and its job."""

from commonbeat.kernel import audit

from . import checks, jobs

__all__ = ["checks", "jobs"]

audit.register_action("clocks.tolled", sentence="{actor} put the clock {details[clock]} on hold")
audit.register_action("clocks.resumed", sentence="{actor} let the clock {details[clock]} run on")
audit.register_action(
    "clocks.voided", sentence="{actor} declared that the clock {details[clock]} does not apply"
)

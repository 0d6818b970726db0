"""What this topic registers: the audit actions of clocks, its check and its job."""

from commonbeat.kernel import audit

from . import checks, jobs

__all__ = ["checks", "jobs"]

audit.register_action("clocks.tolled", sentence="{actor} put the clock {details[clock]} on hold")
audit.register_action("clocks.resumed", sentence="{actor} let the clock {details[clock]} run on")
audit.register_action(
    "clocks.voided", sentence="{actor} declared that the clock {details[clock]} does not apply"
)
audit.register_action("clocks.extended", sentence="{actor} extended the clock {details[clock]}")
audit.register_action(
    "clocks.renewed", sentence="{actor} prolonged the clock {details[clock]} by a further step"
)
audit.register_action("clocks.struck", sentence="{actor} struck an entry out of the clock {details[clock]}")
audit.register_action(
    "clocks.corrected", sentence="{actor} corrected the clock {details[clock]}: another one takes its place"
)
audit.register_action(
    "clocks.begun_again",
    sentence="{actor} opened a record again: the clock {details[clock]} runs on, {reason}",
)

"""Jobs of the outbox."""

import os

from commonbeat.kernel.audit.export import root_statement
from commonbeat.kernel.audit.models import AuditDailyRoot
from commonbeat.kernel.jobs import job, local_schedule
from commonbeat.kernel.notify import actions

ROOTS_AT_ONCE = 31


@job("notify.deliver")
def deliver_message(message_id: str) -> None:
    """Deliver one message; trying again is the outbox's own business."""
    actions.deliver(message_id)


@local_schedule("every 5 min")
@job("notify.sweep")
def sweep() -> None:
    """See to messages nobody works on any more."""
    actions.sweep()


@local_schedule("daily 03:50")
@job("notify.forget_bodies")
def forget_bodies() -> None:
    """Empty old messages."""
    actions.forget_bodies()


@local_schedule("hourly :20")
@job("notify.forget_received")
def forget_received() -> None:
    """Forget which text messages came in yesterday."""
    actions.forget_received()


@local_schedule("hourly :10")
@job("notify.send_roots")
def send_roots() -> None:
    """Send new daily roots of the audit log to the addresses that keep them outside (``COMMONBEAT_ROOTS_TO``)."""
    keepers = [one.strip() for one in os.environ.get("COMMONBEAT_ROOTS_TO", "").split(",") if one.strip()]
    for daily in (
        AuditDailyRoot.objects.select_related("seal").order_by("-day")[:ROOTS_AT_ONCE] if keepers else ()
    ):
        text = "".join(f"{key}: {value}\n" for key, value in root_statement(daily).items())
        for keeper in keepers:
            actions.send(
                keeper,
                f"Audit root of {daily.day:%Y-%m-%d}",
                f"Keep this. With it anybody can prove later that nothing up to here was changed.\n\n{text}",
                dedupe_key=f"audit-root:{daily.day:%Y-%m-%d}:{keeper}",
            )

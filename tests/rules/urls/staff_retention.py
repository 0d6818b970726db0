"""Retention: records reviews, command approves, administrator and auditor look."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from commonbeat.kernel import audit, workflow
from commonbeat.kernel.retention.models import Batch, Hold, Item

READ = [
    "chief",
    "command",
    "records",
    "administrator",
    "auditor",
    "ia_commander",
    "city_manager",
    "support_coordinator",
]
LONG_AGO = datetime(2020, 1, 2, tzinfo=UTC)


def a_batch() -> dict[str, Any]:
    """A batch that was proposed."""
    batch = Batch(number="D26-9999")
    workflow.begin(batch, actor=audit.SYSTEM, capability=None)
    return {"pk": batch.pk}


def an_item() -> dict[str, Any]:
    """A record in it."""
    item = Item.objects.create(
        batch_id=a_batch()["pk"], position=0, rule="requests.closed", kind="requests.ServiceRequest",
        subject_id=audit_id(), number="R20-000001", began_at=LONG_AGO, counted_at=LONG_AGO,
    )  # fmt: skip
    return {"pk": item.pk}


def audit_id() -> Any:
    """Any id."""
    import uuid6

    return uuid6.uuid7()


def a_hold() -> dict[str, Any]:
    """A hold on every request."""
    hold = Hold.objects.create(
        why="litigation", authority="Case 26-CV-1", reason="Suit filed", kind="requests.ServiceRequest",
        began="received_at", placed_by=audit_id(), placed_at=timezone.now(),
    )  # fmt: skip
    return {"pk": hold.pk}


def step(name: str) -> Any:
    """The arguments of a step's page."""
    return lambda: {**a_batch(), "step": name}


ROWS = {
    "retention:rules": {"roles": READ},
    "retention:rule": {"roles": READ, "args": {"name": "requests.closed"}},
    "retention:length": {
        "roles": ["chief", "command", "city_manager", "support_coordinator"],
        "args": {"name": "requests.closed"},
    },
    "retention:batches": {"roles": READ},
    "retention:batch": {"roles": READ, "args": a_batch},
    "retention:manifest": {"roles": READ, "args": a_batch, "ok": 404},
    "retention:step": {
        "roles": ["chief", "command", "city_manager", "support_coordinator"],
        "args": step("approve"),
    },
    "retention:take_out": {
        "roles": ["records", "ia_commander", "city_manager", "support_coordinator"],
        "args": an_item,
    },
    "retention:holds": {"roles": READ},
    "retention:new_hold": {"roles": ["command", "records"]},
    "retention:hold": {"roles": READ, "args": a_hold},
    "retention:release": {"roles": ["command", "records"], "args": a_hold},
}

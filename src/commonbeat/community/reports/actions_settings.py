"""What an agency changes: neighbouring departments, kinds of report; and accepted reports on their way to records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from commonbeat.kernel.access import acting
from commonbeat.kernel.publish.files import copied_csv, together

from .models import IncidentDraft, NeighbourAgency, TypeSetting

# Names as the import of incidents knows them, so that the mapping has nothing to guess.
EXPORTED = (
    "external_id", "case_number", "offence_code", "offence_text", "offence_group", "attempted", "occurred_from", "occurred_to",
    "reported_at", "approved_at", "block_text", "beat_raw", "location_code", "property_codes", "victims", "suspects",
    "loss_total",
)  # fmt: skip

HEADING = (",".join(EXPORTED) + "\n").encode()


def keep_agency(row: NeighbourAgency, *, actor: Any) -> None:
    """Add or change a neighbouring department."""
    with acting(
        actor,
        "reports.manage",
        "reports.settings_changed",
        object_kind="department",
        reason=f"department {row.name}",
    ):
        row.save()


def drop_agency(row: NeighbourAgency, *, actor: Any) -> None:
    """Take a neighbouring department off the list."""
    with acting(
        actor,
        "reports.manage",
        "reports.settings_changed",
        object_kind="department",
        reason=f"no more: {row.name}",
    ):
        row.delete()


def set_kind(kind: str, *, actor: Any, is_open: bool, ceiling: int | None, reason: str) -> None:
    """Open or close a kind of report online, or change its ceiling."""
    with acting(
        actor,
        "reports.manage",
        "reports.settings_changed",
        object_kind="report kind",
        object_id=kind,
        reason=reason,
    ) as act:
        TypeSetting.objects.update_or_create(kind=kind, defaults={"is_open": is_open, "ceiling": ceiling})
        act.details |= {"open": is_open, "ceiling": ceiling}


def export(*, actor: Any, reason: str, again: bool) -> Iterator[bytes]:
    """Accepted reports as CSV, and a mark that they went out.

    Args:
        reason: what for; kept in the audit log.
        again: those exported before as well.
    """
    with acting(
        actor, "reports.export", "reports.exported", object_kind="incident drafts", reason=reason
    ) as act:
        rows = IncidentDraft.objects.order_by("approved_at", "id")
        rows = rows if again else rows.filter(exported_at=None)
        keys = list(rows.values_list("pk", flat=True))
        going = IncidentDraft.objects.filter(pk__in=keys).order_by("approved_at", "id")
        lines = list(together(copied_csv(EXPORTED, going, EXPORTED))) if keys else [HEADING]
        IncidentDraft.objects.filter(pk__in=keys).update(exported_at=timezone.now())
        act.details["rows"] = len(keys)
    return iter(lines)

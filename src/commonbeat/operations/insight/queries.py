"""Reading editions and decisions."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from commonbeat.kernel.access import require

from .models import Decision, Edition, FindingDecision, WeeklyEdition


def editions_for(viewer: Any, *, edition: str = Edition.STAFF) -> QuerySet[WeeklyEdition]:
    """Stored editions a member of staff may read, newest first.

    Raises:
        Refused: the viewer may not read reports.
    """
    require(viewer, "report.read")
    return WeeklyEdition.objects.filter(edition=edition)


def released_editions() -> QuerySet[WeeklyEdition]:
    """Public editions that were released; the newest released version of each week first."""
    return WeeklyEdition.objects.filter(
        edition=Edition.PUBLIC, beat_code="", released_at__isnull=False
    ).order_by("-first_day", "-version")


def newest_edition(week: str, edition: str, beat: str = "") -> WeeklyEdition | None:
    """The newest kept version of one report, or nothing."""
    rows = WeeklyEdition.objects.filter(week=week, edition=edition, beat_code=beat)
    return rows.order_by("-version").first()


def public_edition_is_late(today: date, last_full_week: str, grace_days: int = 7) -> bool:
    """Whether the public edition of the last full week should have been released by now.

    Args:
        today: the agency's date.
        last_full_week: ISO week that ended last.
        grace_days: how long a release may take.
    """
    row = newest_edition(last_full_week, Edition.PUBLIC)
    if row is None:
        return True
    return row.released_at is None and (today - row.last_day).days > grace_days


def decisions_on(finding_keys: list[str]) -> dict[str, list[FindingDecision]]:
    """All statements on these findings, newest first, by finding."""
    out: dict[str, list[FindingDecision]] = {key: [] for key in finding_keys}
    for row in FindingDecision.objects.filter(finding_key__in=finding_keys).select_related("decided_by"):
        out[row.finding_key].append(row)
    return out


def open_commitments() -> list[FindingDecision]:
    """The newest acceptance of each finding that nobody has closed or declined since, earliest review first."""
    latest: dict[str, FindingDecision] = {}
    for row in FindingDecision.objects.exclude(kind__in=[Decision.NOTE, Decision.EXPLAINED]).order_by(
        "decided_at"
    ):
        latest[row.finding_key] = row
    accepted = [row for row in latest.values() if row.kind == Decision.ACCEPTED]
    return sorted(accepted, key=lambda row: (row.review_on or date.max, row.title))

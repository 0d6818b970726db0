"""Reading editions and decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from commonbeat.city.agency.queries import Agency
from commonbeat.kernel.access import require

from .measures.week import ReportWeek
from .models import Decision, Edition, FindingDecision, WeeklyEdition

MONTHLY, WEEKLY = "month", "week"


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


@dataclass(frozen=True)
class PublicDue:
    """The public edition that should be out by now: its week, and whether it is late."""

    week: ReportWeek
    late: bool


def public_week(today: date, week_start: int = 0, every: str = MONTHLY) -> ReportWeek:
    """The newest week whose public edition is due: by month, the last whole week that ends in a month that is over.

    Args:
        today: the agency's date.
        week_start: first day of the agency's week, 0 = Monday.
        every: "month", or "week" for every week.
    """
    week = ReportWeek.holding(today - timedelta(days=7), week_start)
    while every == MONTHLY and (week.last_day + timedelta(days=7)).month == week.last_day.month:
        week = ReportWeek.holding(week.first_day - timedelta(days=1), week_start)
    return week


def public_report_due(today: date, here: Agency, grace_days: int = 7) -> PublicDue:
    """The public edition that is due, and whether it is late: neither it nor a later one is released in time.

    Args:
        today: the agency's date.
        here: the agency; its local setting ``insight.public_every`` is "month" (default) or "week".
        grace_days: how long a release may take after the week's end.
    """
    week = public_week(today, here.week_start, public_every(here))
    out = released_editions().filter(last_day__gte=week.last_day).exists()
    return PublicDue(week, not out and (today - week.last_day).days > grace_days)


def public_every(here: Agency) -> str:
    """How often the public edition comes out: "month" unless the agency chose "week"."""
    chosen = here.local.get("insight")
    weekly = isinstance(chosen, Mapping) and chosen.get("public_every") == WEEKLY
    return WEEKLY if weekly else MONTHLY


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

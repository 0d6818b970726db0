"""Online reports as a public dataset: kind, month, source, outcome, days; no place, no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.publish import Change, Column, Dataset
from commonbeat.kernel.publish.disclosure import THRESHOLD
from commonbeat.kernel.retention.queries import disposed_months

from .models import OnlineReport, PublicReport
from .process import PROCESS
from .text import report_types

OTHER = "other"
OUTCOMES = {
    "accepted": _("Accepted"),
    "refused": _("Refused"),
    "withdrawn": _("Taken back"),
    "open": _("Still open"),
}
SOURCES = {"web": _("By the resident"), "staff": _("With a clerk")}
NAME = "online-reports"


def _said_kind(value: Any) -> Any:
    return report_types()[value].title if value in report_types() else _("Other kinds")


def month_rows() -> list[PublicReport]:
    """Every report of whole past months, without anything that leads back to it.

    A kind with fewer than eleven reports in a month stands as ``other``; if these are fewer than eleven together, the
    month's smallest other kind joins them, so that no row tells of a handful of people.
    """
    zone = agency().tz
    stopped = {
        clock.subject_id: clock
        for clock in Clock.objects.filter(kind="reports.review").exclude(outcome__in=("", "void"))
    }
    rows = []
    for report in OnlineReport.objects.only("id", "kind", "source", "state", "received_at").iterator(2000):
        day = report.received_at.astimezone(zone).date()
        clock = stopped.get(report.pk)
        days = None
        if clock is not None and clock.stopped_at is not None:
            days = max(0, (clock.stopped_at.astimezone(zone).date() - day).days)
        outcome = report.state if PROCESS.state(report.state).kind == "closed" else "open"
        source = "web" if report.source == "web" else "staff"
        rows.append(
            PublicReport(
                month=day.replace(day=1),
                kind=report.kind,
                source=source,
                outcome=outcome,
                days_to_review=days,
            )
        )
    return _coarsened(rows)


def _coarsened(rows: list[PublicReport]) -> list[PublicReport]:
    """Small kinds of a month together; a month that is small as a whole is left out."""
    by_month: dict[date, list[PublicReport]] = {}
    for row in rows:
        by_month.setdefault(row.month, []).append(row)
    kept = []
    for month in by_month.values():
        counts = Counter(row.kind for row in month)
        small = {kind for kind, n in counts.items() if n < THRESHOLD}
        for kind, _n in sorted(counts.items(), key=lambda item: (item[1], item[0])):
            if small and sum(counts[one] for one in small) < THRESHOLD:
                small.add(kind)
        if sum(counts.values()) < THRESHOLD:
            continue
        for row in month:
            row.kind = OTHER if row.kind in small else row.kind
        kept += month
    return kept


def refresh() -> Sequence[Change]:
    """Write the public rows anew; past months may still change as open reports are decided, so nothing is announced.

    A month of which some reports are disposed of stays as it was published.
    """
    first = timezone.now().astimezone(agency().tz).date().replace(day=1)
    settled = disposed_months(OnlineReport._meta.label, agency().tz)
    rows = [row for row in month_rows() if row.month < first and row.month not in settled]
    with transaction.atomic():
        PublicReport.objects.exclude(month__in=settled).delete()
        PublicReport.objects.bulk_create(rows, batch_size=2000)
    return []


def _month_counts() -> dict[str, Any]:
    counted = Counter(f"{month:%Y-%m}" for month in PublicReport.objects.values_list("month", flat=True))
    return {"months": dict(sorted(counted.items()))}


REPORTS = Dataset(
    name=NAME,
    title=_("Police reports by web and phone"),
    description=_("Reports of past, minor crime and loss that residents sent by web or gave by phone."),
    definition=_("One row is one report. A report is not a crime that was shown to have happened."),
    how_we_count=(
        _("A report counts in the month we received it. The month we are in is left out."),
        _(
            "Days run from the day we received a report to the day a person had read it and decided what comes next."
        ),
        _("Grave crime is not taken by web. These rows say little about how much crime there is."),
    ),
    disclosure=_(
        "No place, no day, no person. A kind with fewer than 11 reports in a month is shown with the other small ones."
    ),
    columns=(
        Column("month", _("Month"), _("The month we received it; its first day stands for it."), "date"),
        Column("kind", _("Kind"), _("What was reported; small kinds of a month together."), said=_said_kind),
        Column(
            "source",
            _("How"),
            _("By the resident, or with a clerk by phone or at the counter."),
            said=lambda v: SOURCES.get(v, v),
        ),
        Column("outcome", _("Outcome"), _("What became of it so far."), said=lambda v: OUTCOMES.get(v, v)),
        Column(
            "days_to_review",
            _("Days to review"),
            _("Days until a person had read it; empty while open."),
            "integer",
        ),
    ),
    rows=PublicReport.objects.all,
    order=("-month", "kind", "id"),
    formats=("csv", "json"),
    prepare=refresh,
    summary=_month_counts,
    keywords=("police reports", "online reporting"),
    filters={"month": "month", "kind": "kind", "outcome": "outcome"},
)

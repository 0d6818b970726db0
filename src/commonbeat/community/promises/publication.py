"""From counts to public rows: how fine a period may be, and what is hidden.

A row stands for a group of people who were promised something. A group of one to ten is hidden whole, and so is enough
beside it that the year's total does not give it away; a kind with too many hidden months is told by quarters, then by
the year alone. Inside a group that may be shown its outcomes are exact, also the small ones: how often the department
was late is about the department (``docs/decisions/0014-late-promises-are-never-hidden-in-a-shown-group.md``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from statistics import median

from django.utils import timezone
from django.utils.translation import override

from commonbeat.kernel.clocks import kinds
from commonbeat.kernel.clocks.calendar import calendar
from commonbeat.kernel.publish import Change
from commonbeat.kernel.publish.disclosure import THRESHOLD, protect

from .figures import Count, by_month
from .models import PublicPromise

MONTHS = 12
DAY = 86_400
Span = PublicPromise.Span
Periods = list[tuple[str, Count]]


def refresh(now: datetime | None = None) -> Sequence[Change]:
    """Compute every public row anew. Part of a release, in its transaction.

    Args:
        now: the moment the rows stand for (default: this one).

    Returns:
        No changes: each row says until when it was counted, and an open promise is meant to end.
    """
    now = now or timezone.now()
    declared = [one for one in kinds() if one.public]
    since = first_month(now.astimezone(calendar().tz).date())
    counted = by_month([one.name for one in declared], since, now)
    rows: list[PublicPromise] = []
    with override("en"):
        for one in declared:
            for span, period, count, hidden in shown(counted.get(one.name, {}), since, now):
                rows.append(as_row(one.name, str(one.promise), span, period, count, hidden, now))
    PublicPromise.objects.all().delete()
    PublicPromise.objects.bulk_create(rows)
    return []


def first_month(today: date) -> date:
    """The first day of the twelve months that end with today's."""
    months = today.year * 12 + today.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def shown(
    months: dict[date, Count], since: date, now: datetime
) -> Iterator[tuple[PublicPromise.Span, str, Count, bool]]:
    """The rows of one kind: the year, and the finest periods that may be told.

    Yields:
        Span, name of the period, its counts, and whether they are hidden.
    """
    total = sum(months.values(), Count())
    today = now.astimezone(calendar().tz).date()
    yield Span.YEAR, f"{since}/{today}", total, 0 < total.made < THRESHOLD
    for span in (Span.MONTH, Span.QUARTER):
        periods = _periods(months, since, span)
        safe = protect([[count.made for _, count in periods]])
        if not safe.too_fine:
            for (name, count), cell in zip(periods, safe.cells[0], strict=True):
                yield span, name, count, cell is None
            return


def _periods(months: dict[date, Count], since: date, span: PublicPromise.Span) -> Periods:
    """Every period since the first month, also those in which nothing was promised."""
    found: dict[str, Count] = {}
    for step in range(MONTHS):
        at = since.month - 1 + step
        month = date(since.year + at // 12, at % 12 + 1, 1)
        name = f"{month:%Y-%m}" if span == Span.MONTH else f"{month.year}-Q{(month.month + 2) // 3}"
        found[name] = found.get(name, Count()) + months.get(month, Count())
    return list(found.items())


def as_row(
    kind: str, promise: str, span: PublicPromise.Span, period: str, count: Count, hidden: bool, now: datetime
) -> PublicPromise:
    """The public row of a count; a hidden one says only that there were few."""
    row = PublicPromise(kind=kind, span=span, period=period, promise=promise)
    few = f"<{THRESHOLD}" if 0 < count.made < THRESHOLD else "hidden"
    finished = count.kept + count.late
    said = {
        "made": count.made,
        "kept": count.kept,
        "late": count.late,
        "running": count.running,
        "void": count.void,
        "kept_of_100": f"{100 * count.kept / finished:.1f}" if finished else "",
        "median_days": f"{median(count.taken) / DAY:.1f}" if count.taken else "",
        "oldest_open_days": (now - count.oldest_open).days if count.oldest_open else "",
    }
    for name, value in said.items():
        setattr(row, name, few if hidden else str(value))
    return row

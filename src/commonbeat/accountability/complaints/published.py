"""Complaints in numbers: closing the books of a quarter, and what every page, filter and download of them reads.

The public reads `PublicFigure` and nothing else. Rows are added when a quarter closes, after the release was proved safe
beside all earlier ones (``docs/decisions/0016-complaint-numbers-are-books-that-close.md``), and never change.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from commonbeat.city.agency.days import today
from commonbeat.kernel import audit
from commonbeat.kernel.database.turns import one_at_a_time
from commonbeat.kernel.publish import Dataset
from commonbeat.kernel.publish.actions import release

from . import published_text as text
from .looks import as_platform
from .models import Booking, ClosedQuarter, Officer, PublicFigure
from .published_books import Quarter, book, waiting

DATASET = "complaint-numbers"
Figures = dict[tuple[str, ...], int | None]


def rows() -> QuerySet[PublicFigure]:
    """What was told, from the first quarter on that holds anything.

    Books begin with a January. The zeros before the first complaint of a system that began in autumn say nothing about
    that spring, and would be read as if they did.
    """
    totals = PublicFigure.objects.filter(table="received", span="quarter", by="", value=0)
    none, closed = set(totals.values_list("period", flat=True)), ClosedQuarter.objects.order_by("name")
    before = list(takewhile(none.__contains__, closed.values_list("name", flat=True)))
    return PublicFigure.objects.exclude(period__in=before)


NUMBERS = Dataset(
    name=DATASET,
    title=text.TITLE,
    description=text.DESCRIPTION,
    definition=text.DEFINITION,
    how_we_count=text.HOW_WE_COUNT,
    disclosure=text.DISCLOSURE,
    columns=text.COLUMNS,
    rows=rows,
    order=("table", "-period", "key"),
    rhythm=text.RHYTHM,
    period="R/P3M",
    formats=("csv", "json"),
    keywords=("complaints", "internal affairs", "accountability", "Penal Code 13012"),
    filters={"table": "table", "span": "span", "period": "period", "which": "which"},
)


def close_books(on: date | None = None) -> list[str]:
    """Close every quarter whose time has come, and release what may be told of it.

    One transaction a quarter: books, figures and release come together or not at all. A second run does nothing.

    Args:
        on: the local day; today, unless given.

    Returns:
        The quarters that were closed.

    Raises:
        ImpossibleInput: the records do not agree with what was told of them; nothing is told then.
    """
    done = []
    with as_platform():
        quarters = waiting(on or today())
    for quarter in quarters:
        with as_platform(), transaction.atomic():
            one_at_a_time("complaints:numbers")
            if not ClosedQuarter.objects.filter(name=quarter.name).exists():
                close(quarter)
                done.append(quarter.name)
    if done:
        release(DATASET, actor=audit.SYSTEM, reason=f"Books closed: {', '.join(done)}")
    return done


def close(quarter: Quarter) -> list[PublicFigure]:
    """Close one quarter; inside a writing look of the platform.

    Returns:
        The figures that are told with it.

    Raises:
        ImpossibleInput: the records do not agree with what was told of them.
    """
    # SciPy and its solver are loaded by the job, not by every web process.
    from .measures_published import Closing, figures

    first = ClosedQuarter.objects.order_by("year", "quarter").first()
    opened = first.opened if first else quarter.year
    left_out = book(quarter, opened)
    closing = Closing(quarter.year, quarter.number, opened)
    found = figures(_counted(closing.quarters), closing, _told(closing.quarters, closing.span))
    ClosedQuarter.objects.create(
        name=quarter.name, year=quarter.year, quarter=quarter.number, opened=opened, left_out=left_out
    )
    rows = [as_row(key, value, quarter.name) for key, value in found.items()]
    return PublicFigure.objects.bulk_create(rows, batch_size=1000)


def _counted(quarters: tuple[str, ...]) -> list[Any]:
    """What was counted in these quarters, with whom it is about."""
    from .measures_published import Counted

    about: dict[UUID, set[Any]] = defaultdict(set)
    accused = Officer.objects.within_look().filter(part="accused", member__isnull=False)
    for case, member in accused.values_list("complaint_id", "member_id"):
        about[case].add(member)
    rows = Booking.objects.within_look().filter(quarter__in=quarters)
    return [
        Counted(case, what, quarter, labels, frozenset(about.get(case, ())))
        for case, what, quarter, labels in rows.values_list("complaint_id", "what", "quarter", "labels")
    ]


def _told(quarters: tuple[str, ...], span: str) -> Figures:
    """What was told of these quarters, their years, and the three years."""
    periods = {*quarters, *(one[:4] for one in quarters), span}
    rows = PublicFigure.objects.filter(period__in=periods).exclude(unit="days")
    return {tuple(key.split(" ")): value for key, value in rows.values_list("key", "value")}


def as_row(key: tuple[str, ...], value: int | None, closing: str) -> PublicFigure:
    """The public row of a figure.

    Args:
        key: table, period, and what it is divided by.
        value: None where it is hidden.
        closing: the quarter it is told with.
    """
    table, period, *rest = key
    parts = [*(tuple(one.split("=", 1)) for one in rest), ("", ""), ("", "")]
    span, name = period.split("=", 1)
    return PublicFigure(
        key=" ".join(key), table=table, span=span, period=name,
        by=parts[0][0], which=parts[0][1], and_by=parts[1][0], and_which=parts[1][1],
        value=value, unit="days" if table == "stages" else "complaints", closing=closing,
    )  # fmt: skip

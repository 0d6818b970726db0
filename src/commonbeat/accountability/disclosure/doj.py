"""The yearly table of Penal Code 13012(a)(5): complaints from the public by disposition, criminal or not, and profiling.

The numbers are exact and go to the state; the public's numbers are published with suppression (``complaints.published``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.enums import Kind, Part, Profiling, Result
from commonbeat.accountability.complaints.intake_history import Durations, durations
from commonbeat.accountability.complaints.models import Complaint, Finding
from commonbeat.city.agency.queries import agency

WORST_FIRST = (Result.SUSTAINED, Result.NOT_SUSTAINED, Result.EXONERATED, Result.UNFOUNDED)
PENDING, NONE = "pending", "no_finding"
COLUMNS: tuple[tuple[str, str | Promise], ...] = (
    ("reported", _("Reported")),
    (Result.SUSTAINED.value, Result.SUSTAINED.label),
    (Result.EXONERATED.value, Result.EXONERATED.label),
    (Result.NOT_SUSTAINED.value, Result.NOT_SUSTAINED.label),
    (Result.UNFOUNDED.value, Result.UNFOUNDED.label),
    (PENDING, _("Pending")),
    (NONE, _("Ended without a finding")),
)


@dataclass
class Row:
    """One line.

    Attributes:
        name: for the file: ``all``, ``criminal``, ``noncriminal``, ``profiling`` or a kind of profiling.
        title: in words.
        counts: by column.
    """

    name: str
    title: str | Promise
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def cells(self) -> list[int]:
        """The numbers in the order of `COLUMNS`."""
        return [self.counts[name] for name, _title in COLUMNS]


@dataclass
class Table:
    """One year.

    Attributes:
        year: in which complaints were received.
        rows: the lines.
        left_out: complaints that became an inquiry or a duplicate; they are in no line.
        took: how long those that are closed took.
    """

    year: int
    rows: list[Row]
    left_out: int
    took: Durations


def table(year: int) -> Table:
    """The table of one calendar year, inside a look that opens every complaint.

    A complaint counts once, with its worst disposition: final where there is one, else pending until it is closed.

    Args:
        year: complaints received in it, on the agency's calendar.
    """
    zone = agency().tz
    since, until = (datetime(one, 1, 1, tzinfo=zone) for one in (year, year + 1))
    found = Complaint.objects.within_look().filter(
        kind=Kind.CITIZEN, received_at__gte=since, received_at__lt=until
    )
    complaints = list(
        found.values_list("pk", "state", "criminal", "profiling", "profiling_kinds", named=True)
    )
    worst = _worst(found)
    rows = [
        Row("all", _("All complaints from the public")),
        Row("noncriminal", _("of these: not criminal")),
        Row("criminal", _("of these: criminal (felony or misdemeanor)")),
        Row("profiling", _("of these: racial or identity profiling")),
        *(Row(one.value, one.label) for one in Profiling),
    ]
    by_name = {one.name: one for one in rows}
    left_out = 0
    for one in complaints:
        if one.state == "converted":
            left_out += 1
            continue
        ends = worst.get(one.pk) if one.state == "closed" else None
        column = ends or (NONE if one.state == "closed" else PENDING)
        for name in _lines(one):
            by_name[name].counts.update(("reported", column))
    return Table(year, rows, left_out, durations(found.exclude(state="converted")))


def _lines(one: Any) -> set[str]:
    """The lines a complaint is counted in."""
    kinds = {name for name in one.profiling_kinds if name in Profiling.values}
    found = {"all", "criminal" if one.criminal else "noncriminal"} | kinds
    return found | {"profiling"} if kinds or one.profiling else found


def _worst(complaints: Any) -> dict[Any, str]:
    """The worst final finding of each complaint that has one."""
    rank = {value: place for place, value in enumerate(WORST_FIRST)}
    rows = Finding.objects.within_look().filter(complaint__in=complaints, officer__part=Part.ACCUSED)
    found: dict[Any, str] = {}
    for pk, final in rows.exclude(final="").values_list("complaint_id", "final"):
        if pk not in found or rank[final] < rank[found[pk]]:
            found[pk] = final
    return found


def as_csv(one: Table) -> list[list[str]]:
    """The table as lines of text, with a header."""
    head = ["year", "line", *(name for name, _title in COLUMNS)]
    return [head, *([str(one.year), row.name, *map(str, row.cells)] for row in one.rows)]

"""From what was counted to what may be told: the tables, their rules, and the release that is safe beside all earlier ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from statistics import median
from typing import Any

import numpy as np

from commonbeat.analysis.suppression import (
    Axis,
    Closing,
    Key,
    Rule,
    Shelf,
    Table,
    at_most,
    equal,
    release,
    within,
)

from . import enums
from .codes import GROUPS
from .published_books import BANDS, BEYOND, CLASSES, DUTIES, ODD, STAGES

CASES, PERSONS, GROUP, FEW_OFFICERS = 5, 11, 11, 3
"""Smallest count of complaints; of complaints by a person's trait; of a group whose outcomes are told; of officers."""
ROUGHLY = 14
"""Medians up to so many days are told to the day, longer ones to five days."""
KINDS = tuple(GROUPS)
AREAS = tuple(
    "rights" if one in ("force", "bias", "arrest_search", "serious") else "service" for one in KINDS
)
FINDINGS = tuple(enums.Result.values)
STATUSES = (*FINDINGS, "no_finding", "pending")
HOWS = (*enums.Ended.values, "unknown")
TRAITS = tuple(enums.Profiling.values)
DUTY_NAMES = tuple(one.removeprefix("complaints.") for one in DUTIES)
DISCIPLINES = tuple(dict.fromkeys(CLASSES.values()))
__all__ = ["Closing", "Counted", "figures"]
EVERY = ("quarter", "year", "span")
Labels = Mapping[str, Any]


@dataclass(frozen=True)
class Counted:
    """One booking as the tables need it.

    Attributes:
        case: the complaint, for joining only.
        officers: whom it is about, as far as they are known.
    """

    case: Any
    what: str
    quarter: str
    labels: Labels
    officers: frozenset[Any] = frozenset()

    @property
    def year(self) -> str:
        """The year it was counted in."""
        return self.quarter[:4]


def figures(
    counted: Sequence[Counted], closing: Closing, before: Mapping[Key, int | None]
) -> dict[Key, int | None]:
    """What is told when a quarter closes; None where it is hidden.

    Args:
        counted: everything counted since the first of the years that are told together.
        closing: the quarter.
        before: what was told of these years earlier.

    Raises:
        ImpossibleInput: the counts do not agree with what was told.
        NoSafeRelease: what was told is not safe by itself.
    """
    by_what: dict[str, list[Counted]] = defaultdict(list)
    for one in counted:
        by_what[one.what].append(one)
    found: dict[Key, int | None] = {}
    for tables, rules, part in systems(by_what, closing):
        found |= release(tables, before=_of(before, tables, part), rules=rules).figures
    if "year" in closing.levels:
        found |= medians(by_what["ended"], str(closing.year), found)
    return found


def systems(
    by_what: Mapping[str, list[Counted]], closing: Closing
) -> list[tuple[list[Table], Callable[[Shelf], Sequence[Rule]], str]]:
    """What is protected together: tables, what everybody knows of them, and the part of a key that is theirs alone.

    Each duty is one by itself: they add up to nothing, and a rare one must not hide how the others were kept.
    """
    return [
        (*_persons(by_what, closing), ""),
        (*_process(by_what["ended"], closing), ""),
        *(([_duty(name, by_what["duty"], closing)], lambda shelf: (), f"duty={name}") for name in DUTY_NAMES),
        ([_discipline(by_what["discipline"], closing)], lambda shelf: (), ""),
    ]


def _of(before: Mapping[Key, int | None], tables: Sequence[Table], part: str) -> dict[Key, int | None]:
    """What was told earlier of these tables."""
    names = {table.name for table in tables}
    return {key: value for key, value in before.items() if key[0] in names and (not part or part in key)}


def _count(rows: Iterable[Counted], axes: Sequence[Axis], where: Callable[[Counted], tuple[str, ...]]) -> Any:
    """Counts of rows by axes; those outside them are left out."""
    counts = np.zeros(tuple(len(axis.labels) for axis in axes), dtype=np.int64)
    at = [{label: i for i, label in enumerate(axis.labels)} for axis in axes]
    for row in rows:
        labels = where(row)
        if all(label in axis for label, axis in zip(labels, at, strict=True)):
            counts[tuple(axis[label] for label, axis in zip(labels, at, strict=True))] += 1
    return counts


def _one_way(name: str, *coarser: str) -> Callable[[str], Any]:
    """A ladder that is divided by one axis, then by coarser ones, then not at all."""

    def ladder(level: str) -> Any:
        names = (name, *coarser)
        rungs = [(*tuple((one,) for one in names[at:]), ()) for at in range(len(names))]
        return (*(within(level, rung) for rung in rungs), within(level, ((),)))

    return ladder


def _by_kind_and_finding(level: str) -> Any:
    """The ladder of findings: by kind in years, never in quarters."""
    plain = (within(level, (("finding",), ())), within(level, ((),)))
    if level == "quarter":
        return plain
    return (
        within(level, (("kind", "finding"), ("kind",), ("finding",), ())),
        within(level, (("area", "finding"), ("area",), ("finding",), ())),
        within(level, (("area",), ("finding",), ())),
        *plain,
    )


def _persons(
    by_what: Mapping[str, list[Counted]], closing: Closing
) -> tuple[list[Table], Callable[[Shelf], Sequence[Rule]]]:
    """Tables that say what became of complaints about persons: received, findings, the state's table, profiling."""
    quarters, kinds = closing.axis(), Axis("kind", KINDS, {"area": AREAS})
    received, found = by_what["received"], by_what["finding"]
    axes: tuple[Axis, ...] = (quarters, kinds)
    lines = tuple((level, name) for level in EVERY for name in ("kind", "area"))
    tables = [
        Table(
            "received",
            axes,
            _count(received, axes, lambda one: (one.quarter, one.labels["kind"])),
            CASES,
            closing.ladders(_one_way("kind", "area"), EVERY),
            few=_few("received", received, closing, "kind"),
        )
    ]
    axes = (*axes, Axis("finding", FINDINGS))
    tables.append(
        Table(
            "findings",
            axes,
            _count(found, axes, lambda one: (one.quarter, one.labels["kind"], one.labels["finding"])),
            CASES,
            closing.ladders(_by_kind_and_finding, EVERY),
            few=_few("findings", found, closing, "kind", "finding"),
            lines=lines,
        )
    )
    if closing.quarter == 4 or closing.year > closing.first_year:
        tables += _yearly(received, found, by_what["ended"], closing)
    return tables, lambda shelf: list(_rules(shelf, closing))


def _few(table: str, rows: Iterable[Counted], closing: Closing, *names: str) -> frozenset[Key]:
    """Figures whose complaints are about fewer than three officers, unknown ones counted as one each.

    Args:
        names: the axes the table is divided by, in the order of its views.
    """
    persons: dict[Key, set[Any]] = defaultdict(set)
    coarse = dict(zip(KINDS, AREAS, strict=True))
    for row in rows:
        who = row.officers or {row.case}
        choices = [((), (f"{name}={row.labels[name]}",)) for name in names]
        if "kind" in names:
            at = names.index("kind")
            choices[at] = (*choices[at], (f"area={coarse[row.labels['kind']]}",))  # type: ignore[assignment]
        for period in (f"quarter={row.quarter}", f"year={row.year}", f"span={closing.span}"):
            for parts in product(*choices):
                persons[table, period, *chain(*parts)] |= who
    return frozenset(key for key, who in persons.items() if len(who) < FEW_OFFICERS)


def _complete(closing: Closing) -> Axis:
    """Years of which every quarter is counted, as an axis."""
    axis = closing.year_axis()
    n = len(axis.labels) if closing.quarter == 4 else len(axis.labels) - 1
    return Axis("year", axis.labels[:n], {"span": axis.coarser["span"][:n]}, axis.open)


def _yearly(
    received: Iterable[Counted], found: Iterable[Counted], ended: Iterable[Counted], closing: Closing
) -> list[Table]:
    """What the state asks for once a year: complaints of the year by what became of them by its end."""
    years, status = _complete(closing), Axis("status", STATUSES)
    finals = {one.case: (one.year, one.labels["finding"]) for one in found}
    over = {one.case: one.year for one in ended}

    def state(one: Counted) -> str:
        if finals.get(one.case, ("", ""))[0] == one.year:
            return str(finals[one.case][1])
        return "no_finding" if over.get(one.case) == one.year and one.case not in finals else "pending"

    rows = [
        Counted(one.case, one.what, one.quarter, {**one.labels, "status": state(one)}, one.officers)
        for one in received
    ]
    profiled = [one for one in rows if "profiling" in one.labels]
    levels = ("year", "span")
    criminal = Axis("criminal", ("yes", "no"))
    axes: tuple[Axis, ...] = (years, criminal, status)
    tables = [
        Table(
            "state",
            axes,
            _count(rows, axes, lambda one: (one.year, one.labels["criminal"], one.labels["status"])),
            CASES,
            closing.ladders(_state_ladder, levels),
            few=_few("state", rows, closing, "criminal", "status"),
            lines=tuple((level, "criminal") for level in levels),
        ),
        Table(
            "profiling",
            (years, status),
            _count(profiled, (years, status), lambda one: (one.year, one.labels["status"])),
            PERSONS,
            closing.ladders(_one_way("status"), levels),
            few=_few("profiling", profiled, closing, "status"),
            lines=tuple((level,) for level in levels),
        ),
    ]
    axes = (years, Axis("trait", TRAITS), status)
    pairs = [
        Counted(one.case, one.what, one.quarter, {**one.labels, "trait": trait}, one.officers)
        for one in profiled
        for trait in one.labels["profiling"]
    ]
    tables.append(
        Table(
            "traits",
            axes,
            _count(pairs, axes, lambda one: (one.year, one.labels["trait"], one.labels["status"])),
            PERSONS,
            closing.ladders(_trait_ladder, levels),
            few=_few("traits", pairs, closing, "trait", "status"),
            lines=tuple((level, "trait") for level in levels),
        )
    )
    return tables


def _state_ladder(level: str) -> Any:
    return (
        within(level, (("criminal", "status"), ("criminal",), ("status",))),
        within(level, (("criminal",), ("status",))),
        within(level, (("status",),)),
    )


def _trait_ladder(level: str) -> Any:
    # a complaint may name several traits: they add up to nothing, so no total is told
    return (within(level, (("trait", "status"), ("trait",))), within(level, (("trait",),)))


def _rules(shelf: Shelf, closing: Closing) -> Iterable[Rule]:
    """What everybody can tell from how the tables are made."""
    if not any(one.name == "state" for one in shelf.tables):
        return
    for year in _complete(closing).labels:
        period = f"year={year}"
        yield equal(shelf.find(("received", period)), shelf.find(("state", period)))
        for status in STATUSES:
            part = f"status={status}"
            state, profiling = shelf.find(("state", period, part)), shelf.find(("profiling", period, part))
            yield at_most(profiling, state)
            if status in FINDINGS:
                yield at_most(state, shelf.find(("findings", period, f"finding={status}")))
            for trait in TRAITS:
                yield at_most(shelf.find(("traits", period, f"trait={trait}", part)), profiling)


def _process(
    ended: Sequence[Counted], closing: Closing
) -> tuple[list[Table], Callable[[Shelf], Sequence[Rule]]]:
    """How cases ended and how long they took: about the department, so exact where enough ended."""
    quarters = closing.axis()
    bands = Axis("band", (*(name for _, name in BANDS), BEYOND, ODD))
    hows = Axis("how", HOWS)
    lines = tuple((level,) for level in EVERY)
    tables = [
        Table(
            name,
            (quarters, axis),
            _count(ended, (quarters, axis), lambda one, by=axis.name: (one.quarter, one.labels[by])),  # type: ignore[misc]
            GROUP,
            closing.ladders(_one_way(axis.name), EVERY),
            exact=True,
            lines=lines,
        )
        for name, axis in (("ended", hows), ("days", bands))
    ]

    def rules(shelf: Shelf) -> list[Rule]:
        return [
            equal(shelf.find(("ended", f"quarter={one}")), shelf.find(("days", f"quarter={one}")))
            for one in quarters.labels
        ]

    return tables, rules


def _duty(name: str, rows: Sequence[Counted], closing: Closing) -> Table:
    """One duty with a date, kept or late: about the department."""
    axes = (closing.axis(), Axis("duty", (name,)), Axis("outcome", ("kept", "late")))

    def ladder(level: str) -> Any:
        return (within(level, (("duty", "outcome"), ("duty",))), within(level, (("duty",),)))

    return Table(
        "duties",
        axes,
        _count(rows, axes, lambda one: (one.quarter, one.labels["duty"], one.labels["outcome"])),
        GROUP,
        closing.ladders(ladder, EVERY),
        exact=True,
        lines=tuple((level, "duty") for level in EVERY),
    )


def _discipline(rows: Sequence[Counted], closing: Closing) -> Table:
    """The gravest discipline in each sustained complaint: about persons, told by year."""
    axes = (closing.axis(), Axis("class", DISCIPLINES))
    return Table(
        "discipline",
        axes,
        _count(rows, axes, lambda one: (one.quarter, one.labels["class"])),
        CASES,
        closing.ladders(_one_way("class"), ("year", "span")),
        few=_few("discipline", rows, closing, "class"),
        lines=tuple((level,) for level in ("year", "span")),
    )


def medians(ended: Iterable[Counted], year: str, told: Mapping[Key, int | None]) -> dict[Key, int | None]:
    """Half of the cases that ended in a year took this many days, in all and in each stage.

    Only where at least eleven cases stand behind it, and roughly: to five days when it is more than two weeks. Cases whose
    dates make no sense are left out; their number is told among the bands of days.
    """
    if told.get(("ended", f"year={year}")) is None:
        return {}
    rows = [one for one in ended if one.year == year]
    taken = {"all": [one.labels["days"] for one in rows if one.labels["days"] is not None]}
    for stage in STAGES:
        taken[stage] = [one.labels["stages"][stage] for one in rows if stage in one.labels["stages"]]
    return {
        ("stages", f"year={year}", f"stage={stage}"): roughly(median(days))
        for stage, days in taken.items()
        if len(days) >= GROUP
    }


def roughly(days: float) -> int:
    """Whole days, to five days when it is more than two weeks."""
    return round(days) if days <= ROUGHLY else 5 * round(days / 5)

"""Tables of counts and the ways they may be told: which margins, by which axes, how fine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log1p
from types import MappingProxyType

import numpy as np

from commonbeat.analysis.refusal import refuse_unless

from .system import Figure, Key, Rule, System, Whole

ZERO_COST = 4.0
View = tuple[str, ...]
Rung = tuple[View, ...]
Ladder = tuple[Rung, ...]
Rungs = Mapping[str, int]
NOTHING_BEFORE: Mapping[Key, int | None] = MappingProxyType({})


@dataclass(frozen=True)
class Axis:
    """One way a table is divided.

    Attributes:
        name: of the axis ("kind").
        labels: its values.
        coarser: names of coarser axes made from it, each with the label every value falls under ("group").
        open: labels, fine or coarse, that may be told now; None for all. A closed period is not told again.
    """

    name: str
    labels: tuple[str, ...]
    coarser: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open: frozenset[str] | None = None

    def names(self, position: int) -> list[tuple[str, str]]:
        """What a value is called, finely and coarsely."""
        coarse = ((name, labels[position]) for name, labels in self.coarser.items())
        return [(self.name, self.labels[position]), *coarse]


@dataclass(frozen=True, eq=False)
class Table:
    """Counts of one kind of thing, each counted once.

    Attributes:
        name: of the table; the first part of every key.
        axes: how it is divided; one dimension of `counts` each.
        counts: the true counts.
        threshold: smallest count that may be told.
        ladders: for each level ("quarter", "year"), from fine to coarse, the views to tell; a view names the axes it is
            divided by, () for the total.
        few: keys that stand for too few people whatever their count.
        exact: only lines can be small; what divides a line that may be told is told exactly (``Figure.exact``).
        lines: a figure that divides a small line further is hidden, zeros too: a line of three complaints must not tell
            what became of all three. A line is a view of the table.
    """

    name: str
    axes: tuple[Axis, ...]
    counts: Whole
    threshold: int
    ladders: Mapping[str, Ladder]
    few: frozenset[Key] = frozenset()
    exact: bool = False
    lines: tuple[View, ...] = ()
    _kept: dict[View, dict[Key, tuple[int, ...]]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        shape = tuple(len(axis.labels) for axis in self.axes)
        refuse_unless(self.counts.shape == shape, f"The counts of {self.name} do not fit their axes.")

    def cells(self, view: View) -> dict[Key, tuple[int, ...]]:
        """For each figure of a view, the positions of its cells in the flat counts."""
        if view in self._kept:
            return self._kept[view]
        positions = np.arange(self.counts.size).reshape(self.counts.shape)
        found: dict[Key, list[int]] = {}
        for at in np.ndindex(*self.counts.shape):
            labels = {
                name: label for axis, i in zip(self.axes, at, strict=True) for name, label in axis.names(i)
            }
            key = (self.name, *(f"{name}={labels[name]}" for name in view))
            found.setdefault(key, []).append(int(positions[at]))
        self._kept[view] = {key: tuple(cells) for key, cells in found.items()}
        return self._kept[view]

    def may_tell(self, key: Key) -> bool:
        """Whether every period and label in a key is open."""
        said = dict(part.split("=", 1) for part in key[1:])
        for axis in self.axes:
            for name in (axis.name, *axis.coarser):
                if axis.open is not None and name in said and said[name] not in axis.open:
                    return False
        return True

    def views(self, level: str, rung: int) -> Rung:
        """The views told at a rung; none below the last."""
        ladder = self.ladders[level]
        return ladder[rung] if rung < len(ladder) else ()


def equal(left: Sequence[int], right: Sequence[int]) -> Rule:
    """A rule that two sums of unknowns are the same number."""
    return Rule(tuple(left), tuple(right))


def at_most(left: Sequence[int], right: Sequence[int]) -> Rule:
    """A rule that one sum of unknowns is no more than another."""
    return Rule(tuple(right), tuple(left), 0, None)


@dataclass(frozen=True)
class Shelf:
    """Where the unknowns of several tables lie beside each other."""

    tables: tuple[Table, ...]

    def table(self, name: str) -> Table:
        """A table by its name."""
        return next(one for one in self.tables if one.name == name)

    def start(self, name: str) -> int:
        """The position of a table's first unknown."""
        names = [one.name for one in self.tables]
        return sum(one.counts.size for one in self.tables[: names.index(name)])

    def find(self, key: Key) -> tuple[int, ...]:
        """The unknowns that a key adds up, whichever table it is of.

        Raises:
            KeyError: no table has it.
        """
        start = self.start(key[0])
        view = tuple(part.split("=", 1)[0] for part in key[1:])
        return tuple(start + cell for cell in self.table(key[0]).cells(view)[key])

    def system(
        self, rungs: Rungs, *, before: Mapping[Key, int | None] = NOTHING_BEFORE, rules: Sequence[Rule] = ()
    ) -> System:
        """Everything told before, and all that would be told at these rungs.

        Args:
            rungs: how far down its ladder each group ("table/level") is told.
            before: figures of earlier releases, None where hidden.
            rules: what else everybody knows.
        """
        truth = np.concatenate([table.counts.ravel() for table in self.tables]).astype(np.int64)
        figures: dict[Key, Figure] = {}
        for group, rung in rungs.items():
            name, level = group.split("/")
            for one in _figures(self.table(name), level, rung, self.start(name)):
                figures[one.key] = one
        for key, value in before.items():
            table = self.table(key[0])
            figures[key] = Figure(
                key, self.find(key), table.threshold, stands=True, hidden_before=value is None
            )
        return System(truth, tuple(figures.values()), tuple(rules))


def _figures(table: Table, level: str, rung: int, start: int) -> list[Figure]:
    """The figures of one table at one level and rung."""
    flat, lines = table.counts.ravel(), _small_lines(table)
    found = []
    for view in table.views(level, rung):
        for key, cells in table.cells(view).items():
            if table.may_tell(key):
                divides = any(set(cells) < line for line in lines)
                where = tuple(start + cell for cell in cells)
                cost = _cost(int(flat[list(cells)].sum()), len(cells))
                found.append(
                    Figure(
                        key,
                        where,
                        table.threshold,
                        exact=table.exact and any(len(view) > len(line) for line in table.lines),
                        sensitive=key in table.few or divides,
                        cost=cost,
                        group=f"{table.name}/{level}",
                    )
                )
    return found


def _cost(value: int, cells: int) -> float:
    """What hiding a figure costs a reader: totals most, zeros more than small counts."""
    return (ZERO_COST if value == 0 else 1.0 + log1p(value)) * cells


def _small_lines(table: Table) -> list[frozenset[int]]:
    """The lines whose total is small, or stands for too few."""
    flat = table.counts.ravel()
    return [
        frozenset(cells)
        for line in table.lines
        for key, cells in table.cells(line).items()
        if 0 < int(flat[list(cells)].sum()) < table.threshold or key in table.few
    ]

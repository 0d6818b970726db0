"""What an attacker knows: unknown whole numbers, the figures that are sums of them, and rules everybody knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from commonbeat.analysis.refusal import refuse_unless

Key = tuple[str, ...]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Figure:
    """One figure that may be told: the sum of some unknowns.

    Attributes:
        key: what it stands for: name of the table, then "axis=label" for each axis it is narrowed by.
        cells: positions of the unknowns it adds up.
        threshold: smallest count that may be told; 1 to threshold - 1 are small.
        exact: its own smallness does not matter (it says how the department worked, not what became of a person).
        sensitive: it must be hidden, also when it is not small (it stands for too few people, or its line is small).
        stands: an earlier release told it or hid it; it stays as it was.
        hidden_before: with `stands`: the earlier release hid it.
        cost: how bad it is to hide it; totals cost more than the cells they add up.
        group: what is told together, as finely or coarsely as is safe: table and level.
    """

    key: Key
    cells: tuple[int, ...]
    threshold: int
    exact: bool = False
    sensitive: bool = False
    stands: bool = False
    hidden_before: bool = False
    cost: float = 1.0
    group: str = ""


@dataclass(frozen=True)
class Rule:
    """What everybody knows of the unknowns: `least` <= sum of `plus` - sum of `minus` <= `most`.

    Attributes:
        plus, minus: positions of unknowns.
        least, most: the limits; None for no upper one.
    """

    plus: tuple[int, ...]
    minus: tuple[int, ...]
    least: int = 0
    most: int | None = 0


@dataclass(frozen=True)
class System:
    """Figures over one set of unknowns.

    Attributes:
        truth: the true value of each unknown, at least 0.
        figures: everything that was told or may be told.
        rules: what else is known.

    Raises:
        ImpossibleInput: a negative count, a key twice, or a rule that does not hold for the truth.
    """

    truth: Whole
    figures: tuple[Figure, ...]
    rules: tuple[Rule, ...] = ()
    by_key: Mapping[Key, Figure] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_key = {one.key: one for one in self.figures}
        refuse_unless(len(by_key) == len(self.figures), "A figure of the tables is named twice.")
        refuse_unless(bool((self.truth >= 0).all()), "A count must not be negative.")
        object.__setattr__(self, "by_key", by_key)
        refuse_unless(
            rules_hold(self, self.truth), "A rule given for the tables does not hold for the counts."
        )

    def value(self, key: Key, of: Whole | None = None) -> int:
        """A figure, of the true counts or of others that fit."""
        counts = self.truth if of is None else of
        return int(counts[list(self.by_key[key].cells)].sum())

    def small(self, figure: Figure) -> bool:
        """Whether it must be hidden for its own sake."""
        return figure.sensitive or (not figure.exact and 0 < self.value(figure.key) < figure.threshold)

    def told(self, hidden: Collection[Key]) -> dict[Key, int | None]:
        """What is published: the value of each figure, None where it is hidden."""
        return {one.key: None if one.key in hidden else self.value(one.key) for one in self.figures}


def rules_hold(system: System, counts: Whole) -> bool:
    """Whether counts obey every rule, in whole numbers."""
    for rule in system.rules:
        balance = int(counts[list(rule.plus)].sum()) - int(counts[list(rule.minus)].sum())
        if balance < rule.least or (rule.most is not None and balance > rule.most):
            return False
    return True


def sums(figures: Sequence[Figure], unknowns: int) -> csr_array:
    """The matrix that turns unknowns into figures."""
    rows = np.repeat(np.arange(len(figures)), [len(one.cells) for one in figures])
    columns = np.fromiter((cell for one in figures for cell in one.cells), dtype=np.int64, count=rows.size)
    return csr_array((np.ones(rows.size), (rows, columns)), shape=(len(figures), unknowns))


def rule_matrix(system: System) -> tuple[csr_array, NDArray[np.float64], NDArray[np.float64]]:
    """The rules as a matrix with lower and upper limits."""
    entries = [
        (at, cell, sign)
        for at, rule in enumerate(system.rules)
        for cells, sign in ((rule.plus, 1.0), (rule.minus, -1.0))
        for cell in cells
    ]
    shape = (len(system.rules), system.truth.size)
    matrix = csr_array(
        ([sign for *_, sign in entries], ([at for at, *_ in entries], [cell for _, cell, _ in entries])),
        shape=shape,
    )
    least = np.array([rule.least for rule in system.rules], dtype=np.float64)
    most = np.array([np.inf if rule.most is None else rule.most for rule in system.rules], dtype=np.float64)
    return matrix, least, most

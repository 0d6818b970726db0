"""The search for other tables that agree with what is told."""

from __future__ import annotations

from collections.abc import Set

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from .system import Figure, Key, System, Whole, rule_matrix, sums

Floats = NDArray[np.float64]
GAP = 0.05
NODES = 5_000
FURTHEST = 4  # a told figure is looked for at most so many thresholds above its value
SMALL_COST = 1e-4


class Search:
    """Finds tables; made once for a system.

    Unknowns that no figure and no rule tells apart are one unknown here: their sum.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        figures, unknowns = system.figures, system.truth.size
        whole = vstack([sums(figures, unknowns), rule_matrix(system)[0]]) if system.rules else None
        columns = csr_array(whole if whole is not None else sums(figures, unknowns)).tocsc()
        seen: dict[bytes, int] = {}
        self.first: list[int] = []
        for at in range(unknowns):
            part = slice(columns.indptr[at], columns.indptr[at + 1])
            pattern = columns.indices[part].tobytes() + columns.data[part].tobytes()
            if pattern not in seen:
                seen[pattern] = at
                self.first.append(at)
        reduced = csr_array(columns[:, self.first])
        self.matrix, self.rules = reduced[: len(figures)], reduced[len(figures) :]
        _, self.rule_low, self.rule_high = rule_matrix(system)
        self.values: Floats = np.array([system.value(one.key) for one in figures], dtype=np.float64)
        self.at = {one.key: i for i, one in enumerate(figures)}

    def table(
        self,
        key: Key,
        hidden: Set[Key],
        *,
        least: int | None = None,
        most: int | None = None,
        told_stay: bool = False,
    ) -> Whole | None:
        """The table nearest to what is told in which a figure is at least, or at most, so large; None without one.

        Figures that are told may differ at their cost, unless they stand from an earlier release or `told_stay`.
        Figures that are not zero stay so: the attacker is granted which these are.
        """
        figures = self.system.figures
        free = np.array([one.key in hidden for one in figures])
        fixed = ~free & np.array([told_stay or one.stands for one in figures])
        low, high = self._limits(free, fixed, figures)
        at = self.at[key]
        low[at] = low[at] if least is None else least
        high[at] = high[at] if most is None else most
        chosen = np.flatnonzero(~free & ~fixed)
        return self._solve(low, high, chosen)

    def _limits(
        self, free: NDArray[np.bool_], fixed: NDArray[np.bool_], figures: tuple[Figure, ...]
    ) -> tuple[Floats, Floats]:
        """The least and the most each figure may read."""
        furthest = self.values + FURTHEST * np.array([one.threshold for one in figures])
        low = np.where(fixed, self.values, np.minimum(self.values, 1.0))
        high = np.where(fixed, self.values, np.where(free, np.inf, furthest))
        return low, high

    def _solve(self, low: Floats, high: Floats, chosen: NDArray[np.int64]) -> Whole | None:
        """Solve with a switch for each chosen figure: off, it reads what is told."""
        unknowns, count = len(self.first), chosen.size
        told, value = self.matrix[chosen], self.values[chosen]
        up, down = np.maximum(high[chosen] - value, 0), np.maximum(value - low[chosen], 0)
        rows = [hstack([self.matrix, csr_array((low.size, count))])]
        lows, highs = [low], [high]
        if count:
            rows += [hstack([told, -_diagonal(up)]), hstack([told, _diagonal(down)])]
            lows += [np.full(count, -np.inf), value]
            highs += [value, np.full(count, np.inf)]
        if self.system.rules:
            rows.append(hstack([self.rules, csr_array((self.rules.shape[0], count))]))
            lows.append(self.rule_low)
            highs.append(self.rule_high)
        costs = np.array([self.system.figures[i].cost for i in chosen], dtype=np.float64)
        found = milp(
            np.concatenate((np.full(unknowns, SMALL_COST), costs)),
            integrality=np.ones(unknowns + count),
            bounds=Bounds(
                np.zeros(unknowns + count), np.concatenate((np.full(unknowns, np.inf), np.ones(count)))
            ),
            constraints=LinearConstraint(
                csr_array(vstack(rows)), np.concatenate(lows), np.concatenate(highs)
            ),
            options={"mip_rel_gap": GAP, "node_limit": NODES},
        )
        if found.x is None:
            return None
        table = np.zeros(self.system.truth.size, dtype=np.int64)
        table[self.first] = np.rint(found.x[:unknowns]).astype(np.int64)
        return table


def _diagonal(values: Floats) -> csr_array:
    """A square matrix with these values on its diagonal."""
    return csr_array(eye_array(values.size).multiply(values))

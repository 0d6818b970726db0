"""What somebody learns who solves everything that was published."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from .system import Key, System, rule_matrix, sums


def solve_for(
    system: System,
    told: Mapping[Key, int | None],
    key: Key,
    *,
    whole: bool = True,
    granted: bool = False,
) -> tuple[float, float]:
    """The least and the most a figure can be, given what is told.

    Args:
        system: the shape of the tables; true counts are used only with `granted`.
        told: published values, None where hidden.
        key: the figure asked for.
        whole: use that counts are whole numbers.
        granted: the attacker is told which hidden figures are not zero.

    Returns:
        Both limits; the upper one is infinite where nothing holds it.
    """
    figures = [one for one in system.figures if one.key in told]
    values = [told[one.key] for one in figures]
    least_hidden = [1.0 if granted and system.value(one.key) else 0.0 for one in figures]
    low = [
        other if value is None else float(value) for value, other in zip(values, least_hidden, strict=True)
    ]
    high = [np.inf if value is None else float(value) for value in values]
    rows, lows, highs = [sums(figures, system.truth.size)], [np.array(low)], [np.array(high)]
    if system.rules:
        known, known_low, known_high = rule_matrix(system)
        rows.append(known)
        lows.append(known_low)
        highs.append(known_high)
    limits = LinearConstraint(csr_array(vstack(rows)), np.concatenate(lows), np.concatenate(highs))
    wanted = np.zeros(system.truth.size)
    wanted[list(system.by_key[key].cells)] = 1.0
    ends = []
    for sign in (1.0, -1.0):
        found = milp(
            sign * wanted,
            integrality=np.full(system.truth.size, int(whole)),
            bounds=Bounds(np.zeros(system.truth.size), np.full(system.truth.size, np.inf)),
            constraints=limits,
        )
        ends.append(np.inf if found.x is None else sign * float(found.fun))
    return ends[0], ends[1]

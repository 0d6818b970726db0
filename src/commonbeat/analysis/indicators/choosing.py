"""Whom to look at more closely: by how sure one is, with a bound on how many are chosen by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import numbers, refuse_unless


def look_closer(tails: ArrayLike, *, most_false: float = 0.10, least: float = 0.80) -> NDArray[np.bool_]:
    """Choose the largest set whose expected share of false choices stays under a bound (Newton and others 2004).

    No fixed share of officers is chosen: in a group of officers alike, nobody is. Equal probabilities are chosen
    together or not at all.

    Args:
        tails: for each officer the probability that the rate is really high.
        most_false: bound on the mean of 1 - probability over those chosen.
        least: probability each needs by itself, so that nobody is chosen because others are sure.

    Returns:
        True for those chosen, in the order given.

    Raises:
        ImpossibleInput: a probability, a bound or a floor not between 0 and 1.
    """
    sure = numbers(tails, "The probabilities", least=0)
    refuse_unless(bool((sure <= 1).all()), "The probabilities must not be over 1.")
    refuse_unless(0 < most_false < 1 and 0 <= least <= 1, "Bound and floor must lie between 0 and 1.")
    wanted = np.sort(sure[sure >= max(least, np.finfo(float).tiny)])[::-1]
    if not wanted.size:
        return np.zeros(sure.shape, dtype=bool)
    mean_false = np.cumsum(1 - wanted) / np.arange(1, wanted.size + 1)
    last_of_equals = np.append(wanted[1:] < wanted[:-1], True)
    good = np.flatnonzero((mean_false <= most_false) & last_of_equals)
    if not good.size:
        return np.zeros(sure.shape, dtype=bool)
    return np.asarray(sure >= wanted[good[-1]])

"""EARS C1, C2 and C3: alarms for series with only a few weeks of history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result

Array = NDArray[np.float64]
_LAG = {"C1": 0, "C2": 2, "C3": 2}
_ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}


@dataclass(frozen=True, kw_only=True)
class EarsResult(Result):
    """Upper bounds and alarms by series (rows) and judged week (columns); a count above its bound is an alarm."""

    weeks: NDArray[np.int64]
    observed: Array
    upper: Array
    alarm: NDArray[np.bool_]


def ears(
    counts: ArrayLike,
    kind: Literal["C1", "C2", "C3"] = "C1",
    *,
    at: Sequence[int] | NDArray[np.int64] | None = None,
    baseline: int = 7,
    least_sd: float = 0.0,
    alpha: float | None = None,
) -> EarsResult:
    """Compare weeks with the mean and standard deviation of the few weeks before.

    C1: bound = mean + z sd of the `baseline` weeks just before. C2: the same weeks two weeks earlier, so that a rise
    under way does not raise its own yardstick. C3 adds how far the two weeks before stood above one standard
    deviation: bound = count + sd (z - sum of max(0, C2 - 1) of both), never below 0.

    Args:
        counts: Weekly (or daily) counts, one row a series, oldest first.
        kind: "C1", "C2" or "C3".
        at: Columns to judge; None for the last one.
        baseline: Number of weeks in the yardstick, at least 3.
        least_sd: Smallest standard deviation used, so that a flat history does not alarm at one event.
        alpha: One-sided level; None for 0.001 (C1, C2) or 0.025 (C3).

    Raises:
        ImpossibleInput: A judged week has too short a history, or an argument makes no sense.

    References:
        Hutwagner, Thompson, Seeman and Treadwell 2003, Journal of Urban Health 80 (suppl. 1): i89-i96; bounds as
        in Salmon, Schumacher and Hoehle 2016, Journal of Statistical Software 70(10).
    """
    table = np.atleast_2d(np.asarray(counts, dtype=float))
    refuse_unless(table.ndim == 2 and table.size > 0, "Counts must be a table with one row a series.")
    refuse_unless(not bool((table < 0).any()), "Counts cannot be negative.")
    refuse_unless(kind in _LAG, 'The kind must be "C1", "C2" or "C3".')
    refuse_unless(baseline >= 3, "The baseline needs at least three weeks.")
    refuse_unless(least_sd >= 0, "The smallest standard deviation cannot be negative.")
    level = _ALPHA[kind] if alpha is None else alpha
    refuse_unless(0 < level < 0.5, "The level alpha must lie between 0 and 0.5.")
    weeks = np.array([table.shape[1] - 1]) if at is None else np.atleast_1d(np.asarray(at, dtype=np.int64))
    need = baseline + _LAG[kind] + (2 if kind == "C3" else 0)
    refuse_unless(
        weeks.size > 0 and int(weeks.min()) >= need and int(weeks.max()) < table.shape[1],
        f"{kind} needs {need} weeks before each judged week.",
    )
    z = float(special.ndtri(1 - level))
    observed = table[:, weeks]
    mean, sd = _yardstick(table, weeks - _LAG[kind], baseline, least_sd)
    if kind == "C3":
        earlier = [_excess(table, weeks - back, baseline, least_sd) for back in (2, 1)]
        upper = np.maximum(0.0, observed + sd * (z - (earlier[0] + earlier[1])))
    else:
        upper = mean + z * sd
    return EarsResult(
        method=f"EARS {kind}, {baseline} weeks, one-sided level {level:g}",
        n=int(observed.size),
        coverage=1 - level,
        weeks=weeks.astype(np.int64),
        observed=observed,
        upper=upper,
        alarm=observed > upper,
        warnings=("No season is taken out: use only where the history is too short for it.",),
    )


def _yardstick(table: Array, ends: NDArray[np.int64], baseline: int, least_sd: float) -> tuple[Array, Array]:
    """Mean and standard deviation (n - 1) of the `baseline` weeks that end just before each of `ends`."""
    block = table[:, ends[:, None] - np.arange(baseline, 0, -1)]
    return block.mean(axis=2), np.maximum(block.std(axis=2, ddof=1), least_sd)


def _excess(table: Array, weeks: NDArray[np.int64], baseline: int, least_sd: float) -> Array:
    """How far a week stood above one standard deviation of its C2 yardstick."""
    mean, sd = _yardstick(table, weeks - _LAG["C2"], baseline, least_sd)
    with np.errstate(divide="ignore", invalid="ignore"):
        above: Array = np.maximum(0.0, (table[:, weeks] - mean) / sd - 1.0)
    return above

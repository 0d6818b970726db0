"""Committed unit-hours by hour of the week and the units they imply."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.results import Result

HOURS = 168
_WEEK_SECONDS = 604_800


@dataclass(frozen=True, kw_only=True)
class Workload(Result):
    """Mean committed units in each hour of the week, and the least number of units at a utilisation."""

    committed: NDArray[np.float64]
    units: NDArray[np.int64]
    utilisation: float
    weeks: float
    skipped: int
    capped: int


def committed_hours(
    start: ArrayLike,
    end: ArrayLike,
    units: ArrayLike | None = None,
    *,
    weeks: float,
    utilisation: float = 0.6,
    first_day: int = 0,
    cap_hours: float = 12.0,
) -> Workload:
    """Spread the time units were committed over the hours of the week.

    Args:
        start: Local time each commitment began (datetime64), usually dispatch.
        end: Local time it ended, usually clearing.
        units: Units committed in each; 1 when left out.
        weeks: Weeks the data covers; unit-hours are divided by it.
        utilisation: Share of a unit's hour that may be committed, 0 to 1: an input, not a standard.
        first_day: Weekday of hour 0, Monday 0 to Sunday 6.
        cap_hours: Longer commitments are cut here and counted, for a call left open is not work.

    Raises:
        ValueError: `weeks` or `utilisation` is out of range.
    """
    if weeks <= 0 or not 0 < utilisation <= 1:
        raise ValueError("Weeks must be positive and utilisation between 0 and 1.")
    begin, stop = np.asarray(start, "datetime64[s]"), np.asarray(end, "datetime64[s]")
    count = np.ones(begin.size) if units is None else np.nan_to_num(np.asarray(units, float), nan=1.0)
    usable = ~np.isnat(begin) & ~np.isnat(stop) & (stop > begin)
    length = (stop[usable] - begin[usable]).astype(np.int64)
    capped = int((length > cap_hours * 3600).sum())
    length = np.minimum(length, int(cap_hours * 3600))
    offset = (3 - first_day) % 7 * 86_400
    second = (begin[usable].astype(np.int64) + offset) % _WEEK_SECONDS
    committed = _by_hour(second, length, np.maximum(count[usable], 1.0)) / weeks
    skipped = int((~usable).sum())
    warnings = tuple(
        text
        for number, text in (
            (skipped, f"{skipped} calls without both times are not counted."),
            (capped, f"{capped} commitments were cut at {cap_hours:g} hours."),
        )
        if number
    )
    return Workload(
        method="committed unit-hours by hour of week v1",
        n=int(usable.sum()),
        warnings=warnings,
        committed=committed,
        units=np.ceil(committed / utilisation - 1e-9).astype(np.int64),
        utilisation=utilisation,
        weeks=weeks,
        skipped=skipped,
        capped=capped,
    )


def _by_hour(
    second: NDArray[np.int64], length: NDArray[np.int64], units: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Unit-hours in each hour of the week from seconds since its start, wrapped at its end."""
    total = np.zeros(HOURS)
    position, left, weight = second.copy(), length.copy(), units
    # Each pass books every commitment up to the next full hour; the cap bounds the number of passes.
    while left.size:
        hour = position // 3600
        part = np.minimum(left, 3600 - position % 3600)
        total += np.bincount(hour % HOURS, part / 3600 * weight, HOURS)
        more = left > part
        position, left, weight = (position + part)[more] % _WEEK_SECONDS, (left - part)[more], weight[more]
    return total

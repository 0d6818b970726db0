"""Committed unit-hours by hour of the week and the units they imply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import refuse_unless
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
        ImpossibleInput: `weeks`, `utilisation` or `cap_hours` is out of range, or lengths differ.
    """
    refuse_unless(
        weeks > 0 and 0 < utilisation <= 1, "Weeks must be positive and utilisation between 0 and 1."
    )
    refuse_unless(cap_hours > 0, "The longest commitment counted must be over 0 hours.")
    begin, stop = np.asarray(start, "datetime64[s]"), np.asarray(end, "datetime64[s]")
    count = np.ones(begin.size) if units is None else np.nan_to_num(np.asarray(units, float), nan=1.0)
    refuse_unless(
        begin.shape == stop.shape == count.shape, "Starts, ends and units must be of the same length."
    )
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


@dataclass(frozen=True, kw_only=True)
class CallRates(Result):
    """Calls an hour in each hour of the week and area.

    Attributes:
        rates: Shape (168, areas).
        areas: Name of each column.
        skipped: Calls without a time or an area.
    """

    rates: NDArray[np.float64]
    areas: tuple[str, ...]
    skipped: int

    @property
    def by_hour(self) -> NDArray[np.float64]:
        """Calls an hour in all areas, shape (168,)."""
        return np.asarray(self.rates.sum(axis=1))


def call_rates(
    received: ArrayLike,
    area: Sequence[str | None],
    *,
    weeks: float,
    areas: Sequence[str] | None = None,
    first_day: int = 0,
) -> CallRates:
    """Mean calls an hour by hour of the week and area, as the models of dispatching want them.

    Rate = calls counted / weeks. The local wall clock is taken as written.

    Args:
        received: Local time of each call (datetime64).
        area: Area of each call, None or empty when unknown.
        weeks: Weeks the calls cover.
        areas: Names of the columns; those that occur, sorted, when left out. Calls elsewhere are skipped.
        first_day: Weekday of hour 0, Monday 0 to Sunday 6.

    Raises:
        ImpossibleInput: weeks are not positive, lengths differ, or no area is known.
    """
    refuse_unless(weeks > 0, "Weeks must be positive.")
    time = np.asarray(received, "datetime64[s]")
    names = np.array([name or "" for name in area], dtype=str)
    refuse_unless(time.shape == names.shape, "Every call needs a time and an area, if only an empty one.")
    columns = np.array(sorted(set(names.tolist()) - {""}) if areas is None else list(areas), dtype=str)
    refuse_unless(columns.size > 0, "No call has an area.")
    order = np.argsort(columns, kind="stable")
    place = np.searchsorted(columns, names, sorter=order)
    number = order[np.minimum(place, columns.size - 1)]
    usable = ~np.isnat(time) & (columns[number] == names)
    offset = (3 - first_day) % 7 * 86_400
    hour = (time[usable].astype(np.int64) + offset) % _WEEK_SECONDS // 3600
    count = np.bincount(hour * columns.size + number[usable], minlength=HOURS * columns.size)
    skipped = int((~usable).sum())
    return CallRates(
        method="calls by hour of week and area v1",
        n=int(usable.sum()),
        period=f"{weeks:g} weeks",
        warnings=(f"{skipped} calls without a time or a known area are not counted.",) if skipped else (),
        rates=count.reshape(HOURS, columns.size) / weeks,
        areas=tuple(columns.tolist()),
        skipped=skipped,
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

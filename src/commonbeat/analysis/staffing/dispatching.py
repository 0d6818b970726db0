"""What every model of dispatching says about units and areas, and how travel follows from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import numbers, refuse_unless
from commonbeat.analysis.results import Result
from commonbeat.analysis.staffing.preferences import preference_table, travel_table

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Dispatching(Result):
    """Steady state of units that answer the calls of areas by preference list.

    Attributes:
        workload: Share of time each unit is busy, shape (units,).
        dispatch: Share of all dispatches that send unit n to area j, shape (units, areas); sums to 1.
        saturation: Share of time all units are busy: calls then wait (queue) or go elsewhere (no queue).
        queue: Whether calls wait when all units are busy.
        mean_wait: Mean wait of all calls, in the time unit of the rates; 0 without a queue.
        cross: Share of dispatches by a unit other than the area's own.
        travel: Mean travel time of all dispatches, or None without a travel table.
        travel_by_unit: The same for each unit, shape (units,), or None.
        travel_by_area: The same for each area, shape (areas,), or None.
    """

    workload: Floats
    dispatch: Floats
    saturation: float
    queue: bool
    mean_wait: float
    cross: float
    travel: float | None
    travel_by_unit: Floats | None
    travel_by_area: Floats | None

    @property
    def imbalance(self) -> float:
        """Largest less smallest workload of a unit."""
        return float(self.workload.max() - self.workload.min())


@dataclass(frozen=True)
class Demand:
    """Checked input of a dispatching model."""

    rates: Floats
    preferences: NDArray[np.int64]
    home: NDArray[np.int64]
    travel: Floats | None
    between: Floats | None

    @property
    def total(self) -> float:
        """Calls per time unit in all areas."""
        return float(self.rates.sum())

    @property
    def units(self) -> int:
        """Number of units."""
        return int(self.preferences.shape[1])


def demand_of(
    rates: ArrayLike,
    preferences: ArrayLike,
    travel: ArrayLike | None,
    between: ArrayLike | None,
    home: ArrayLike | None,
) -> Demand:
    """Check the input of a dispatching model.

    Args:
        rates: Calls per time unit in each area, shape (areas,).
        preferences: Unit numbers in the order they are sent, shape (areas, units).
        travel: Travel time from each unit's place to each area, shape (units, areas), or None.
        between: Travel time between areas, shape (areas, areas), or None.
        home: Each area's own unit, shape (areas,); the first of its list when None.

    Raises:
        ImpossibleInput: shapes do not fit, or there are no calls.
    """
    asked = np.atleast_1d(numbers(rates, "Calls by area", least=0.0))
    lists = preference_table(preferences)
    areas, units = lists.shape
    refuse_unless(
        asked.shape == (areas,), "There must be one rate of calls and one preference list for each area."
    )
    refuse_unless(float(asked.sum()) > 0, "Without calls there is nothing to dispatch.")
    times = None if travel is None else travel_table(travel)
    refuse_unless(
        times is None or times.shape == (units, areas), "Travel times must be a table of units by areas."
    )
    ways = None if between is None else numbers(between, "Travel times between areas", least=0.0)
    refuse_unless(
        ways is None or ways.shape == (areas, areas), "Travel times between areas must be areas by areas."
    )
    own = lists[:, 0] if home is None else np.asarray(home, dtype=np.int64)
    refuse_unless(
        own.shape == (areas,) and bool(((own >= 0) & (own < units)).all()),
        "Every area's own unit must be one of the units.",
    )
    return Demand(rates=asked, preferences=lists, home=own, travel=times, between=ways)


@dataclass(frozen=True)
class Measures:
    """Figures that follow from who is sent where."""

    dispatch: Floats
    cross: float
    travel: float | None
    by_unit: Floats | None
    by_area: Floats | None
    warnings: tuple[str, ...]


def measures_of(demand: Demand, at_once: Floats, share_queued: Floats) -> Measures:
    """Dispatch shares, cross-beat share and travel times.

    Calls sent at once travel from the unit's own place. A call that waited is answered by a unit that has
    just finished elsewhere, so its travel is the mean over pairs of areas weighted by calls:
    T_Q = sum_i sum_j lambda_i lambda_j tau_ij / lambda^2 (Larson & Odoni 1981, section 5.3.4). Without
    the table between areas the mean over the units' places stands in, and a warning says so.

    Args:
        demand: Checked input.
        at_once: Share of all dispatches that are immediate, unit n to area j, shape (units, areas).
        share_queued: Share of all dispatches by unit n to calls that waited, shape (units,).
    """
    of_area = demand.rates / demand.total
    dispatch = at_once + share_queued[:, None] * of_area[None, :]
    own = demand.home[None, :] == np.arange(demand.units)[:, None]
    cross = float(dispatch[~own].sum())
    if demand.travel is None:
        return Measures(dispatch, cross, None, None, None, ())
    queued = float(share_queued.sum())
    said: tuple[str, ...] = ()
    if demand.between is not None:
        to_area = of_area @ demand.between
    else:
        to_area = demand.travel.mean(axis=0)
        if queued > 0:
            said = (
                "Calls that waited are given the mean travel over all units' places, "
                "for travel between areas is not known.",
            )
    immediate = at_once * demand.travel
    by_queue = float(of_area @ to_area)
    every_unit = dispatch.sum(axis=1)
    unit_time = immediate.sum(axis=1) + share_queued * by_queue
    area_time = immediate.sum(axis=0) + queued * of_area * to_area
    area_share = dispatch.sum(axis=0)
    return Measures(
        dispatch,
        cross,
        float(immediate.sum() + queued * by_queue),
        _ratio(unit_time, every_unit),
        _ratio(area_time, area_share),
        said,
    )


def _ratio(top: Floats, bottom: Floats) -> Floats:
    """`top / bottom`, missing where nothing was dispatched."""
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))

"""What every siting model takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from commonbeat.analysis.refusal import numbers, refuse_unless
from commonbeat.analysis.results import Result

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Siting(Result):
    """Units placed at sites.

    Attributes:
        units: Units at each site, shape (sites,).
        value: What was optimised: demand covered, expected demand covered, or demand-weighted travel.
        bound: Proven limit of `value` for any placement; equal to `value` when the answer is proven best.
        optimal: Whether the answer is proven best.
        covered: Units within reach of each area, shape (areas,), or None where reach plays no part.
        nearest: Site that is nearest to each area among those used, shape (areas,).
        mean_travel: Demand-weighted mean travel from the nearest site used.
        share: `value` over all demand for the covering models; None for the p-median.
    """

    units: NDArray[np.int64]
    value: float
    bound: float
    optimal: bool
    covered: NDArray[np.int64] | None
    nearest: NDArray[np.int64]
    mean_travel: float
    share: float | None

    @property
    def sites(self) -> NDArray[np.int64]:
        """Numbers of the sites used."""
        return np.flatnonzero(self.units)


@dataclass(frozen=True)
class Ground:
    """Checked input of a siting model."""

    demand: Floats
    travel: Floats
    held: NDArray[np.int64]


def ground_of(demand: ArrayLike, travel: ArrayLike, units: int, held: ArrayLike) -> Ground:
    """Check the input of a siting model.

    Args:
        demand: Calls (or another weight) of each area, shape (areas,).
        travel: Travel from each site to each area, shape (sites, areas).
        units: Units to place.
        held: Sites that must be used.

    Raises:
        ImpossibleInput: shapes do not fit, there is no demand, or more sites are held than units placed.
    """
    weight = np.atleast_1d(numbers(demand, "Demand by area", least=0.0))
    way = numbers(travel, "Travel times", least=0.0)
    refuse_unless(way.ndim == 2 and way.size > 0, "Travel times must be a table of sites by areas.")
    refuse_unless(
        way.shape[1:] == weight.shape, "There must be one demand for each area of the travel table."
    )
    refuse_unless(float(weight.sum()) > 0, "Without demand there is nothing to place units for.")
    refuse_unless(units >= 1 and units == int(units), "At least one unit must be placed.")
    fixed = np.unique(np.asarray(held, dtype=np.int64).reshape(-1))
    refuse_unless(
        bool(((fixed >= 0) & (fixed < way.shape[0])).all()), "A site that must be used does not exist."
    )
    refuse_unless(fixed.size <= units, "More sites must be used than there are units.")
    return Ground(weight, way, fixed)


def siting(
    ground: Ground,
    units: NDArray[np.int64],
    *,
    method: str,
    value: float,
    bound: float,
    optimal: bool,
    covered: NDArray[np.int64] | None,
    warnings: tuple[str, ...] = (),
    of_all: bool = True,
) -> Siting:
    """Put an answer together.

    Args:
        ground: Checked input.
        units: Units at each site.
        method: Name of the method.
        value: What was optimised.
        bound: Proven limit of it.
        optimal: Whether it is proven best.
        covered: Units within reach of each area, or None.
        warnings: Sentences for the reader.
        of_all: Whether `value` is a part of the demand.
    """
    used = np.flatnonzero(units)
    nearest = used[ground.travel[used].argmin(axis=0)]
    best = ground.travel[nearest, np.arange(ground.demand.size)]
    total = float(ground.demand.sum())
    unproven = (
        () if optimal else ("The time was up before this answer was proven best; `bound` is the limit.",)
    )
    return Siting(
        method=method,
        n=int(ground.demand.size),
        warnings=warnings + unproven,
        units=units,
        value=value,
        bound=bound,
        optimal=optimal,
        covered=covered,
        nearest=nearest,
        mean_travel=float(best @ ground.demand) / total,
        share=value / total if of_all else None,
    )


@dataclass(frozen=True)
class Solved:
    """Answer of the solver: values, proven bound of the minimum, whether it is proven best."""

    x: Floats
    bound: float
    optimal: bool


def solve(
    cost: Floats,
    rows: csr_array,
    lower: Floats,
    upper: Floats,
    *,
    whole: NDArray[np.int64],
    least: Floats,
    most: Floats,
    seconds: float,
) -> Solved:
    """Minimise `cost` x subject to lower <= rows x <= upper with SciPy's HiGHS.

    Args:
        cost: Cost of each variable.
        rows: Constraint matrix.
        lower: Lower limits of the rows.
        upper: Upper limits of the rows.
        whole: 1 for variables that must be whole numbers, else 0.
        least: Lower limits of the variables.
        most: Upper limits of the variables.
        seconds: Time limit.

    Raises:
        ImpossibleInput: no answer exists, or none was found in time.
    """
    relaxed = _ask(cost, rows, lower, upper, np.zeros_like(whole), least, most, seconds)
    if relaxed.status == 0 and bool((np.abs(relaxed.x - np.rint(relaxed.x))[whole == 1] < 1e-7).all()):
        # Covering models often have whole answers without asking for them: then nothing is left to search.
        return Solved(np.asarray(relaxed.x, dtype=np.float64), float(relaxed.fun), True)
    answer = _ask(cost, rows, lower, upper, whole, least, most, seconds)
    refuse_unless(
        answer.x is not None,
        "No placement was found: the conditions contradict each other or time was too short.",
    )
    bound = float(answer.fun if answer.mip_dual_bound is None else answer.mip_dual_bound)
    return Solved(np.asarray(answer.x, dtype=np.float64), bound, int(answer.status) == 0)


def _ask(
    cost: Floats,
    rows: csr_array,
    lower: Floats,
    upper: Floats,
    whole: NDArray[np.int64],
    least: Floats,
    most: Floats,
    seconds: float,
) -> Any:
    """One run of HiGHS."""
    return milp(
        cost,
        constraints=LinearConstraint(rows, lower, upper),
        integrality=whole,
        bounds=Bounds(least, most),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )

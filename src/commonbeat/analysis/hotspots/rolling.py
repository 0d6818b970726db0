"""Does this map describe the next month better than plain counts? Asked again and again over the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.hotspots.accuracy import best_share
from commonbeat.analysis.hotspots.grid import Grid, checked_mask
from commonbeat.analysis.hotspots.maps import MapMaker, counts_map, standard_maps
from commonbeat.analysis.hotspots.points import Floats, PlaceInputError, checked_points, positive
from commonbeat.analysis.results import Result

Verdict = Literal["baseline", "better than counts", "worse than counts", "not shown to be better than counts"]
# Rules of the NIJ 2017 challenge, in square metres and square kilometres.
NIJ_CELL_M2 = (62_500 * 0.3048**2, 360_000 * 0.3048**2)
NIJ_AREA_KM2 = (0.25 * 1.609344**2, 0.75 * 1.609344**2)


@dataclass(frozen=True, kw_only=True)
class MapScore(Result):
    """How one map did over all test periods.

    `interval` holds the difference of PAI to the counts baseline.

    Attributes:
        name: Name of the map.
        hits: Events inside the chosen area, by test period (ties at the edge of the area share it).
        pai: Pooled PAI: share of all test events in the area over the share of area.
        pei: Pooled PEI: hits over the most that area could have held in each period.
        difference: pai minus the pai of the counts baseline.
        verdict: In words.
    """

    name: str
    hits: Floats
    pai: float
    pei: float
    difference: float
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class MapEvaluation(Result):
    """Every map against the counts baseline on the same days.

    Attributes:
        scores: The baseline first, then the others by pooled PAI.
        origins: First day of each test period (days, as given), oldest first.
        events: Events in each test period.
        area_km2: Area each map could choose.
        area_share: The same as a share of the city.
        nij_rules: Whether cell and area keep the rules of the NIJ 2017 challenge.
    """

    scores: tuple[MapScore, ...]
    origins: Floats
    events: NDArray[np.int64]
    area_km2: float
    area_share: float
    nij_rules: bool


def evaluate_maps(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    grid: Grid,
    *,
    maps: Mapping[str, MapMaker] | None = None,
    mask: NDArray[np.bool_] | None = None,
    area_km2: float = 1.0,
    history_days: float = 365,
    test_days: float = 30,
    draws: int = 2000,
    coverage: float = 0.95,
    seed: int = 0,
    period: str = "",
) -> MapEvaluation:
    """Rolling-origin evaluation: build each map from the past, look at the days that followed, move on.

    Test periods follow each other without a gap and end with the last event; none overlaps another, and a map
    never sees a day it is judged on. The difference to counts gets a percentile interval by drawing whole test
    periods with replacement, the same draws for all maps. A map that is not better is said to be so.

    Args:
        x: East coordinates (metres).
        y: North coordinates (metres).
        day: Day of each event (a number of days, any zero; local wall clock).
        grid: The grid.
        maps: Name and maker of each map; `standard_maps()` when left out. Counts are always added.
        mask: Cells of the city.
        area_km2: Area each map may choose; NIJ 2017 allowed 0.65 to 1.94 km² (0.25 to 0.75 square miles).
        history_days: Days of past each map is built from.
        test_days: Days of each test period.
        draws: Bootstrap draws.
        coverage: Nominal coverage of the interval.
        seed: Seed of the draws.
        period: Words for the time span.

    Raises:
        PlaceInputError: Too short a history for two test periods, or an area larger than the city.
    """
    east, north = checked_points(x, y, least=1)
    days = np.asarray(day, dtype=np.float64).ravel()
    if days.size != east.size or not np.isfinite(days).all():
        raise PlaceInputError("Every event needs a day.")
    area = checked_mask(grid, mask)
    city_km2 = float(area.sum()) * grid.cell_km2
    if not grid.cell_km2 <= area_km2 < city_km2:
        raise PlaceInputError(
            f"The area to choose ({area_km2} km²) must hold at least a cell ({grid.cell_km2:.4f} km²) "
            f"and be smaller than the city ({city_km2:.1f} km²)."
        )
    place = grid.cell_of(east, north)
    inside = (place >= 0) & area.ravel()[np.maximum(place, 0)]
    east, north, days, place = east[inside], north[inside], days[inside], place[inside]
    origins = _origins(days, positive(history_days, "History"), positive(test_days, "A test period"))
    makers = {"counts": counts_map, **{k: v for k, v in (maps or standard_maps()).items() if k != "counts"}}
    hits, best, events = _judge(
        east, north, days, place, grid, area, makers, origins, history_days, test_days, area_km2
    )
    share = area_km2 / city_km2
    generator = np.random.default_rng(seed)
    draw = generator.integers(0, origins.size, (draws, origins.size))
    base = hits["counts"]
    scores = [_score(name, hits[name], base, best, events, share, draw, coverage, seed) for name in makers]
    cell_ok = NIJ_CELL_M2[0] * 0.999 <= grid.cell**2 <= NIJ_CELL_M2[1] * 1.001
    nij = cell_ok and NIJ_AREA_KM2[0] * 0.999 <= area_km2 <= NIJ_AREA_KM2[1] * 1.001
    return MapEvaluation(
        method="rolling origin, pooled PAI against counts, bootstrap of periods v1",
        n=int(events.sum()),
        period=period,
        coverage=coverage,
        seed=seed,
        warnings=_cautions(origins.size, int(events.sum()), len(makers) - 1, nij),
        scores=(scores[0], *sorted(scores[1:], key=lambda s: -s.pai)),
        origins=origins,
        events=events,
        area_km2=area_km2,
        area_share=share,
        nij_rules=nij,
    )


def chosen_share(score: Floats, mask: NDArray[np.bool_], cells: float) -> Floats:
    """Share of each cell that a map chooses when it may have `cells` cells, highest score first.

    Cells with the same score at the edge of the area share what is left: this is what breaking ties at random
    gives on average, and no map gains by the order of its cells.
    """
    flat = np.where(mask, score, -np.inf).ravel()
    within = flat[mask.ravel()]
    edge = np.partition(within, within.size - int(np.ceil(cells)))[within.size - int(np.ceil(cells))]
    above = (flat > edge) & mask.ravel()
    tied = (flat == edge) & mask.ravel()
    share = above.astype(np.float64)
    share[tied] = (cells - above.sum()) / tied.sum()
    return np.asarray(share, dtype=np.float64)


def _origins(days: Floats, history: float, test: float) -> Floats:
    if days.size == 0:
        raise PlaceInputError("No event lies inside the area.")
    last = np.floor(days.max()) + 1
    periods = int((last - np.floor(days.min()) - history) // test)
    if periods < 2:
        raise PlaceInputError(
            f"{last - np.floor(days.min()):.0f} days of events leave no two test periods of {test:.0f} days "
            f"after {history:.0f} days of history."
        )
    return np.asarray(last - test * np.arange(periods, 0, -1), dtype=np.float64)


def _judge(
    east: Floats,
    north: Floats,
    days: Floats,
    place: NDArray[np.int64],
    grid: Grid,
    area: NDArray[np.bool_],
    makers: Mapping[str, MapMaker],
    origins: Floats,
    history: float,
    test: float,
    area_km2: float,
) -> tuple[dict[str, Floats], Floats, NDArray[np.int64]]:
    """Hits of every map, the most possible, and events, by test period."""
    cells = area_km2 / grid.cell_km2
    hits = {name: np.zeros(origins.size) for name in makers}
    best, events = np.zeros(origins.size), np.zeros(origins.size, dtype=np.int64)
    for k, origin in enumerate(origins):
        past = (days >= origin - history) & (days < origin)
        later = (days >= origin) & (days < origin + test)
        seen = np.bincount(place[later], minlength=grid.size).astype(np.float64)
        events[k] = int(later.sum())
        if events[k]:
            inside = seen[area.ravel()]
            best[k] = best_share(inside, np.ones(inside.size), np.array([cells]))[0] * events[k]
        for name, make in makers.items():
            score = np.asarray(
                make(east[past], north[past], origin - days[past], grid, area), dtype=np.float64
            )
            if score.shape != grid.shape or np.isnan(score[area]).any():
                raise PlaceInputError(f"The map {name!r} did not give a score for every cell of the city.")
            hits[name][k] = chosen_share(score, area, cells) @ seen
    return hits, best, events


def _score(
    name: str,
    hits: Floats,
    base: Floats,
    best: Floats,
    events: NDArray[np.int64],
    share: float,
    draw: NDArray[np.int64],
    coverage: float,
    seed: int,
) -> MapScore:
    total = max(int(events.sum()), 1)
    pai, difference = hits.sum() / total / share, (hits - base).sum() / total / share
    interval: tuple[float, float] | None = None
    verdict: Verdict = "baseline"
    if name != "counts":
        drawn = events[draw].sum(axis=1)
        spread = (hits - base)[draw].sum(axis=1) / np.maximum(drawn, 1) / share
        low, high = np.quantile(spread, [(1 - coverage) / 2, (1 + coverage) / 2])
        interval = (float(low), float(high))
        verdict = "not shown to be better than counts"
        if low > 0:
            verdict = "better than counts"
        elif high < 0:
            verdict = "worse than counts"
    return MapScore(
        method="pooled PAI v1",
        n=int(events.sum()),
        interval=interval,
        coverage=coverage,
        seed=seed,
        name=name,
        hits=hits,
        pai=float(pai),
        pei=float(hits.sum() / best.sum()) if best.sum() else float("nan"),
        difference=float(difference),
        verdict=verdict,
    )


def _cautions(periods: int, events: int, rivals: int, nij: bool) -> tuple[str, ...]:
    said: tuple[str, ...] = ()
    if periods < 6:
        said += (f"Only {periods} test periods: the interval is too narrow to lean on.",)
    if events < 100:
        said += (f"Only {events} events in the test periods.",)
    if rivals > 1:
        said += (f"{rivals} maps were compared with counts: one may look better by luck.",)
    if not nij:
        said += (
            "Cell or area is outside the rules of the NIJ 2017 challenge; do not compare with its figures.",
        )
    return said

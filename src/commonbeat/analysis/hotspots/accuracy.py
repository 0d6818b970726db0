"""How much of what came later a map held, for the area it asked for: PAI, PEI and RRI."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.hotspots.points import Floats, PlaceInputError
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class AccuracyTable(Result):
    """Accuracy of a ranking, for its first place, its first two, and so on.

    Attributes:
        order: Positions of the places, highest predicted first (ties: as given).
        area_share: Share of the area in the places so far.
        event_share: Share of the events seen in the places so far.
        pai: event_share / area_share; 1 is a map without any knowledge.
        pei: pai / the best possible pai for the same area; 1 is perfect.
        rri: Predicted over seen, for the places so far; 1 is a calibrated prediction.
    """

    order: NDArray[np.int64]
    area_share: Floats
    event_share: Floats
    pai: Floats
    pei: Floats
    rri: Floats


def accuracy_table(
    predicted: ArrayLike, observed: ArrayLike, area: ArrayLike | None = None, *, period: str = ""
) -> AccuracyTable:
    """PAI, PEI and RRI as places are taken in the order of the prediction.

    PAI = (n/N) / (a/A) (Chainey, Tompson & Uhlig, Security Journal 21, 2008). PEI = PAI / PAI of the best choice of
    the same area (Hunt 2016, rule of the NIJ 2017 challenge). RRI = Σ predicted / Σ seen, both as totals so far
    (Levine 2008, recapture rate index, as computed by ptools). These are persistence tests: does this map describe
    the following period better than chance, and better than plain counts? They are not a forecast.

    Args:
        predicted: Predicted count or score by place, not negative. RRI means something for counts only.
        observed: Events seen afterwards by place.
        area: Area of each place, any unit; equal when left out. With unequal areas the best choice may cut its
            last place in two, so PEI is told a little too low, never too high.
        period: Words for the time span.

    Raises:
        PlaceInputError: Lengths differ, negative numbers, nothing seen at all, or an area of 0.
    """
    guess, seen = (np.asarray(v, dtype=np.float64).ravel() for v in (predicted, observed))
    size = np.ones(guess.size) if area is None else np.asarray(area, dtype=np.float64).ravel()
    if not guess.size == seen.size == size.size or guess.size == 0:
        raise PlaceInputError("Prediction, events seen and area need one number for each place.")
    if not (np.isfinite(guess).all() and np.isfinite(seen).all() and np.isfinite(size).all()):
        raise PlaceInputError("A prediction, a count or an area is missing.")
    if (guess < 0).any() or (seen < 0).any() or (size <= 0).any():
        raise PlaceInputError("Counts cannot be negative and every place needs an area above 0.")
    if seen.sum() == 0:
        raise PlaceInputError("Nothing was seen in the period: no map can be right or wrong about it.")
    order = np.argsort(-guess, kind="stable")
    area_share = np.cumsum(size[order]) / size.sum()
    event_share = np.cumsum(seen[order]) / seen.sum()
    best = best_share(seen, size, area_share * size.sum())
    pai = event_share / area_share
    seen_so_far = np.cumsum(seen[order])
    rri = np.divide(
        np.cumsum(guess[order]), seen_so_far, out=np.full(guess.size, np.nan), where=seen_so_far > 0
    )
    return AccuracyTable(
        method="PAI, PEI, RRI v1",
        n=int(seen.sum()),
        period=period,
        warnings=(f"Only {int(seen.sum())} events: shares move with single events.",)
        if seen.sum() < 30
        else (),
        order=order.astype(np.int64),
        area_share=area_share,
        event_share=event_share,
        pai=pai,
        pei=event_share / best,
        rri=rri,
    )


def best_share(observed: Floats, area: Floats, budget: Floats) -> Floats:
    """Largest share of events that an area of `budget` can hold, places densest first, the last one in part."""
    dense = np.argsort(-observed / area, kind="stable")
    so_far = np.concatenate([[0.0], np.cumsum(area[dense])])
    events = np.concatenate([[0.0], np.cumsum(observed[dense])])
    share: Floats = np.interp(budget, so_far, events) / observed.sum()
    return share

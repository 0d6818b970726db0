"""Places that are among the busiest month after month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.hotspots.points import PlaceInputError
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class PersistentPlaces(Result):
    """Months each cell was in the top set, and the share of all events in cells told as persistent."""

    months_on_top: NDArray[np.int64]
    persistent: NDArray[np.int64]
    share_of_events: float


def persistent_places(
    counts: ArrayLike, *, top_share: float = 0.25, at_least: int | None = None
) -> PersistentPlaces:
    """Cells that belong, in most months, to the fewest cells holding a quarter of the month's events.

    Args:
        counts: Events by (month, cell), oldest month first.
        top_share: Share of a month's events that its top cells hold together.
        at_least: Months on top needed to be persistent; three quarters of the months when left out.

    Returns:
        Cell positions ordered by months on top, then by events.

    Raises:
        PlaceInputError: No table of months and cells, negative numbers, or a share outside 0 to 1.
    """
    table = np.asarray(counts, float)
    if table.ndim != 2 or not np.isfinite(table).all() or (table < 0).any():
        raise PlaceInputError("Give the events by month and cell, as numbers that are not negative.")
    if not 0 < top_share <= 1:
        raise PlaceInputError(f"The share of the top cells lies between 0 and 1, not {top_share}.")
    months, cells = table.shape
    needed = at_least or max(2, int(np.ceil(0.75 * months)))
    on_top = np.zeros(cells, dtype=np.int64)
    for month in table:
        total = month.sum()
        if total == 0:
            continue
        order = np.argsort(-month, kind="stable")
        before = np.concatenate([[0.0], np.cumsum(month[order])[:-1]])
        top = order[(before < top_share * total) & (month[order] > 1)]
        on_top[top] += 1
    chosen = np.flatnonzero(on_top >= needed)
    chosen = chosen[np.lexsort((-table[:, chosen].sum(axis=0), -on_top[chosen]))]
    total = table.sum()
    return PersistentPlaces(
        method="months among the top quarter v1",
        n=int(total),
        period=f"{months} months",
        warnings=("Under 3 months: persistence says little.",) if months < 3 else (),
        months_on_top=on_top,
        persistent=chosen,
        share_of_events=float(table[:, chosen].sum() / total) if total else 0.0,
    )

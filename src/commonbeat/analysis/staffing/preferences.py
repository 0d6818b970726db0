"""Which unit is sent first, second and last to each area."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import ImpossibleInput, numbers, refuse_unless


def nearest_first(travel: ArrayLike) -> NDArray[np.int64]:
    """Preference lists from travel times: the nearest unit first, of equal ones the lower number.

    Args:
        travel: Travel time from each unit's usual place to each area, shape (units, areas).

    Returns:
        Unit numbers in order of preference, shape (areas, units).

    Raises:
        ImpossibleInput: the table is empty, has another shape or holds a missing or negative time.

    >>> nearest_first([[1.0, 5.0], [2.0, 3.0]]).tolist()
    [[0, 1], [1, 0]]
    """
    times = travel_table(travel)
    return np.argsort(times, axis=0, kind="stable").T.copy()


def travel_table(travel: ArrayLike) -> NDArray[np.float64]:
    """`travel` as a table of units by areas.

    Raises:
        ImpossibleInput: the table is empty, has another shape or holds a missing or negative time.
    """
    times = numbers(travel, "Travel times", least=0.0)
    refuse_unless(times.ndim == 2 and times.size > 0, "Travel times must be a table of units by areas.")
    return times


def preference_table(preferences: ArrayLike) -> NDArray[np.int64]:
    """`preferences` as a table of areas by units in which every row names every unit once.

    Raises:
        ImpossibleInput: a row leaves a unit out or names it twice.
    """
    try:
        lists = np.asarray(preferences)
    except ValueError:
        raise ImpossibleInput("Every area's preference list must name every unit once.") from None
    refuse_unless(
        lists.ndim == 2 and lists.size > 0 and np.issubdtype(lists.dtype, np.integer),
        "Preference lists must be a table of areas by units holding unit numbers.",
    )
    complete = np.sort(lists, axis=1) == np.arange(lists.shape[1])
    refuse_unless(bool(complete.all()), "Every area's preference list must name every unit once.")
    return lists.astype(np.int64)

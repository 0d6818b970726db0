"""What every place method asks of its points before it counts anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import ImpossibleInput

Floats = NDArray[np.float64]


class PlaceInputError(ImpossibleInput):
    """The points, the grid or a setting cannot be what the method needs; the text says what and why."""


def checked_points(x: ArrayLike, y: ArrayLike, *, least: int = 0) -> tuple[Floats, Floats]:
    """Two equally long lists of finite numbers, or a sentence that says what is wrong.

    Args:
        x: East coordinate of each event (metres).
        y: North coordinate of each event (metres).
        least: Fewest events the method can do with.

    Raises:
        PlaceInputError: Lengths differ, a coordinate is missing or infinite, or there are too few events.
    """
    try:
        east, north = np.asarray(x, dtype=np.float64).ravel(), np.asarray(y, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        raise PlaceInputError("Coordinates must be numbers.") from None
    if east.size != north.size:
        raise PlaceInputError(f"There are {east.size} east but {north.size} north coordinates.")
    if not (np.isfinite(east).all() and np.isfinite(north).all()):
        missing = int((~(np.isfinite(east) & np.isfinite(north))).sum())
        raise PlaceInputError(f"{missing} events have no usable place; leave them out and say so.")
    if east.size < least:
        raise PlaceInputError(f"At least {least} events are needed; there are {east.size}.")
    return east, north


def look_like_degrees(x: Floats, y: Floats) -> bool:
    """Whether the points are probably longitude and latitude and not metres."""
    if x.size < 5:
        return False
    inside = float(np.abs(x).max()) <= 180 and float(np.abs(y).max()) <= 90
    narrow = max(float(np.ptp(x)), float(np.ptp(y))) < 5
    return inside and narrow and not bool((x == np.round(x)).all())


def unit_warnings(x: Floats, y: Floats) -> tuple[str, ...]:
    """A sentence when the points are probably degrees."""
    if look_like_degrees(x, y):
        return ("These coordinates look like degrees; distances need metres. Project them first.",)
    return ()


def positive(value: float, what: str) -> float:
    """A finite number above 0, or a sentence.

    Raises:
        PlaceInputError: The number is not finite or not above 0.
    """
    if not (np.isfinite(value) and value > 0):
        raise PlaceInputError(f"{what} must be a number above 0, not {value}.")
    return float(value)

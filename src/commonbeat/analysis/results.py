"""What every statistical answer carries, so that a reader can check it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Result:
    """Base of every answer of the analysis library.

    Attributes:
        method: Name and version of the method, as printed beside the figure.
        n: Number of observations the answer rests on.
        period: Words or dates for the time span; empty when the caller knows it and the function does not.
        interval: Lower and upper bound with the coverage given by `coverage`, or None.
        coverage: Nominal coverage of `interval`, between 0 and 1.
        warnings: Sentences a reader must see beside the figure.
        seed: Seed of the random generator, or None when nothing was drawn at random.
    """

    method: str
    n: int
    period: str = ""
    interval: tuple[float, float] | None = None
    coverage: float = 0.95
    warnings: tuple[str, ...] = ()
    seed: int | None = None

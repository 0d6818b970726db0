"""How often a correctly read innocent plate would match a hot list, by rule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from commonbeat.analysis.plates.confusable import CONFUSABLES
from commonbeat.analysis.plates.hotlist import HotList
from commonbeat.analysis.plates.nearby import nearby_plates
from commonbeat.analysis.plates.text import BASE, Codes, PlateInputError, Texts, texts_of
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class FalseAlertRates(Result):
    """Share of innocent plates that would match, each with its interval (Wilson, `coverage`).

    Attributes:
        listed: Plates on the list.
        exact: Same text as a listed plate: what happens to plates of other states when no state is read.
        one_confusable: One confusable character from a listed plate, and not itself listed.
        edit_one: Any one slip from a listed plate, and not itself listed: why this never alerts.
        exact_interval: Lower and upper bound of `exact`.
        one_confusable_interval: Lower and upper bound of `one_confusable`.
        edit_one_interval: Lower and upper bound of `edit_one`.
    """

    listed: int
    exact: float
    one_confusable: float
    edit_one: float
    exact_interval: tuple[float, float]
    one_confusable_interval: tuple[float, float]
    edit_one_interval: tuple[float, float]

    def per_day(self, reads: int) -> tuple[float, float, float]:
        """False matches a day for a number of reads a day: exact, one confusable, edit distance 1."""
        return self.exact * reads, self.one_confusable * reads, self.edit_one * reads


def false_alert_rates(
    plates: Texts,
    *,
    confusables: Sequence[str] = CONFUSABLES,
    draws: int = 200_000,
    coverage: float = 0.95,
    seed: int = 0,
) -> FalseAlertRates:
    """Draw innocent plates in the formats of the list and count how many match.

    A format is the sequence of letters and digits ("1ABC234"). A plate drawn takes the format of a random listed
    plate and fills it evenly. Real plates are not spread evenly (series are issued in order), so a rate of
    local reads differs; measure it on them too.

    Args:
        plates: The hot list.
        confusables: Pairs of characters that cameras confuse.
        draws: Innocent plates to draw.
        coverage: Nominal coverage of the intervals.
        seed: Seed of the draws.

    Raises:
        PlateInputError: An empty list or fewer than 1,000 draws.
    """
    if draws < 1000:
        raise PlateInputError("At least 1,000 draws are needed for rates this small.")
    hot = HotList(plates, confusables=confusables)
    if hot.size == 0:
        raise PlateInputError("The hot list is empty: there is nothing to match by chance.")
    drawn = texts_of(_innocent(hot.codes, draws, np.random.default_rng(seed)))
    matches = hot.match(drawn)
    same = np.zeros(draws, dtype=bool)
    same[matches.read[matches.kind == 0]] = True
    confused = np.zeros(draws, dtype=bool)
    confused[matches.read[matches.kind == 1]] = True
    slipped = np.zeros(draws, dtype=bool)
    slipped[nearby_plates(texts_of(hot.codes), drawn).read] = True
    counts = [int(v.sum()) for v in (same, confused & ~same, slipped & ~same)]
    intervals = [_wilson(k, draws, coverage) for k in counts]
    return FalseAlertRates(
        method="innocent plates drawn in the list's formats v1",
        n=draws,
        coverage=coverage,
        seed=seed,
        interval=intervals[1],
        warnings=("Rates for correctly read plates; misreads come on top.",),
        listed=hot.size,
        exact=counts[0] / draws,
        one_confusable=counts[1] / draws,
        edit_one=counts[2] / draws,
        exact_interval=intervals[0],
        one_confusable_interval=intervals[1],
        edit_one_interval=intervals[2],
    )


def _innocent(codes: Codes, draws: int, generator: np.random.Generator) -> Codes:
    """Plates with the letters and digits of a random listed plate replaced by random ones."""
    like = codes[generator.integers(0, codes.shape[0], draws)]
    digits = generator.integers(1, 11, like.shape, dtype=np.uint8)
    letters = generator.integers(11, BASE, like.shape, dtype=np.uint8)
    drawn: Codes = np.where(like == 0, 0, np.where(like <= 10, digits, letters)).astype(np.uint8)
    return drawn


def _wilson(k: int, n: int, coverage: float) -> tuple[float, float]:
    """Interval for a share (Wilson 1927)."""
    z = math.sqrt(2) * float(special.erfinv(coverage))
    middle = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(k * (n - k) / n + z * z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)

"""What a shared feature is worth: how often linked incidents share it, against how often any two do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.patterns.candidates import DAY, Pairs
from commonbeat.analysis.patterns.incidents import TAG_FEATURES, Incidents

FEATURES = ("kind", "days apart", "distance", "time of day", "setting", *TAG_FEATURES)
"""Features in the order of the columns of contributions."""

DAYS_APART = (1.0, 3.0, 7.0, 14.0, 30.0)
METRES_APART = (50.0, 250.0, 500.0, 1_000.0, 2_500.0, 5_000.0)
HOURS_APART = (1.0, 2.0, 4.0)
LONGEST_SPAN_HOURS = 6.0
"""Incidents known only within a longer span say nothing about the time of day."""

CHUNK = 200_000
PAIRS_SAMPLED = 50_000


@dataclass(frozen=True, kw_only=True)
class Chances:
    """How often two incidents of one pattern agree: stated assumptions, open to anyone's own.

    Attributes:
        same_kind: Chance that they are of one kind.
        days_apart: Chance of each band of `DAYS_APART` and beyond, sums to 1.
        metres_apart: Chance of each band of `METRES_APART` and beyond, sums to 1.
        hours_apart: Chance of each band of `HOURS_APART` and beyond, sums to 1.
        same_setting: Chance that they share the kind of place.
        share_tag: Chance that a tag of one is also one of the other, by feature.
    """

    same_kind: float = 0.9
    days_apart: tuple[float, ...] = (0.22, 0.20, 0.22, 0.18, 0.13, 0.05)
    metres_apart: tuple[float, ...] = (0.08, 0.10, 0.14, 0.18, 0.24, 0.16, 0.10)
    hours_apart: tuple[float, ...] = (0.40, 0.24, 0.20, 0.16)
    same_setting: float = 0.7
    share_tag: dict[str, float] = field(
        default_factory=lambda: {"method": 0.7, "property": 0.45, "vehicle": 0.6}
    )


@dataclass(frozen=True, kw_only=True)
class BaseRates:
    """How often any two incidents agree, from the incidents themselves.

    Attributes:
        same_kind: Share of random pairs of one kind.
        days: Share of random pairs within the window per band of days.
        metres: The same per band of distance.
        hours: The same per band of hours of the day.
        setting: Share of each setting within each kind, shape (kinds, settings).
        same_setting: Share of random pairs in one setting.
        tag: Share of each tag among incidents with tags, within each kind, by feature: shape (kinds, tags).
        no_tag_shared: Share of random pairs that share no tag, by feature.
    """

    same_kind: float
    days: NDArray[np.float64]
    metres: NDArray[np.float64]
    hours: NDArray[np.float64]
    setting: NDArray[np.float64]
    same_setting: float
    tag: dict[str, NDArray[np.float64]]
    no_tag_shared: dict[str, float]


def base_rates(incidents: Incidents, days: float, seed: int) -> BaseRates:
    """Base rates from randomly drawn pairs no more than `days` apart, and from counts of values.

    Shares of rare values lean on the whole: (count in kind + 5 * overall share) / (incidents of the kind + 5).

    Args:
        incidents: The incidents.
        days: Largest time apart of pairs that are scored.
        seed: Seed for the drawn pairs.
    """
    pairs = _random_pairs(incidents, days, seed)
    kinds = np.equal(incidents.kinds[pairs[:, 0]], incidents.kinds[pairs[:, 1]])
    n_kinds = len(incidents.kind_names) or 1
    settings = incidents.settings[pairs]
    both = (settings >= 0).all(axis=1)
    shares, none = {}, {}
    for name in TAG_FEATURES:
        tags = incidents.tags[name]
        shares[name] = _shares(tags.codes, incidents.kinds, n_kinds, len(tags.names), tags.recorded)
        known = tags.recorded[pairs].all(axis=1)
        shared = _shared(tags.codes, pairs[known]).any(axis=1)
        none[name] = _rate(~shared)
    return BaseRates(
        same_kind=_rate(kinds),
        days=_bands(_days_band(incidents, pairs), len(DAYS_APART) + 1),
        metres=_bands(_metres_band(incidents, pairs), len(METRES_APART) + 1),
        hours=_bands(_hours_band(incidents, pairs), len(HOURS_APART) + 1),
        setting=_shares(
            incidents.settings[:, None],
            incidents.kinds,
            n_kinds,
            len(incidents.setting_names),
            incidents.settings >= 0,
        ),
        same_setting=_rate(np.equal(settings[both, 0], settings[both, 1])),
        tag=shares,
        no_tag_shared=none,
    )


def contributions(
    incidents: Incidents, pairs: Pairs, rates: BaseRates, chances: Chances
) -> NDArray[np.float64]:
    """Evidence of every feature for every pair, in bits: log2(chance if linked / chance at random).

    A shared value counts the more the rarer it is among incidents of that kind. Of several shared tags of
    one feature the rarest counts fully, the next half, others not: tags of one feature go together.
    What is not recorded on either side gives 0.

    Args:
        incidents: The incidents.
        pairs: Positions, shape (pairs, 2).
        rates: Base rates.
        chances: Chances in linked incidents.

    Returns:
        Shape (pairs, len(FEATURES)).
    """
    bits = np.zeros((len(pairs), len(FEATURES)))
    first, second = pairs[:, 0], pairs[:, 1]
    same_kind = incidents.kinds[first] == incidents.kinds[second]
    bits[:, 0] = np.where(
        same_kind,
        np.log2(chances.same_kind / rates.same_kind),
        np.log2((1 - chances.same_kind) / max(1 - rates.same_kind, 1e-3)),
    )
    banded = (
        (1, _days_band(incidents, pairs), chances.days_apart, rates.days),
        (2, _metres_band(incidents, pairs), chances.metres_apart, rates.metres),
        (3, _hours_band(incidents, pairs), chances.hours_apart, rates.hours),
    )
    for column, band, chance, rate in banded:
        worth = np.append(np.log2(np.asarray(chance) / rate), 0.0)
        bits[:, column] = worth[band]
    kind = np.minimum(incidents.kinds[first], incidents.kinds[second])
    kind = np.where(kind >= 0, kind, 0)
    bits[:, 4] = _setting_bits(incidents, pairs, kind, rates, chances)
    for column, name in enumerate(TAG_FEATURES, start=5):
        bits[:, column] = _tag_bits(incidents, name, pairs, kind, rates, chances)
    return bits


def _setting_bits(
    incidents: Incidents, pairs: Pairs, kind: NDArray[np.int32], rates: BaseRates, chances: Chances
) -> NDArray[np.float64]:
    one, other = incidents.settings[pairs[:, 0]], incidents.settings[pairs[:, 1]]
    known = (one >= 0) & (other >= 0)
    if not incidents.setting_names:
        return np.zeros(len(pairs))
    same = np.log2(chances.same_setting / rates.setting[kind, np.where(known, one, 0)])
    differ = np.log2((1 - chances.same_setting) / max(1 - rates.same_setting, 1e-3))
    return np.where(known, np.where(one == other, same, differ), 0.0)


def _tag_bits(
    incidents: Incidents,
    name: str,
    pairs: Pairs,
    kind: NDArray[np.int32],
    rates: BaseRates,
    chances: Chances,
) -> NDArray[np.float64]:
    tags, chance = incidents.tags[name], chances.share_tag[name]
    if not tags.names:
        return np.zeros(len(pairs))
    shared = _shared(tags.codes, pairs)
    codes = tags.codes[pairs[:, 0]]
    worth = np.log2(chance / rates.tag[name])
    each = np.where(shared, np.maximum(worth[kind[:, None], np.where(codes >= 0, codes, 0)], 0.0), 0.0)
    each = -np.sort(-each, axis=1)
    total = each[:, 0] + (each[:, 1] / 2 if each.shape[1] > 1 else 0.0)
    none = np.log2((1 - chance) / rates.no_tag_shared[name])
    known = tags.recorded[pairs].all(axis=1)
    return np.where(known, np.where(shared.any(axis=1), total, min(none, 0.0)), 0.0)


def _shared(codes: NDArray[np.int32], pairs: Pairs) -> NDArray[np.bool_]:
    """Which tags of the first incident the second has too, shape (pairs, width)."""
    one, other = codes[pairs[:, 0]], codes[pairs[:, 1]]
    found = np.zeros(one.shape, dtype=bool)
    for column in range(other.shape[1]):
        found |= one == other[:, column : column + 1]
    return found & (one >= 0)


def _random_pairs(incidents: Incidents, days: float, seed: int) -> Pairs:
    """Pairs of different incidents no more than `days` apart."""
    draw = np.random.default_rng(seed)
    # Drawn in order of time, so that the answer does not depend on the order of the table.
    order = np.lexsort((incidents.case_numbers, incidents.start))
    times = incidents.start[order].astype(np.int64) / DAY
    first = draw.integers(0, order.size, PAIRS_SAMPLED)
    ends = np.searchsorted(times, times[first] + days, side="right")
    second = first + 1 + np.floor(draw.random(PAIRS_SAMPLED) * (ends - first - 1)).astype(np.int64)
    fits = second < ends
    return np.column_stack([order[first[fits]], order[second[fits]]])


def _rate(hits: Any) -> float:
    """Share of hits, never quite 0 or 1."""
    seen = np.asarray(hits, dtype=bool)
    return float((seen.sum() + 0.5) / (seen.size + 1))


def _bands(band: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Share of each band; the code `count` means not known and is left out."""
    seen = np.bincount(band[band < count], minlength=count) + 0.5
    return np.asarray(seen / seen.sum())


def _shares(
    codes: NDArray[np.int32], kinds: NDArray[np.int32], n_kinds: int, names: int, recorded: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Share of each value among incidents of a kind that have the feature, shape (kinds, values)."""
    if not names:
        return np.ones((n_kinds, 1))
    rows, columns = np.nonzero(codes >= 0)
    kind = np.where(kinds >= 0, kinds, 0)
    counts = np.zeros((n_kinds, names))
    np.add.at(counts, (kind[rows], codes[rows, columns]), 1)
    size = np.bincount(kind[recorded], minlength=n_kinds)
    overall = (counts.sum(axis=0) + 0.5) / (recorded.sum() + 1)
    return np.asarray((counts + 5 * overall) / (size[:, None] + 5))


def _days_band(incidents: Incidents, pairs: Pairs) -> NDArray[np.int64]:
    apart = np.abs((incidents.start[pairs[:, 0]] - incidents.start[pairs[:, 1]]).astype(np.int64)) / DAY
    return np.searchsorted(DAYS_APART, apart, side="right")


def _metres_band(incidents: Incidents, pairs: Pairs) -> NDArray[np.int64]:
    apart = np.hypot(
        incidents.x[pairs[:, 0]] - incidents.x[pairs[:, 1]],
        incidents.y[pairs[:, 0]] - incidents.y[pairs[:, 1]],
    )
    band = np.searchsorted(METRES_APART, apart, side="right")
    return np.where(np.isfinite(apart), band, len(METRES_APART) + 1)


def _hours_band(incidents: Incidents, pairs: Pairs) -> NDArray[np.int64]:
    span = (incidents.end - incidents.start).astype(np.int64)
    middle = ((incidents.start.astype(np.int64) + span / 2) % DAY) / 3_600
    apart = np.abs(middle[pairs[:, 0]] - middle[pairs[:, 1]])
    band = np.searchsorted(HOURS_APART, np.minimum(apart, 24 - apart), side="right")
    short = (span <= LONGEST_SPAN_HOURS * 3_600)[pairs].all(axis=1)
    return np.where(short, band, len(HOURS_APART) + 1)

"""Candidate patterns: groups of linked incidents, with a type and reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.patterns.candidates import DAY
from commonbeat.analysis.patterns.evidence import CHUNK, FEATURES, contributions
from commonbeat.analysis.patterns.incidents import TAG_FEATURES, Incidents
from commonbeat.analysis.patterns.links import LIMITS, MARGIN_BITS, Links
from commonbeat.analysis.results import Result

SLACK_BITS = 4.0
"""Two groups are joined when their pairs score on average no more than this under the bar."""

PLACE_METRES = 50.0
SPREE_HOURS = 24.0


class PatternType(StrEnum):
    """Types of the International Association of Crime Analysts (White Paper 2011-01).

    "Hot prey" (victims who are alike) is left out: traits of people are no input here.
    """

    SERIES = "series"
    SPREE = "spree"
    HOT_PRODUCT = "hot product"
    HOT_SPOT = "hot spot"
    HOT_PLACE = "hot place"
    HOT_SETTING = "hot setting"


@dataclass(frozen=True, kw_only=True)
class SharedValue:
    """A value that the cases of a pattern have in common.

    Attributes:
        feature: method, property, vehicle, setting or kind.
        value: The value.
        cases: Cases of the pattern with it.
        base_rate: Share of all incidents of the kind with it.
    """

    feature: str
    value: str
    cases: int
    base_rate: float


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A candidate pattern for an analyst to confirm, trim or refuse.

    Attributes:
        type: Candidate type.
        case_numbers: In order of time.
        bits: Mean evidence over all pairs of the group.
        evidence: Mean evidence by feature, in bits.
        shared: Values at least half of the cases have in common, the most telling first.
        first: Start of the first case.
        last: Start of the last case.
        centre: Median position in metres, None where no case has a place.
        radius: Largest distance from the centre in metres, None where no case has a place.
        why: Sentences.
    """

    type: PatternType
    case_numbers: tuple[str, ...]
    bits: float
    evidence: dict[str, float]
    shared: tuple[SharedValue, ...]
    first: str
    last: str
    centre: tuple[float, float] | None
    radius: float | None
    why: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Patterns(Result):
    """Candidate patterns, strongest first.

    Attributes:
        patterns: Largest total evidence first.
        limits: Sentences to print beside them.
    """

    patterns: tuple[Pattern, ...]
    limits: tuple[str, ...] = field(default=LIMITS)

    def case_pairs(self) -> list[tuple[str, str]]:
        """All pairs of cases that share a pattern."""
        return [
            (one, other)
            for pattern in self.patterns
            for at, one in enumerate(pattern.case_numbers)
            for other in pattern.case_numbers[at + 1 :]
        ]


def find_patterns(links: Links, *, confirmed: Iterable[tuple[str, str]] = (), smallest: int = 3) -> Patterns:
    """Groups of incidents that hang together, as candidate patterns.

    Links are taken strongest first; two groups are joined when the pairs between them score on average at
    most 4 bits under the bar, so that one chance link does not chain two patterns (average linkage; Sokal and
    Michener 1958). Links an analyst has confirmed always join.

    Args:
        links: As from `find_links`.
        confirmed: Pairs of case numbers that an analyst has confirmed.
        smallest: Fewest cases of a pattern; two alone are better looked at as a link.
    """
    incidents = links.incidents
    place = {str(case): i for i, case in enumerate(incidents.case_numbers)}
    sure = [(place[one], place[other]) for one, other in confirmed if one in place and other in place]
    groups = [sorted(group) for group in _groups(links, sure) if len(group) >= smallest]
    means = _mean_evidence(links, groups)
    found = [_pattern(links, group, mean) for group, mean in zip(groups, means, strict=True)]
    found.sort(key=lambda one: (-one.bits * (len(one.case_numbers) - 1), one.case_numbers))
    return Patterns(
        method="average-linkage groups of candidate links, IACA types v1",
        n=links.n,
        period=links.period,
        seed=links.seed,
        warnings=links.warnings,
        patterns=tuple(found),
    )


def _groups(links: Links, sure: list[tuple[int, int]]) -> list[list[int]]:
    """Groups of positions, from the strongest link down."""
    bar = links.bar
    score = {(int(i), int(j)): float(b) for (i, j), b in zip(links.pairs, links.bits, strict=True)}
    home: dict[int, list[int]] = {}

    def of(one: int) -> list[int]:
        return home.setdefault(one, [one])

    def join(left: list[int], right: list[int]) -> None:
        left.extend(right)
        for member in right:
            home[member] = left

    missing = bar - MARGIN_BITS - 2
    for i, j in links.pairs[: links.proposed].tolist():
        left, right = of(i), of(j)
        if left is right:
            continue
        between = [score.get((min(a, b), max(a, b)), missing) for a in left for b in right]
        if sum(between) / len(between) >= bar - SLACK_BITS:
            join(left, right)
    for i, j in sure:
        if of(i) is not of(j):
            join(of(i), of(j))
    unique = {id(group): group for group in home.values()}
    return [group for group in unique.values() if len(group) > 1]


def _mean_evidence(links: Links, groups: list[list[int]]) -> list[NDArray[np.float64]]:
    """Mean evidence by feature over all pairs of each group, also pairs that were never candidates."""
    sets = [[(i, j) for at, i in enumerate(group) for j in group[at + 1 :]] for group in groups]
    if not sets:
        return []
    pairs = np.array([pair for one in sets for pair in one], dtype=np.int64)
    bits = np.concatenate(
        [
            contributions(links.incidents, pairs[at : at + CHUNK], links.rates, links.settings.chances)
            for at in range(0, len(pairs), CHUNK)
        ]
    )
    ends = np.cumsum([len(one) for one in sets])
    return [part.mean(axis=0) for part in np.split(bits, ends[:-1])]


def _pattern(links: Links, group: list[int], mean: NDArray[np.float64]) -> Pattern:
    """One group with type and reasons."""
    one = links.incidents
    rows = np.array(sorted(group, key=lambda i: (one.start[i], one.case_numbers[i])))
    evidence = {name: float(bits) for name, bits in zip(FEATURES, mean, strict=True)}
    placed = rows[np.isfinite(one.x[rows]) & np.isfinite(one.y[rows])]
    centre = (float(np.median(one.x[placed])), float(np.median(one.y[placed]))) if placed.size else None
    radius = float(np.hypot(one.x[placed] - centre[0], one.y[placed] - centre[1]).max()) if centre else None
    shared = _shared_values(links, rows)
    span = float((one.start[rows[-1]] - one.start[rows[0]]).astype(np.int64)) / DAY
    kind = _type(evidence, rows.size, span, radius)
    return Pattern(
        type=kind,
        case_numbers=tuple(str(case) for case in one.case_numbers[rows]),
        bits=float(mean.sum()),
        evidence=evidence,
        shared=shared,
        first=str(one.start[rows[0]]),
        last=str(one.start[rows[-1]]),
        centre=centre,
        radius=radius,
        why=_why(one, rows, shared, span, radius),
    )


def _type(evidence: dict[str, float], cases: int, span_days: float, radius: float | None) -> PatternType:
    """The type that the strongest evidence speaks for."""
    manner = max(evidence["method"], 0.0) + max(evidence["vehicle"], 0.0)
    thing, setting = max(evidence["property"], 0.0), max(evidence["setting"], 0.0)
    near = max(evidence["distance"], 0.0)
    strongest = max(thing, setting, near)
    if manner >= max(3.0, strongest):
        quick = cases >= 3 and span_days * 24 <= SPREE_HOURS
        return PatternType.SPREE if quick else PatternType.SERIES
    if radius is not None and radius <= PLACE_METRES:
        return PatternType.HOT_PLACE
    if thing == strongest and thing > 0:
        return PatternType.HOT_PRODUCT
    if setting == strongest and setting > 0:
        return PatternType.HOT_SETTING
    return PatternType.HOT_SPOT


def _shared_values(links: Links, rows: NDArray[np.int64]) -> tuple[SharedValue, ...]:
    """Values at least half of the cases have, rarest elsewhere first."""
    one, rates = links.incidents, links.rates
    kind = int(np.bincount(np.maximum(one.kinds[rows], 0)).argmax())
    found = []
    for name in TAG_FEATURES:
        codes = one.tags[name].codes[rows]
        for code in np.unique(codes[codes >= 0]):
            count = int((codes == code).any(axis=1).sum())
            if count >= max(2, rows.size / 2):
                value = one.tags[name].names[code]
                found.append(
                    SharedValue(
                        feature=name, value=value, cases=count, base_rate=float(rates.tag[name][kind, code])
                    )
                )
    for code in np.unique(one.settings[rows][one.settings[rows] >= 0]):
        count = int((one.settings[rows] == code).sum())
        if count >= max(2, rows.size / 2):
            rate = float(rates.setting[kind, code])
            found.append(
                SharedValue(feature="setting", value=one.setting_names[code], cases=count, base_rate=rate)
            )
    return tuple(sorted(found, key=lambda value: (value.base_rate, value.feature, value.value)))


def _why(
    one: Incidents,
    rows: NDArray[np.int64],
    shared: tuple[SharedValue, ...],
    span: float,
    radius: float | None,
) -> tuple[str, ...]:
    """Sentences for the analyst."""
    words = [f"{rows.size} cases within {span:.1f} days."]
    if radius is not None:
        words.append(f"All cases with a place lie within {radius:.0f} m of their middle.")
    for value in shared:
        words.append(
            f"{value.feature.capitalize()} {value.value}: {value.cases} of {rows.size} cases, "
            f"{value.base_rate:.1%} of incidents of this kind."
        )
    kinds = sorted({one.kind_names[kind] for kind in one.kinds[rows] if kind >= 0})
    if len(kinds) > 1:
        words.append(f"More than one kind of incident: {', '.join(kinds)}.")
    return tuple(words)

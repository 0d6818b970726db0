"""Candidate links between two incidents, with the evidence of every feature."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.patterns.candidates import DAY, Pairs, candidate_pairs
from commonbeat.analysis.patterns.evidence import (
    CHUNK,
    FEATURES,
    BaseRates,
    Chances,
    base_rates,
    contributions,
)
from commonbeat.analysis.patterns.incidents import TAG_FEATURES, Incidents, PatternError
from commonbeat.analysis.results import Result

LIMITS = (
    "A candidate link is a lead for an analyst, not a finding: it must be confirmed or refused by a person who "
    "has read the reports.",
    "Links rest on method, place, time, property and vehicle as recorded; what was not recorded cannot link.",
    "A link between incidents says nothing about who did it, and is no ground to stop or search anyone.",
    "Methods everyone uses look alike: the chance of an accidental link is printed as the base rate.",
)

MARGIN_BITS = 8.0
"""Pairs up to this much under the bar are kept to judge whether groups hang together."""


@dataclass(frozen=True, kw_only=True)
class LinkSettings:
    """What pairs are looked at, and what it takes to propose one.

    Attributes:
        days: Largest time apart.
        near_metres: Distance within which all pairs of one kind are scored.
        near_days: Time apart for those.
        common: Share of incidents above which a tag that over 400 have is too common to look pairs up by.
        expected_links: How many others an incident is linked with on average. Divided by the number of incidents
            within `days` it gives the prior chance of a link: the more incidents, the more agree by accident.
        at_least: Smallest probability of a link that is proposed.
        most_pairs: Pairs by nearness of one kind above which the distance is halved.
        chances: Chances of agreement in linked incidents.
    """

    days: float = 45.0
    near_metres: float = 500.0
    near_days: float = 14.0
    common: float = 0.02
    expected_links: float = 0.1
    at_least: float = 0.2
    most_pairs: int = 3_000_000
    chances: Chances = field(default_factory=Chances)

    def __post_init__(self) -> None:
        """Refuse settings under which nothing can be found."""
        if not (self.days > 0 and self.near_metres > 0 and self.near_days > 0 and self.most_pairs > 0):
            raise PatternError("Days, metres and the number of pairs must be positive.")
        if not (self.expected_links > 0 and 0 < self.at_least < 1 and 0 < self.common <= 1):
            raise PatternError("Expected links must be positive; probability and share between 0 and 1.")

    def prior(self, incidents: Incidents) -> float:
        """Chance, before looking, that two incidents no more than `days` apart are linked.

        Args:
            incidents: The incidents, whose number within the days decides.
        """
        times = np.sort(incidents.start.astype(np.int64) / DAY)
        reach = np.searchsorted(times, times + self.days, side="right") - np.arange(times.size) - 1
        return min(0.5, self.expected_links / max(1.0, 2 * float(reach.mean())))


@dataclass(frozen=True, kw_only=True)
class LinkReason:
    """Evidence of one feature for a link, in bits, with words for it."""

    feature: str
    words: str
    bits: float


@dataclass(frozen=True, kw_only=True)
class CandidateLink:
    """Two incidents that may belong together.

    Attributes:
        first: Case number of the earlier incident.
        second: Case number of the later one.
        bits: Sum of the evidence.
        probability: Probability of a link given the stated prior.
        reasons: Evidence by feature, strongest first; features not recorded are left out.
    """

    first: str
    second: str
    bits: float
    probability: float
    reasons: tuple[LinkReason, ...]


@dataclass(frozen=True, kw_only=True)
class Links(Result):
    """Scored pairs, strongest first. `n` is the number of incidents.

    Attributes:
        incidents: The incidents the positions refer to.
        pairs: Positions, shape (pairs, 2); also pairs somewhat under the bar.
        bits: Evidence, shape (pairs,).
        prior: Chance of a link before looking.
        by_feature: Evidence by feature, shape (pairs, len(FEATURES)).
        scored: Number of pairs that were scored.
        settings: Settings used.
        rates: Base rates used.
        limits: Sentences to print beside the links.
    """

    incidents: Incidents
    pairs: Pairs = field(repr=False)
    bits: NDArray[np.float64] = field(repr=False)
    by_feature: NDArray[np.float64] = field(repr=False)
    scored: int
    prior: float
    settings: LinkSettings
    rates: BaseRates = field(repr=False)
    limits: tuple[str, ...] = LIMITS

    @property
    def bar(self) -> float:
        """Evidence in bits that a proposed link needs: log2 odds wanted minus log2 prior odds."""
        return _log_odds(self.settings.at_least) - _log_odds(self.prior)

    @property
    def proposed(self) -> int:
        """Number of pairs at or over the bar; they come first."""
        return int((self.bits >= self.bar).sum())

    def case_pairs(self) -> list[tuple[str, str]]:
        """Case numbers of the proposed pairs, strongest first."""
        cases = self.incidents.case_numbers[self.pairs[: self.proposed]]
        return [(str(one), str(other)) for one, other in cases]

    def link(self, position: int) -> CandidateLink:
        """One proposed link with its reasons.

        Args:
            position: 0 for the strongest, up to `proposed` - 1.

        Raises:
            PatternError: There is no such link.
        """
        if not 0 <= position < self.proposed:
            raise PatternError("There is no link at that position.")
        i, j = self.pairs[position]
        if self.incidents.start[j] < self.incidents.start[i]:
            i, j = j, i
        reasons = [
            LinkReason(feature=name, words=_words(self, int(i), int(j), name), bits=float(bits))
            for name, bits in zip(FEATURES, self.by_feature[position], strict=True)
            if bits != 0.0
        ]
        odds = self.bits[position] + _log_odds(self.prior)
        return CandidateLink(
            first=str(self.incidents.case_numbers[i]),
            second=str(self.incidents.case_numbers[j]),
            bits=float(self.bits[position]),
            probability=float(1 / (1 + 2.0 ** min(500.0, -odds))),
            reasons=tuple(sorted(reasons, key=lambda reason: -abs(reason.bits))),
        )


def find_links(
    incidents: Incidents,
    *,
    settings: LinkSettings | None = None,
    refused: Iterable[tuple[str, str]] = (),
    seed: int = 0,
) -> Links:
    """Pairs of incidents whose shared features are unlikely to be accident.

    Score = sum over features of log2(chance of the agreement if linked / base rate), as in record linkage
    (Fellegi and Sunter 1969) and Bayesian case linkage (Porter, American Statistician 70, 2016). Base rates come
    from the incidents themselves, within the kind of incident.

    Args:
        incidents: The incidents.
        settings: What is looked at and proposed.
        refused: Pairs of case numbers an analyst has refused; never proposed again.
        seed: Seed for the pairs from which base rates are drawn.

    Raises:
        PatternError: Fewer than two incidents.
    """
    chosen = settings or LinkSettings()
    if incidents.size < 2:
        raise PatternError("A link needs at least two incidents.")
    pairs, warnings = candidate_pairs(
        incidents,
        days=chosen.days,
        near_metres=chosen.near_metres,
        near_days=min(chosen.near_days, chosen.days),
        common=chosen.common,
        most_pairs=chosen.most_pairs,
    )
    pairs = _without(pairs, incidents, refused)
    rates = base_rates(incidents, chosen.days, seed)
    prior = chosen.prior(incidents)
    bar = _log_odds(chosen.at_least) - _log_odds(prior)
    kept: list[tuple[Pairs, NDArray[np.float64]]] = []
    for begin in range(0, len(pairs), CHUNK):
        part = pairs[begin : begin + CHUNK]
        bits = contributions(incidents, part, rates, chosen.chances)
        enough = bits.sum(axis=1) >= bar - MARGIN_BITS
        kept.append((part[enough], bits[enough]))
    found = np.concatenate([part for part, _ in kept]) if kept else np.empty((0, 2), dtype=np.int64)
    features = np.concatenate([bits for _, bits in kept]) if kept else np.empty((0, len(FEATURES)))
    total = features.sum(axis=1)
    rank = np.argsort(np.argsort(incidents.case_numbers))[found]
    order = np.lexsort((rank.max(axis=1), rank.min(axis=1), -np.round(total, 9)))
    return Links(
        method="Fellegi-Sunter case linkage, base rates within kind v1",
        n=incidents.size,
        period=f"{incidents.start.min()} to {incidents.start.max()}",
        seed=seed,
        warnings=warnings,
        incidents=incidents,
        pairs=found[order],
        bits=total[order],
        by_feature=features[order],
        scored=len(pairs),
        prior=prior,
        settings=chosen,
        rates=rates,
    )


def _log_odds(chance: float) -> float:
    return math.log2(chance / (1 - chance))


def _without(pairs: Pairs, incidents: Incidents, refused: Iterable[tuple[str, str]]) -> Pairs:
    """Pairs without those an analyst has refused."""
    wanted = list(refused)
    if not wanted or not len(pairs):
        return pairs
    place = {str(case): i for i, case in enumerate(incidents.case_numbers)}
    known = [(place[one], place[other]) for one, other in wanted if one in place and other in place]
    codes = [min(pair) * incidents.size + max(pair) for pair in known]
    return pairs[~np.isin(pairs[:, 0] * incidents.size + pairs[:, 1], codes)]


def _words(links: Links, i: int, j: int, feature: str) -> str:
    """What two incidents have in common, or not, in words."""
    one = links.incidents
    if feature in TAG_FEATURES:
        tags = one.tags[feature]
        shared = sorted(set(tags.codes[i].tolist()) & set(tags.codes[j].tolist()) - {-1})
        if not shared:
            return f"no {feature} in common"
        rates = links.rates.tag[feature][max(int(one.kinds[i]), 0)]
        return ", ".join(f"{tags.names[code]} ({rates[code]:.1%} of this kind)" for code in shared)
    if feature == "kind":
        names = [one.kind_names[kind] if kind >= 0 else "not known" for kind in (one.kinds[i], one.kinds[j])]
        return names[0] if names[0] == names[1] else f"{names[0]}, {names[1]}"
    if feature == "setting":
        names = [one.setting_names[setting] for setting in (one.settings[i], one.settings[j])]
        return names[0] if names[0] == names[1] else f"{names[0]}, {names[1]}"
    if feature == "distance":
        return f"{math.hypot(one.x[i] - one.x[j], one.y[i] - one.y[j]):.0f} m apart"
    if feature == "days apart":
        return f"{abs(int((one.start[j] - one.start[i]).astype(np.int64))) / DAY:.1f} days apart"
    return f"about {_clock(one, i)} and {_clock(one, j)}"


def _clock(incidents: Incidents, i: int) -> str:
    middle = incidents.start[i] + (incidents.end[i] - incidents.start[i]) // 2
    return str(middle.astype("datetime64[m]"))[11:]

"""One indicator, one peer group: each officer beside the others of the same assignment. No score, no order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from commonbeat.analysis.indicators.choosing import look_closer
from commonbeat.analysis.indicators.mixture import mixture
from commonbeat.analysis.indicators.prior import Floats, GammaPrior, counts_and_expected, fit_gamma
from commonbeat.analysis.indicators.wording import LIMITS, Limit, TooFewPeers
from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result

METHOD = "gamma-Poisson empirical Bayes, shape integrated v1"
CITATION = (
    "Clayton and Kaldor 1987, Biometrics 43: 671-681; Christiansen and Morris 1997, Journal of the American "
    "Statistical Association 92: 618-632; Newton and others 2004, Biostatistics 5: 155-176"
)
FEWEST_PEERS = 8
"""Officers with exposure a group needs."""
FEWEST_EVENTS = 5
"""Events a group needs before it says how officers differ."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a comparison is asked for; an agency may change it and says so.

    Attributes:
        factor: a rate this many times the peers' is what one looks for.
        coverage: of the intervals.
        most_false: share of those chosen who may be chosen by chance, on average.
        least_sure: probability each of those chosen needs by itself.
        least_events: events an officer needs to be chosen at all.
        fewest_peers: officers with exposure a group needs.
        fewest_events: events a group needs.
        least_exposure: exposure a group needs, in the unit given.
    """

    factor: float = 1.5
    coverage: float = 0.90
    most_false: float = 0.10
    least_sure: float = 0.80
    least_events: int = 3
    fewest_peers: int = FEWEST_PEERS
    fewest_events: int = FEWEST_EVENTS
    least_exposure: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be asked."""
        refuse_unless(self.factor >= 1, "The factor must be at least 1.")
        shares = (self.coverage, self.most_false, self.least_sure)
        refuse_unless(all(0 < one < 1 for one in shares), "Shares must lie between 0 and 1.")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One officer beside the peers.

    Attributes:
        member: who, as given.
        count: events.
        exposure: hours on duty, or calls taken, as given.
        expected: events expected at the peers' rate.
        chance: range of counts that chance alone gives an officer at the peers' rate, 95 %.
        ratio: posterior mean of the officer's rate over the peers' rate.
        interval: equal-tailed credible interval of it.
        tail: posterior probability that the ratio is above `Terms.factor`.
        look: whether somebody should look closer; never a finding.
    """

    member: str
    count: int
    exposure: float
    expected: float
    chance: tuple[int, int]
    ratio: float
    interval: tuple[float, float]
    tail: float
    look: bool


@dataclass(frozen=True, kw_only=True)
class PeerComparison(Result):
    """All officers of one assignment for one indicator, in the order they were given.

    Attributes:
        indicator: what was counted.
        group: the assignment.
        peers: officers with exposure.
        exposure: of all of them.
        rate: events of all over exposure of all.
        prior: how much officers differ, as most likely; ratios to the group's mean.
        terms: what was asked for.
        standings: one for each officer.
        limits: sentences to print beside every figure.
        citation: where the method is described.
    """

    indicator: str
    group: str
    peers: int
    exposure: float
    rate: float
    prior: GammaPrior
    terms: Terms
    standings: tuple[Standing, ...]
    limits: tuple[Limit, ...] = LIMITS
    citation: str = CITATION


def compare_with_peers(
    members: Sequence[str],
    counts: ArrayLike,
    exposure: ArrayLike,
    *,
    indicator: str,
    group: str = "",
    period: str = "",
    terms: Terms | None = None,
) -> PeerComparison:
    """Compare each officer of an assignment with the others, one indicator at a time.

    Counts are Poisson given the officer's own rate; own rates follow a gamma distribution among peers, whose mean and
    shape come from the same counts and whose uncertainty goes into each interval.

    Args:
        members: one name or number for each officer, none twice.
        counts: events of each.
        exposure: hours on duty or calls taken on the assignment, of each.
        indicator: what was counted.
        group: the assignment.
        period: time span, as printed.
        terms: what is looked for; the usual terms by default.

    Raises:
        TooFewPeers: the group is too small, was too little exposed, or saw too few events.
        ImpossibleInput: lengths differ, a count is no whole number, somebody is named twice, or a figure is negative.
    """
    asked = terms or Terms()
    y, hours = counts_and_expected(counts, exposure)
    refuse_unless(len(members) == y.size and len(set(members)) == y.size, "Each officer must be there once.")
    _check(y, hours, group, asked)
    rate = float(y.sum() / hours.sum())
    expected = hours * rate
    mixed = mixture(y, expected)
    half = (1 - asked.coverage) / 2
    low, high = mixed.quantile(half), mixed.quantile(1 - half)
    ratio, tail = mixed.mean(), mixed.above(asked.factor)
    looked = look_closer(
        np.where(y >= asked.least_events, tail, 0.0), most_false=asked.most_false, least=asked.least_sure
    )
    chance = np.stack([stats.poisson.ppf(share, expected) for share in (0.025, 0.975)]).astype(int)
    standings = tuple(
        Standing(
            member=str(member),
            count=int(y[i]),
            exposure=float(hours[i]),
            expected=float(expected[i]),
            chance=(max(int(chance[0, i]), 0), max(int(chance[1, i]), 0)),
            ratio=float(ratio[i]),
            interval=(float(low[i]), float(high[i])),
            tail=float(tail[i]),
            look=bool(looked[i]),
        )
        for i, member in enumerate(members)
    )
    return PeerComparison(
        method=METHOD,
        n=int(y.sum()),
        period=period,
        coverage=asked.coverage,
        warnings=_warnings(hours),
        indicator=indicator,
        group=group,
        peers=int((hours > 0).sum()),
        exposure=float(hours.sum()),
        rate=rate,
        prior=fit_gamma(y, expected),
        terms=asked,
        standings=standings,
    )


def _check(y: Floats, hours: Floats, group: str, asked: Terms) -> None:
    """Raise `TooFewPeers` where nothing honest can be said."""
    peers, named = int((hours > 0).sum()), group or "This group"
    if peers < asked.fewest_peers:
        raise TooFewPeers(f"{named} has {peers} officers with exposure; {asked.fewest_peers} are needed.")
    if hours.sum() < asked.least_exposure:
        raise TooFewPeers(
            f"{named} was exposed for {hours.sum():.0f}; {asked.least_exposure:.0f} are needed."
        )
    if y.sum() < asked.fewest_events:
        raise TooFewPeers(f"{named} saw {y.sum():.0f} events; {asked.fewest_events} are needed.")


def _warnings(hours: Floats) -> tuple[str, ...]:
    idle = int((hours == 0).sum())
    return (f"{idle} officers had no exposure; nothing is said about them.",) if idle else ()

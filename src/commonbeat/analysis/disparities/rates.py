"""Hit rates and action rates by group, each with its limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from commonbeat.analysis.disparities.intervals import Interval, katz, newcombe, wilson
from commonbeat.analysis.disparities.tally import SMALLEST_SHOWN, Tally, hidden_words, hide_small
from commonbeat.analysis.disparities.wording import (
    OUTCOME_LIMITS,
    RATE_LIMITS,
    DisparityError,
    Limit,
)
from commonbeat.analysis.results import Result

FEWEST_COMPARED = 30
"""Trials a group needs before it is compared with another."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A share for one group, citywide (`place` empty) or in one place; every figure is None when hidden.

    Attributes:
        group: The group.
        place: The district, or "" for all of them.
        successes: Outcomes.
        trials: Stops or searches.
        rate: successes / trials; None also when there were no trials.
        interval: Wilson interval of the rate.
        hidden: Whether the row is left out because a count is too small to show.
    """

    group: str
    place: str
    successes: int | None
    trials: int | None
    rate: float | None
    interval: Interval | None
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One group against the reference group; figures are None when one of the two has too few trials.

    Attributes:
        group: The group.
        reference: The group it is compared with.
        difference: Rate of the group minus rate of the reference, all places together.
        interval: Newcombe interval of the difference.
        ratio: Rate of the group over rate of the reference.
        ratio_interval: Katz interval of the ratio; None also when a count is zero.
        within_places: Difference averaged over places in which both groups occur (Mantel-Haenszel weights),
            so that a group is compared with others in the same places.
        within_interval: Interval of it, with Sato's variance.
        places_used: Number of places with both groups.
        reason: Why there is no comparison; empty when there is one.
    """

    group: str
    reference: str
    difference: float | None = None
    interval: Interval | None = None
    ratio: float | None = None
    ratio_interval: Interval | None = None
    within_places: float | None = None
    within_interval: Interval | None = None
    places_used: int = 0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupRates(Result):
    """Rates by group, citywide and by place, with comparisons and the sentences that must be printed.

    Attributes:
        outcome: What was counted, in words ("hit", "search", "arrest").
        rates: One row per group, all places together.
        by_place: One row per group and place; empty when there is only one place.
        comparisons: Every other group against the reference; empty without a reference.
        limits: Sentences to print beside every figure.
        minimum: Smallest count shown.
    """

    outcome: str
    rates: tuple[Rate, ...]
    by_place: tuple[Rate, ...]
    comparisons: tuple[Comparison, ...]
    limits: tuple[Limit, ...]
    minimum: int


def outcome_test(
    searches: Tally,
    reference: str,
    *,
    minimum: int = SMALLEST_SHOWN,
    fewest: int = FEWEST_COMPARED,
    coverage: float = 0.95,
    period: str = "",
) -> GroupRates:
    """Outcome test: how often searches found something, by group (Becker 1957; Knowles and others 2001).

    If searches of one group find something less often, that group may have been searched on less evidence.
    Pooled figures can mislead where places differ, so the rows by place and the difference within places are
    always given. Limits, infra-marginality among them, are part of the answer.

    Args:
        searches: Searches by group and place; a success is a search that found something.
        reference: Group the others are compared with.
        minimum: Smallest count shown; smaller ones are hidden, with enough others to prevent subtraction.
        fewest: Searches a group needs before it is compared.
        coverage: Nominal coverage of intervals.
        period: Time span, as printed.

    Raises:
        DisparityError: There are no searches, or the reference group has no row.
    """
    return _group_rates(
        searches,
        "hit",
        reference,
        minimum,
        fewest,
        coverage,
        period,
        OUTCOME_LIMITS,
        "outcome (hit-rate) test",
    )


def action_rates(
    stops: Tally,
    action: str,
    reference: str | None = None,
    *,
    minimum: int = SMALLEST_SHOWN,
    fewest: int = FEWEST_COMPARED,
    coverage: float = 0.95,
    period: str = "",
) -> GroupRates:
    """How often stops led to an action (search, frisk, citation, arrest), by group.

    Args:
        stops: Stops by group and place; a success is a stop with the action.
        action: The action in words, such as "search".
        reference: Group the others are compared with; no comparison when left out.
        minimum: Smallest count shown.
        fewest: Stops a group needs before it is compared.
        coverage: Nominal coverage of intervals.
        period: Time span, as printed.

    Raises:
        DisparityError: There are no stops, or the reference group has no row.
    """
    name = f"{action} rate per stop"
    return _group_rates(stops, action, reference, minimum, fewest, coverage, period, RATE_LIMITS, name)


def _group_rates(
    tally: Tally,
    outcome: str,
    reference: str | None,
    minimum: int,
    fewest: int,
    coverage: float,
    period: str,
    limits: tuple[Limit, ...],
    name: str,
) -> GroupRates:
    """Rows, comparisons and warnings shared by every rate."""
    if tally.trials.sum() == 0:
        raise DisparityError("There is nothing to count: no row has both a group and an outcome.")
    if reference is not None and reference not in tally.groups:
        raise DisparityError(f"The reference group {reference!r} does not occur.")
    k, n = tally.successes.sum(axis=1), tally.trials.sum(axis=1)
    hidden = hide_small(k, n, minimum)
    rates = tuple(
        _rate(group, "", k[i], n[i], bool(hidden[i]), coverage) for i, group in enumerate(tally.groups)
    )
    by_place = _place_rows(tally, hidden, minimum, coverage) if len(tally.places) > 1 else ()
    comparisons: tuple[Comparison, ...] = ()
    if reference is not None:
        base = tally.groups.index(reference)
        comparisons = tuple(
            _compare(tally, i, base, hidden, fewest, coverage) for i in range(len(tally.groups)) if i != base
        )
    missing = (
        (f"{tally.missing_outcome} rows without a recorded outcome are left out.",)
        if tally.missing_outcome
        else ()
    ) + ((f"{tally.missing_group} rows without a known group are left out.",) if tally.missing_group else ())
    all_hidden = int(hidden.sum()) + sum(row.hidden for row in by_place)
    return GroupRates(
        method=f"{name}; Wilson and Newcombe intervals, Mantel-Haenszel within places v1",
        n=int(n.sum()),
        period=period,
        coverage=coverage,
        warnings=missing + hidden_words(all_hidden, minimum),
        outcome=outcome,
        rates=rates,
        by_place=by_place,
        comparisons=comparisons,
        limits=limits,
        minimum=minimum,
    )


def _rate(group: str, place: str, k: np.int64, n: np.int64, hide: bool, coverage: float) -> Rate:
    if hide:
        return Rate(
            group=group, place=place, successes=None, trials=None, rate=None, interval=None, hidden=True
        )
    interval = wilson(int(k), int(n), coverage) if n else None
    rate = float(k / n) if n else None
    return Rate(group=group, place=place, successes=int(k), trials=int(n), rate=rate, interval=interval)


def _place_rows(
    tally: Tally, hidden_groups: NDArray[np.bool_], minimum: int, coverage: float
) -> tuple[Rate, ...]:
    """Rows by group and place; a hidden group hides all its places."""
    rows = []
    for i, group in enumerate(tally.groups):
        hidden = hide_small(tally.successes[i], tally.trials[i], minimum) | hidden_groups[i]
        rows += [
            _rate(group, place, tally.successes[i, j], tally.trials[i, j], bool(hidden[j]), coverage)
            for j, place in enumerate(tally.places)
        ]
    return tuple(rows)


def _compare(
    tally: Tally, i: int, base: int, hidden: NDArray[np.bool_], fewest: int, coverage: float
) -> Comparison:
    """One group against the reference, pooled and within places."""
    names = tally.groups[i], tally.groups[base]
    k1, n1 = int(tally.successes[i].sum()), int(tally.trials[i].sum())
    k0, n0 = int(tally.successes[base].sum()), int(tally.trials[base].sum())
    if hidden[i] or hidden[base] or min(n1, n0) < max(1, fewest):
        return Comparison(
            group=names[0],
            reference=names[1],
            reason=f"One of the two groups has fewer than {fewest} or is hidden.",
        )
    within, within_interval, used = _within(tally, i, base, coverage)
    return Comparison(
        group=names[0],
        reference=names[1],
        difference=k1 / n1 - k0 / n0,
        interval=newcombe(k1, n1, k0, n0, coverage),
        ratio=(k1 / n1) / (k0 / n0) if k0 else None,
        ratio_interval=katz(k1, n1, k0, n0, coverage),
        within_places=within,
        within_interval=within_interval,
        places_used=used,
    )


def _within(tally: Tally, i: int, base: int, coverage: float) -> tuple[float | None, Interval | None, int]:
    """Mantel-Haenszel difference of two rates over places, with Sato's (1989) variance.

    d = sum(k1 n0 / N - k0 n1 / N) / sum(n1 n0 / N).
    """
    k1, n1 = tally.successes[i].astype(float), tally.trials[i].astype(float)
    k0, n0 = tally.successes[base].astype(float), tally.trials[base].astype(float)
    both = (n1 > 0) & (n0 > 0)
    if not both.any() or len(tally.places) < 2:
        return None, None, int(both.sum())
    k1, n1, k0, n0 = k1[both], n1[both], k0[both], n0[both]
    total = n1 + n0
    weight = float((n1 * n0 / total).sum())
    difference = float((k1 * n0 / total - k0 * n1 / total).sum()) / weight
    p = (k0 * (n1 / total) ** 2 - k1 * (n0 / total) ** 2 + n1 * n0 * (n0 - n1) / (2 * total**2)).sum()
    q = (k1 * (n0 - k0) / total + k0 * (n1 - k1) / total).sum() / 2
    error = math.sqrt(max(0.0, float(difference * p + q))) / weight
    half = float(stats.norm.isf((1 - coverage) / 2)) * error
    return difference, (max(-1.0, difference - half), min(1.0, difference + half)), int(both.sum())

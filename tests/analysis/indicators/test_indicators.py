"""Comparison with peers: published posteriors, other implementations, calibration, limits, choice."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, special, stats

from commonbeat.analysis.indicators import (
    GammaPrior,
    Limit,
    Terms,
    TooFewPeers,
    change,
    compare_by_assignment,
    compare_with_peers,
    fit_gamma,
    log_marginal,
    look_closer,
    mixture,
    posterior,
)
from commonbeat.analysis.refusal import ImpossibleInput

# Failures of ten pumps and thousands of hours: Gaver and O'Muircheartaigh 1987, Technometrics 29: 1-15, table 1.
FAILURES = np.array([5, 1, 5, 14, 3, 19, 1, 1, 4, 22])
TIMES = np.array([94.320, 15.720, 62.880, 125.760, 5.240, 31.440, 1.048, 1.048, 2.096, 10.480])
# Lip cancer in Scotland's 56 counties, 1975 to 1980: Clayton and Kaldor 1987, Biometrics 43: 671-681, table 1.
CASES = np.array(
    [9, 39, 11, 9, 15, 8, 26, 7, 6, 20, 13, 5, 3, 8, 17, 9, 2, 7, 9, 7, 16, 31, 11, 7, 19, 15, 7, 10, 16, 11, 5, 3, 7,
     8, 11, 9, 11, 8, 6, 4, 10, 8, 2, 6, 19, 3, 2, 3, 28, 6, 1, 1, 1, 1, 0, 0]
)  # fmt: skip
EXPECTED = np.array(
    [1.4, 8.7, 3.0, 2.5, 4.3, 2.4, 8.1, 2.3, 2.0, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5, 4.4, 10.5, 22.7,
     8.8, 5.6, 15.5, 12.5, 6.0, 9.0, 14.4, 10.2, 4.8, 2.9, 7.0, 8.5, 12.3, 10.1, 12.7, 9.4, 7.2, 5.3, 18.8, 15.8, 4.3,
     14.6, 50.7, 8.2, 5.6, 9.3, 88.7, 19.6, 3.4, 3.6, 5.7, 7.0, 4.2, 1.8]
)  # fmt: skip
# Posterior of the pumps under alpha ~ Exp(1), beta ~ Gamma(0.1, 1) (George, Makov and Smith 1993, Scandinavian Journal of
# Statistics 20: 147-156), as printed in the documentation of Mamba.jl, "Pumps": mean, its Monte Carlo error, 97.5 %.
PUBLISHED = {
    0: (0.0597276, 0.000357021, 0.117973),
    1: (0.0997635, 0.00113173, 0.296096),
    2: (0.0889841, 0.000510879, 0.178913),
    3: (0.116179, 0.000382914, 0.182949),
    4: (0.603654, 0.00612325, 1.38092),
    5: (0.608916, 0.00155659, 0.915158),
    6: (0.894307, 0.0301097, 2.6892),
    7: (0.884304, 0.0252293, 2.72981),
    8: (1.56235, 0.0238079, 3.35956),
    9: (1.98785, 0.0102204, 2.90776),
}
ALPHA, BETA = (0.679247, 0.00708272), (0.893892, 0.0182549)


def names(n):
    return [f"M{i:04d}" for i in range(n)]


def peers(y, e, **more):
    return compare_with_peers(names(len(y)), y, e, indicator="complaints", **more)


def test_marginal_and_posterior_give_the_published_posterior_of_the_pumps():
    alphas, betas = np.exp(np.linspace(-3, 2, 121)), np.exp(np.linspace(-6, 2.5, 171))
    weight = np.array([[log_marginal(FAILURES, TIMES, a, b) for b in betas] for a in alphas])
    # Hyperpriors, and the Jacobian of a grid even in logarithms.
    weight += -alphas[:, None] + np.log(alphas)[:, None] + (0.1 * np.log(betas) - betas)[None, :]
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    assert (weight.sum(axis=1) @ alphas, weight.sum(axis=0) @ betas) == (
        pytest.approx(ALPHA[0], abs=4 * ALPHA[1]),
        pytest.approx(BETA[0], abs=4 * BETA[1]),
    )
    means, upper = np.zeros(10), np.zeros(10)
    for i, a in enumerate(alphas):
        for j, b in enumerate(betas):
            shape, rate = posterior(FAILURES, TIMES, GammaPrior(shape=a, rate=b))
            means += weight[i, j] * shape / rate
            upper += weight[i, j] * special.gammaincc(shape, rate * [PUBLISHED[k][2] for k in range(10)])
    for pump, (mean, error, _high) in PUBLISHED.items():
        assert means[pump] == pytest.approx(mean, abs=4 * error)
    # What lies above the published 97.5 % points is 2.5 %, up to the error of their simulation.
    assert upper == pytest.approx(np.full(10, 0.025), abs=0.01)


@pytest.mark.parametrize(("y", "e"), [(FAILURES, TIMES), (CASES, EXPECTED)])
def test_the_likelihood_is_the_negative_binomial_of_scipy_and_the_fit_its_best(y, e):
    def scipys(logs):
        shape, rate = np.exp(logs)
        return -stats.nbinom.logpmf(y, shape, rate / (rate + e)).sum()

    assert log_marginal(y, e, 1.7, 0.4) == pytest.approx(-scipys(np.log([1.7, 0.4])), rel=1e-12)
    best = optimize.minimize(
        scipys, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12}
    )
    found = fit_gamma(y, e)
    assert (found.shape, found.rate) == pytest.approx(tuple(np.exp(best.x)), rel=1e-5)
    assert -scipys(np.log([found.shape, found.rate])) == pytest.approx(-best.fun, abs=1e-9)


def test_fits_of_the_classic_data():
    pumps, lips = fit_gamma(FAILURES, TIMES), fit_gamma(CASES, EXPECTED)
    assert (round(pumps.shape, 3), round(pumps.rate, 3)) == (0.822, 1.259)
    assert (round(lips.shape, 3), round(lips.rate, 3)) == (1.879, 1.322)
    shape, rate = posterior(CASES, EXPECTED, lips)
    # The county with 9 cases against 1.4 expected, six and a half times as many, is pulled in to four times.
    assert round(float(shape[0] / rate[0]), 2) == 4.00
    assert round(float((shape / rate)[48]), 2) == 0.33


def test_moments_fulfil_clayton_and_kaldors_two_equations():
    prior = fit_gamma(CASES, EXPECTED, how="moments")
    shrunk = (CASES + prior.shape) / (EXPECTED + prior.rate)
    spread = ((1 + prior.rate / EXPECTED) * (shrunk - prior.mean) ** 2).sum() / (len(CASES) - 1)
    assert shrunk.mean() == pytest.approx(prior.mean, rel=1e-9)
    assert spread == pytest.approx(prior.shape / prior.rate**2, rel=1e-9)


def test_quantiles_of_the_mixture_are_those_of_its_density():
    mixed = mixture(CASES.astype(float), EXPECTED)
    assert mixed.weights.sum() == pytest.approx(1)
    for share in (0.05, 0.5, 0.95):
        assert mixed.above(mixed.quantile(share)) == pytest.approx(np.full(56, 1 - share), abs=1e-8)
    mass, _ = integrate.quad(lambda x: float(mixed._density(np.full(56, x))[0]), 0, 30)
    mean, _ = integrate.quad(lambda x: x * float(mixed._density(np.full(56, x))[0]), 0, 30)
    assert (mass, mean) == (pytest.approx(1, abs=1e-6), pytest.approx(float(mixed.mean()[0]), abs=1e-5))


@pytest.mark.parametrize("size", [12, 60])
def test_intervals_cover_as_often_as_they_say(size):
    """Groups drawn from the model: 90 % intervals hold the true ratio in about 90 % of officers."""
    rng = np.random.default_rng(20261122)
    held, asked = 0, 0
    for _group in range(120):
        hours = rng.uniform(300, 1700, size)
        shrinkage = rng.uniform()
        usual = 3.0
        true = rng.gamma(usual * shrinkage / (1 - shrinkage), size=size) / (
            usual * shrinkage / (1 - shrinkage)
        )
        y = rng.poisson(true * hours * usual / 1000)
        if y.sum() < 5:
            continue
        found = peers(y, hours)
        held += sum(
            one.interval[0] <= t <= one.interval[1] for one, t in zip(found.standings, true, strict=True)
        )
        asked += size
    assert held / asked == pytest.approx(0.90, abs=0.025)


def test_few_are_chosen_by_chance():
    """Of those to look at, at most a tenth really lie under the factor; among officers all alike nearly nobody is."""
    rng = np.random.default_rng(5)
    chosen, wrong, alike = 0, 0, 0
    for _group in range(80):
        hours, true = rng.uniform(500, 1500, 60), rng.gamma(2, 0.5, 60)
        for one, t in zip(peers(rng.poisson(true * hours / 200), hours).standings, true, strict=True):
            chosen, wrong = chosen + one.look, wrong + (one.look and t <= 1.5)
        same = peers(rng.poisson(hours / 200), hours)
        alike += sum(one.look for one in same.standings)
    assert chosen > 200
    assert wrong / chosen < 0.12
    assert alike == 0


def test_without_exposure_the_group_speaks_and_with_much_the_officer_does():
    y = np.array([0, 40_000, *[4, 6, 5, 3, 8, 5, 4, 7, 6, 2]])
    e = np.array([0.0, 20_000.0, *[5.0] * 10])
    idle, busy, *_ = peers(y, e).standings
    assert (idle.expected, idle.count, idle.look) == (0.0, 0, False)
    assert idle.interval[0] < 1 < idle.interval[1]
    rate = y.sum() / e.sum()
    assert busy.expected == pytest.approx(20_000 * rate)
    # The data of 40,000 events outweigh any prior: the ratio's uncertainty is that of the group's rate alone.
    mixed = mixture(y.astype(float), e * rate)
    assert mixed.shape[1].min() >= 40_000
    many = peers(np.array([4000, 1000, *[1000] * 30]), np.full(32, 1000.0)).standings[0]
    assert many.ratio == pytest.approx(4000 / np.mean([4000, *[1000] * 31]), rel=0.02)
    assert many.interval[1] - many.interval[0] < 0.8


def test_the_less_the_exposure_the_more_is_pulled_in():
    y, e = np.array([2, 20, 200, *[10] * 20]), np.array([1.0, 10.0, 100.0, *[10.0] * 20])
    short, middle, long, *_ = peers(y, e).standings
    assert 1 < short.ratio < middle.ratio < long.ratio
    assert short.interval[1] - short.interval[0] > middle.interval[1] - middle.interval[0]


@settings(max_examples=15, deadline=None)
@given(st.permutations(list(range(20))))
def test_the_order_of_officers_changes_nothing(order):
    first = peers(CASES[:20], EXPECTED[:20])
    other = compare_with_peers(
        [names(20)[i] for i in order], CASES[:20][order], EXPECTED[:20][order], indicator="complaints"
    )
    assert [one.member for one in other.standings] == [names(20)[i] for i in order]
    by_name = {one.member: one for one in other.standings}
    for one in first.standings:
        assert by_name[one.member].ratio == pytest.approx(one.ratio, rel=1e-6)
        assert by_name[one.member].interval == pytest.approx(one.interval, rel=1e-6)
        assert by_name[one.member].look is one.look


def test_the_unit_of_exposure_changes_nothing():
    hours, days = peers(CASES, EXPECTED), peers(CASES, EXPECTED / 24)
    assert [one.ratio for one in days.standings] == pytest.approx(
        [one.ratio for one in hours.standings], rel=1e-6
    )
    assert hours.standings[0].expected == pytest.approx(days.standings[0].expected)


def test_the_answer_says_what_it_is():
    found = peers(CASES, EXPECTED, group="Patrol nights", period="2026")
    assert (found.n, found.peers, found.group, found.period, found.coverage) == (
        536,
        56,
        "Patrol nights",
        "2026",
        0.9,
    )
    assert found.rate == pytest.approx(536 / EXPECTED.sum())
    assert found.limits == tuple(Limit)
    assert "Clayton and Kaldor 1987" in found.citation
    assert found.standings[0].chance == (
        int(stats.poisson.ppf(0.025, found.standings[0].expected)),
        int(stats.poisson.ppf(0.975, found.standings[0].expected)),
    )
    assert not any(hasattr(found, word) for word in ("score", "rank", "total"))


@pytest.mark.parametrize(
    ("y", "e", "words"),
    [
        ([3] * 7, [10.0] * 7, "has 7 officers with exposure; 8 are needed"),
        ([3] * 7 + [0], [10.0] * 7 + [0.0], "has 7 officers"),
        ([1, 1, 1, 1, *[0] * 8], [10.0] * 12, "saw 4 events; 5 are needed"),
    ],
)
def test_small_groups_are_refused(y, e, words):
    with pytest.raises(TooFewPeers, match=words):
        peers(y, e)
    with pytest.raises(TooFewPeers, match="was exposed for 120; 500 are needed"):
        peers([3] * 12, [10.0] * 12, terms=Terms(least_exposure=500))


@pytest.mark.parametrize(
    ("y", "e", "words"),
    [
        ([1.5] * 9, [1.0] * 9, "whole numbers"),
        ([-1] * 9, [1.0] * 9, "must not be under 0"),
        ([1] * 9, [-1.0] * 9, "must not be under 0"),
        ([1] * 9, [1.0] * 8, "one expected count for each"),
        ([1] * 9, [0.0] + [1.0] * 8, "nobody was exposed"),
        ([1] * 9, [math.nan] + [1.0] * 8, "be finite"),
        (["x"] * 9, [1.0] * 9, "must be numbers"),
    ],
)
def test_impossible_input_is_refused_in_a_sentence(y, e, words):
    with pytest.raises(ImpossibleInput, match=words):
        peers(y, e)


def test_names_and_terms_are_checked():
    with pytest.raises(ImpossibleInput, match="there once"):
        compare_with_peers(["a"] * 9, [1] * 9, [1.0] * 9, indicator="x")
    with pytest.raises(ImpossibleInput, match="there once"):
        compare_with_peers(["a"], [1] * 9, [1.0] * 9, indicator="x")
    with pytest.raises(ImpossibleInput, match="at least 1"):
        Terms(factor=0.5)
    with pytest.raises(ImpossibleInput, match="between 0 and 1"):
        Terms(coverage=90)
    with pytest.raises(ImpossibleInput, match="two officers"):
        fit_gamma([3, 0], [1.0, 0.0])
    with pytest.raises(ImpossibleInput, match="single event"):
        fit_gamma([0, 0], [1.0, 1.0])


def test_assignments_are_compared_each_by_itself():
    members = [*names(10), *names(10), "M0003"]
    groups = ["patrol"] * 10 + ["traffic"] * 10 + ["bikes"]
    y = np.array([3, 5, 2, 4, 6, 3, 4, 5, 2, 30, *[40] * 10, 7])
    found = compare_by_assignment(members, groups, y, np.full(21, 100.0), indicator="force")
    assert [one.group for one in found.compared] == ["patrol", "traffic"]
    assert [(one.group, one.members, one.reason) for one in found.refused] == [
        ("bikes", ("M0003",), "bikes has 1 officers with exposure; 8 are needed.")
    ]
    alone = compare_with_peers(names(10), y[:10], np.full(10, 100.0), indicator="force", group="patrol")
    assert found.compared[0] == alone
    # Forty are usual where everybody has forty.
    assert [one.look for one in found.compared[1].standings] == [False] * 10
    assert [one.member for one in alone.standings if one.look] == ["M0009"]


def test_choice_by_hand():
    assert look_closer([0.99, 0.95, 0.85, 0.81, 0.5]).tolist() == [True, True, True, True, False]
    assert look_closer([0.99, 0.95, 0.85, 0.81, 0.5], most_false=0.05).tolist() == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert look_closer([0.85, 0.85], most_false=0.10).tolist() == [False, False]
    # Equal ones come together or not at all.
    assert look_closer([1.0, 0.86, 0.86], most_false=0.10).tolist() == [True, True, True]
    assert look_closer([1.0, 0.86, 0.86], most_false=0.08).tolist() == [True, False, False]
    assert look_closer([]).tolist() == []
    assert look_closer([0.0, 0.0], least=0.0).tolist() == [False, False]
    with pytest.raises(ImpossibleInput, match="not be over 1"):
        look_closer([1.2])


def test_one_event_is_never_enough():
    y, e = [1] + [0] * 40 + [5] * 10, [0.001] + [10.0] * 50
    first = peers(y, e).standings[0]
    assert first.tail < 1
    assert first.look is False


def test_a_fall_is_compared_with_the_fall_to_be_expected():
    prior = GammaPrior(shape=4.0, rate=4.0)
    found = change((12, 4.0), (5, 4.0), prior)
    # Shrunk: (4 + 12) / (4 + 4) = 2 times the peers, so 8 events are to be expected if nothing is done, not 12.
    assert found.without_plan == pytest.approx(8)
    assert (found.ratio_before, found.ratio_after) == (3.0, 1.25)
    assert found.fall_expected == pytest.approx(1 / 3)
    assert found.fall_seen == pytest.approx(7 / 12)
    forecast = stats.nbinom(16, 8 / 12)
    assert found.probability == pytest.approx(forecast.cdf(5))
    assert found.without_plan_range == (int(forecast.ppf(0.05)), int(forecast.ppf(0.95)))
    low, high = found.interval
    # The exact conditional interval: the bounds are where a tail of the binomial is five percent.
    assert stats.binom.sf(4, 17, low / (1 + low)) == pytest.approx(0.05)
    assert stats.binom.cdf(5, 17, high / (1 + high)) == pytest.approx(0.05)


def test_the_forecast_holds_for_those_who_were_chosen_because_they_were_high():
    """Chosen for ten or more events, nothing done: the mean afterwards is the forecast, far under the mean before."""
    rng = np.random.default_rng(7)
    true = rng.gamma(4, 0.25, 200_000)
    before, after = rng.poisson(true * 4), rng.poisson(true * 4)
    high = before >= 10
    prior = GammaPrior(shape=4.0, rate=4.0)
    seen = dict(zip(*np.unique(before[high], return_counts=True), strict=True))
    forecast = (
        sum(n * change((int(y), 4.0), (0, 4.0), prior).without_plan for y, n in seen.items()) / high.sum()
    )
    assert after[high].mean() == pytest.approx(forecast, rel=0.02)
    assert after[high].mean() < 0.75 * before[high].mean()


def test_nothing_before_or_nothing_expected_after():
    prior = GammaPrior(shape=2.0, rate=2.0)
    none = change((0, 3.0), (1, 3.0), prior)
    assert (none.rate_ratio, none.interval, none.fall_expected, none.fall_seen) == (None, None, None, None)
    away = change((6, 3.0), (0, 0.0), prior)
    assert (away.ratio_after, away.rate_ratio, away.without_plan, away.without_plan_range) == (
        None,
        None,
        0.0,
        (0, 0),
    )
    quiet = change((6, 3.0), (0, 3.0), prior)
    assert quiet.rate_ratio == 0.0
    assert quiet.interval[0] == 0.0
    with pytest.raises(ImpossibleInput, match="time before must count"):
        change((3, 0.0), (1, 1.0), prior)
    with pytest.raises(ImpossibleInput, match="Coverage"):
        change((3, 1.0), (1, 1.0), prior, coverage=1.0)


def test_a_group_without_differences():
    """When counts vary no more than chance makes them vary, the fit says that officers are alike."""
    prior = fit_gamma([5] * 30, [5.0] * 30)
    assert prior.shape > 10_000
    assert prior.spread < 0.01
    assert [one.look for one in peers([5] * 30, [5.0] * 30).standings] == [False] * 30


def test_groups_of_every_kind_give_intervals_that_are_intervals():
    """Exposures over eight orders of magnitude, officers all alike or nothing alike: no figure strays."""
    rng = np.random.default_rng(9)
    for _group in range(40):
        n = int(rng.integers(8, 60))
        hours, shape = 10 ** rng.uniform(-3, 5, n), 10 ** rng.uniform(-2, 4)
        rates = rng.gamma(shape, 1 / shape, n) * hours / hours.mean() * 10 ** rng.uniform(-1, 3)
        y = rng.poisson(np.minimum(rates, 1e6))
        if y.sum() < 5:
            continue
        for one in peers(y, hours).standings:
            assert 0 <= one.interval[0] <= one.interval[1] < math.inf
            assert 0 <= one.tail <= 1
            assert 0 <= one.ratio < math.inf

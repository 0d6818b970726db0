from __future__ import annotations

import datetime as dt

import numpy as np

from commonbeat.analysis.trends import feed_breaks

START = dt.date(2025, 1, 6)
TYPES = [f"type {i}" for i in range(20)]
COMMUNITY = ["community"] * 16 + ["officer"] * 3 + ["administrative"]


def feed(days: int = 140, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    weekday = 1 + 0.2 * np.sin(2 * np.pi * np.arange(days) / 7)
    mean = np.linspace(1, 9, 20)[None, :] * weekday[:, None]
    return rng.poisson(mean).astype(float)


def test_a_quiet_feed_has_no_break():
    for seed in range(8):
        assert feed_breaks(feed(seed=seed), START, TYPES, COMMUNITY) == ()


def test_a_step_of_many_types_on_one_day_is_a_break_and_names_its_carriers():
    table = feed()
    table[84:, 16:] += np.random.default_rng(1).poisson(15, (56, 4))
    (found,) = feed_breaks(table, START, TYPES, COMMUNITY)
    assert found.day == START + dt.timedelta(days=84)
    assert {c.name for c in found.carriers} == set(TYPES[16:])
    assert found.not_community_share > 0.9
    assert found.after > found.before


def test_a_burst_of_one_type_is_demand():
    table = feed()
    table[84:, 3] += 40
    assert feed_breaks(table, START, TYPES, COMMUNITY) == ()


def test_a_gradual_rise_of_all_types_is_demand():
    rng = np.random.default_rng(4)
    mean = np.linspace(1, 9, 20)[None, :] * np.linspace(1, 1.8, 140)[:, None]
    assert feed_breaks(rng.poisson(mean), START, TYPES, COMMUNITY) == ()


def test_types_that_vanish_are_a_break_too():
    table = feed()
    table[70:, 12:] = 0
    (found,) = feed_breaks(table, START, TYPES, COMMUNITY)
    assert found.day == START + dt.timedelta(days=70)
    assert found.after < found.before


def test_too_few_days_are_not_judged():
    assert feed_breaks(feed(20), START, TYPES, COMMUNITY) == ()

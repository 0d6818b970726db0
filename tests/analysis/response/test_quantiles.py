from __future__ import annotations

import math

import numpy as np
import pytest

from commonbeat.analysis.response import quantile_with_interval


def test_median_and_its_order_statistics():
    found = quantile_with_interval(np.arange(1, 101), excluded={"no arrival": 4})
    assert found.value == 50.5
    assert found.interval == (40.0, 61.0)
    assert found.excluded == {"no arrival": 4}


def test_too_few_for_an_interval():
    found = quantile_with_interval([3, 1, 2], 0.9)
    assert found.interval is None
    assert found.warnings == ("Too few calls (3) for an interval.",)


def test_nothing_to_measure():
    found = quantile_with_interval([])
    assert math.isnan(found.value)
    assert found.warnings == ("No calls to measure.",)


def test_the_interval_covers_as_stated():
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(400):
        low, high = quantile_with_interval(rng.exponential(10, 60)).interval
        inside += low <= 10 * math.log(2) <= high
    assert inside / 400 >= 0.93


def test_a_share_outside_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile_with_interval([1], 1.5)

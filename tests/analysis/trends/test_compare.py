from __future__ import annotations

import numpy as np
import pytest

from commonbeat.analysis.trends import benjamini_hochberg, e_test, poisson_c_test


@pytest.mark.parametrize(
    ("first", "second", "p"), [(0, 3, 0.0884), (6, 2, 0.1749), (20, 20, 1.0), (0, 0, 1.0)]
)
def test_e_test(first, second, p):
    assert e_test(first, second).p == pytest.approx(p, abs=5e-5)


def test_the_z_of_two_is_not_one_in_twenty():
    assert round(e_test(25, 16).p, 3) == 0.165
    assert round(poisson_c_test(25, 16).p, 3) == 0.211


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="negative"):
        e_test(-1, 2)


def test_benjamini_hochberg_leaves_untested_series_out():
    adjusted = benjamini_hochberg([0.01, np.nan, 0.04, 0.03, 0.5])
    assert adjusted[0] == pytest.approx(0.04)
    assert np.isnan(adjusted[1])
    assert adjusted[2] == adjusted[3] == pytest.approx(0.04 * 4 / 3)
    assert adjusted[4] == pytest.approx(0.5)

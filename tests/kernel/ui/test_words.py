from datetime import timedelta

import pytest
from django.utils import translation

from commonbeat.kernel.ui.words import duration, number


@pytest.mark.parametrize(
    ("seconds", "short", "fine"),
    [
        (-5, "0 s", "0 s"),
        (59, "59 s", "59 s"),
        (60, "1 min", "1 min"),
        (370, "6 min", "6 min 10 s"),
        (3_600 * 3 + 60 * 20, "3 h", "3 h 20 min"),
        (86_400 * 5 + 3_600 * 4, "5 days", "5 days 4 h"),
    ],
)
def test_a_duration_is_said_in_the_largest_unit_that_fits(seconds, short, fine):
    assert duration(timedelta(seconds=seconds)) == short
    assert duration(timedelta(seconds=seconds), fine=True) == fine


def test_a_number_follows_the_readers_language():
    with translation.override("en"):
        assert number(12_345) == "12,345"
        assert number(1_234.567, 1) == "1,234.6"
    with translation.override("es"):
        assert number(1_234.567, 1).endswith(",6")
    assert number(None) == "–"

from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation

from commonbeat.kernel.ui.templatetags import ui
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


def test_a_moment_of_another_year_says_so_and_papers_always_do():
    now = timezone.now()
    old = datetime(2019, 11, 4, 23, 40)
    assert ui.clock(old) == "Mon 4 Nov 2019 23:40"
    assert str(now.year) not in ui.clock(now)
    assert ui.dated(old) == "Mon 4 Nov 2019 23:40"
    assert str(now.year) in ui.dated(now)
    assert (ui.clock(None), ui.dated(None)) == ("", "")

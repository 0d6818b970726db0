"""Sun times against published tables, and where there are none."""

import numpy as np
import pytest

from commonbeat.analysis.disparities import DisparityError, clock_changes, sun_times

PHILADELPHIA = (39.9525839, -75.1652215, "America/New_York")


def seconds(text: str) -> int:
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + rest


@pytest.mark.parametrize(
    ("day", "sunset", "dusk"),
    # Printed by the Stanford Open Policing tutorial (R suncalc), for Philadelphia.
    [("2017-06-27", "20:34:40", "21:07:26"), ("2017-12-07", "16:36:53", "17:07:09")],
)
def test_philadelphia_is_within_the_stated_tolerance(day, sunset, dusk):
    found = sun_times([day], *PHILADELPHIA)
    assert abs(found.sunset[0] - seconds(sunset)) < found.tolerance_seconds == 120
    assert abs(found.dusk[0] - seconds(dusk)) < 120


def test_events_come_in_order_and_noon_is_half_way():
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2025-01-01"))
    found = sun_times(days, 44.98, -93.27, "America/Chicago")
    assert (found.dawn < found.sunrise).all()
    assert (found.sunrise < found.sunset).all()
    assert (found.sunset < found.dusk).all()
    assert np.abs((found.dawn + found.dusk) / 2 - (found.sunrise + found.sunset) / 2).max() < 120


def test_day_and_night_are_nearly_equal_at_the_equator():
    found = sun_times(["2024-03-20", "2024-06-20"], 0.0, 0.0, "UTC")
    assert (found.sunset - found.sunrise) == pytest.approx([12 * 3600 + 400] * 2, abs=60)


def test_the_wall_clock_jumps_with_the_clock_change():
    found = sun_times(["2017-03-11", "2017-03-12"], *PHILADELPHIA)
    assert found.sunset[1] - found.sunset[0] == pytest.approx(3600 + 62, abs=30)
    assert found.sunrise[1] - found.sunrise[0] == pytest.approx(3600 - 96, abs=30)


def test_order_and_repetition_of_days_do_not_matter():
    days = np.array(["2017-07-01", "2017-01-01", "2017-07-01"], dtype="datetime64[D]")
    found = sun_times(days, *PHILADELPHIA)
    turned = sun_times(days[::-1], *PHILADELPHIA)
    assert (found.dusk == turned.dusk[::-1]).all()
    assert found.dusk[0] == found.dusk[2]


def test_polar_night_is_missing_and_said():
    found = sun_times(["2024-12-21", "2024-06-21"], 78.2, 15.6, "Europe/Oslo")
    assert np.isnan(found.sunset).all()
    assert found.warnings == ("On 2 days the sun does not cross the horizon or civil twilight.",)


def test_clock_changes():
    first, last = np.datetime64("2016-01-01"), np.datetime64("2017-12-31")
    assert clock_changes(first, last, "America/Los_Angeles").astype(str).tolist() == [
        "2016-03-13",
        "2016-11-06",
        "2017-03-12",
        "2017-11-05",
    ]
    assert clock_changes(first, last, "America/Phoenix").size == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((["2024-01-01"], 91, 0, "UTC"), "Latitude"),
        ((["2024-01-01"], 0, 181, "UTC"), "longitude"),
        ((["2024-01-01"], float("nan"), 0, "UTC"), "Latitude"),
        ((["NaT"], 0, 0, "UTC"), "missing"),
        ((["2024-01-01"], 0, 0, "Mars/Olympus"), "time zone"),
        ((["2024-01-01"], 0, 0, ""), "time zone"),
    ],
)
def test_impossible_input_is_refused(arguments, words):
    with pytest.raises(DisparityError, match=words):
        sun_times(*arguments)

"""The nights of a beat are a series of their own, and one problem is told where it is clearest."""

from __future__ import annotations

from commonbeat.operations.insight.measures.findings import Candidate, fold
from commonbeat.operations.insight.measures.loading import HISTORY_WEEKS
from commonbeat.operations.insight.measures.panel import Key, panel_of

LAST = HISTORY_WEEKS - 1


def candidate(**fields: object) -> Candidate:
    given = {
        "source": "calls", "group": "disturbance", "beat": "3A", "band": "", "place": "", "count": 27, "expected": 8.0,
        "low": 0, "high": 17, "p": 1e-9, "q": 1e-6, "days": 7, "history": (), "method": "m", "weeks": 60, "running": 1,
        "warnings": (),
    }  # fmt: skip
    return Candidate(**{**given, **fields})


def test_nights_of_a_beat_are_kept_apart_from_its_week():
    rows = [
        ("disturbance", "3A", None, [LAST], [9]),
        ("disturbance", None, "weekend_night", [LAST], [7]),
        ("disturbance", "3A", "weekend_night", [LAST], [6]),
    ]
    found = panel_of(rows, "calls", 0)
    now = {key: int(found.counts[i, LAST]) for i, key in enumerate(found.keys)}
    assert now[Key("calls", "disturbance", "3A", "weekend_night")] == 6
    assert now[Key("calls", "disturbance", "3A")] == 9
    assert now[Key("calls", "all", "3A")] == 9
    assert now[Key("calls", "disturbance", "", "weekend_night")] == 7


def test_a_pattern_of_a_whole_quarter_is_told_as_its_nights_and_names_the_place_on_the_map():
    place = candidate(place="Merchant Street", cells=(1, 2), lon=-120.9, lat=37.0)
    nights = candidate(band="weekend_night", count=48, expected=8.0, high=17, p=1e-8)
    (told,) = fold([place, nights])
    assert told.title == (
        "48 disturbance calls in beat 3A, Friday and Saturday from 22:00 to 03:00; 0 to 17 expected"
    )
    assert (told.cells, told.lon, told.also) == ((1, 2), -120.9, [place.title])


def test_a_burst_at_one_place_is_told_as_the_place():
    place = candidate(group="vehicle_theft", place="the depot", cells=(1,), count=14, expected=2.0, high=4)
    nights = candidate(group="vehicle_theft", band="week_night", count=9, expected=1.0, high=3, p=1e-12)
    (told,) = fold([nights, place])
    assert told.title == "14 vehicle theft calls near the depot; 0 to 4 expected"

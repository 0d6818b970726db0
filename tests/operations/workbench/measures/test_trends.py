from datetime import time, timedelta

import pytest
from factories import town

from commonbeat.operations.calls.models import Call
from commonbeat.operations.workbench.measures.work import NotAnswerable


def test_a_burst_in_one_beat_comes_first(answered):
    last = town.END - timedelta(days=2)
    Call.objects.bulk_create(
        town.one_call(last, time(hour), town.WEST, "W", "theft", copy="x") for hour in range(20)
    )
    found = answered("trends")
    first = found["rows"][0]
    assert (first["group"], first["beat"], first["count"]) in [
        ("theft", "", 27.0),
        ("theft", "W", 27.0),
        ("", "W", 27.0),
    ]
    assert first["q"] <= 0.05
    assert first["history"][-2:] == [7, 27]
    assert found["week"] == (town.END - timedelta(days=7)).isoformat()


def test_the_same_every_week_is_nothing_unusual(answered):
    found = answered("trends")
    assert found["told"] == 0
    # theft and noise, in the city and in their beat; both together in the city and in each beat
    assert found["tested"] == 7


def test_nine_weeks_are_needed(answered):
    with pytest.raises(NotAnswerable, match="nine weeks"):
        answered("trends", until=(town.FIRST + timedelta(weeks=5)).isoformat())

import pytest
from factories import town

from commonbeat.operations.workbench.measures.work import NotAnswerable


def test_each_call_counts_in_its_own_hour_of_the_wall_clock(answered):
    found = answered("times")
    assert found["n"] == 168
    expected = [0.0] * 168
    for day in range(7):
        expected[24 * day + 9] = expected[24 * day + 21] = 12.0
    assert found["table"] == expected


def test_filters_narrow_it(answered):
    assert answered("times", group="theft")["n"] == 84
    assert answered("times", beat="E")["n"] == 84
    assert answered("times", until=town.FIRST.isoformat())["n"] == 2


def test_nothing_to_count_is_said(answered):
    with pytest.raises(NotAnswerable, match="No row in these filters"):
        answered("times", since="2020-01-01", until="2020-02-01")

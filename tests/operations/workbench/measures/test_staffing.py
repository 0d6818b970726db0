import pytest


def test_committed_units_by_hour_of_the_week(answered):
    demand = answered("staffing", units=2)["demand"]
    # 09:20 to 09:50 and 21:45 to 22:15, one unit, every day
    hours = {9: 0.5, 21: 0.25, 22: 0.25}
    assert demand["committed"] == [hours.get(hour % 24, 0.0) for hour in range(168)]
    assert demand["n"] == 168
    assert demand["needed"][9] == 1
    assert demand["rostered"] is None
    assert demand["short_hours"] == 0


def test_two_units_answer_two_beats(answered):
    beats = answered("staffing", units=2)["beats"]
    assert beats["units"] == ["E", "W"]
    assert beats["calls_an_hour"] == [pytest.approx(1 / 24, abs=1e-4)] * 2
    # both units: 2 calls a day of half an hour between them
    assert sum(beats["workload"]) == pytest.approx(1 / 24, abs=1e-3)


def test_the_simulation_answers_within_its_interval(answered):
    found = answered("staffing", units=2)["simulation"]
    low, high = found["utilisation"][1:]
    assert low <= 1 / 48 <= high
    assert found["by_priority"][0]["priority"] == 2
    assert found["wait"][0] < 1.0


def test_one_unit_is_enough_for_the_model(answered):
    assert answered("staffing", units=1)["beats"]["units"] in (["E"], ["W"])

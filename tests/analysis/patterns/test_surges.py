"""Hot products, settings and places against their own past."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from commonbeat.analysis.patterns import PatternError, PatternType, find_surges, incidents_from_frame, plant


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_rises_are_found_and_nothing_else(seed):
    planted = plant(3000, seed)
    found = find_surges(incidents_from_frame(planted.frame))
    assert {(one.value, frozenset(one.case_numbers)) for one in found.surges} == {
        (value, frozenset(cases)) for _, value, cases in planted.surges
    }
    assert {one.type for one in found.surges} == {PatternType.HOT_PRODUCT, PatternType.HOT_SETTING}


def test_false_alarms_are_rare_without_a_rise():
    alarms = [
        len(find_surges(incidents_from_frame(plant(1500, seed, series=0, surges=False).frame)).surges)
        for seed in range(40, 60)
    ]
    assert sum(alarms) <= 2


def small(recent, past, others=20):
    rows = [("2024-12-20T00:00:00", "wire")] * recent + [("2024-06-01T00:00:00", "wire")] * past
    rows += [("2024-12-25T00:00:00", "other")] * others + [("2024-05-01T00:00:00", "other")] * 200
    return pl.DataFrame(
        {
            "case_number": [str(i) for i in range(len(rows))],
            "kind": ["theft"] * len(rows),
            "start": [at for at, _ in rows],
            "property": [[what] for _, what in rows],
        }
    )


def test_the_p_value_is_fishers():
    found = find_surges(incidents_from_frame(small(6, 3)), rate=0.9, past_days=300)
    wire = next(one for one in found.surges if one.value == "wire")
    table = [[6, 20], [3, 200]]
    assert wire.p == pytest.approx(stats.fisher_exact(table, alternative="greater").pvalue)
    assert wire.expected == pytest.approx(26 * 3 / 203)
    assert (wire.past, len(wire.case_numbers)) == (3, 6)


def test_a_rise_of_everything_is_no_surge():
    assert find_surges(incidents_from_frame(small(40, 40, others=200))).surges == ()


def test_a_place_can_be_hot():
    table = small(0, 0, others=120).with_columns(
        pl.Series("x", np.where(np.arange(320) < 8, 10.0, np.arange(320) * 200.0)),
        pl.Series("y", np.zeros(320)),
    )
    found = find_surges(incidents_from_frame(table))
    assert [(one.type, one.value, len(one.case_numbers)) for one in found.surges] == [
        (PatternType.HOT_PLACE, "25, 25 m", 8)
    ]


def test_what_comes_later_is_not_read():
    incidents = incidents_from_frame(small(6, 3))
    assert find_surges(incidents, as_of=np.datetime64("2024-12-01")).surges == ()


@pytest.mark.parametrize(
    "settings", [{"recent_days": 0}, {"fewest": 1}, {"rate": 1.0}, {"place_metres": 0}, {"past_days": -1}]
)
def test_impossible_settings_are_refused(settings):
    with pytest.raises(PatternError, match="must be positive"):
        find_surges(incidents_from_frame(small(1, 1)), **settings)

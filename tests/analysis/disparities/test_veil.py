"""Veil of darkness: R's coefficients, the window, and what is left out."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from commonbeat.analysis.disparities import (
    DisparityError,
    Limit,
    cells_from_counts,
    sun_times,
    veil_cells,
    veil_of_darkness,
)

REFERENCE = (
    Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[3] / ".." / "shared"))
    / "data"
    / "reference-analysis"
)
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference folder")
MINNEAPOLIS = REFERENCE.parent / "minneapolis-stops-2017"
needs_minneapolis = pytest.mark.skipif(not MINNEAPOLIS.is_dir(), reason="no reference folder")
PLACE = {"latitude": 39.95, "longitude": -75.17, "timezone": "America/New_York"}


def fixture_cells(order=None):
    with (REFERENCE / "vod_synthetic_cells.csv").open() as file:
        rows = list(csv.DictReader(file))
    rows = rows if order is None else [rows[i] for i in order]
    column = {name: [int(row[name]) for row in rows] for name in rows[0]}
    return cells_from_counts(
        column["minute"], column["is_dark"], column["n_black"], column["n"], district=column["district"]
    )


def synthetic(n=6000, effect=-0.4, seed=11):
    """Stops of 2017 with a known effect of darkness."""
    draw = np.random.default_rng(seed)
    at = np.datetime64("2017-01-01T00:00") + draw.integers(0, 365, n) * np.timedelta64(1, "D")
    at = at + draw.integers(960, 1320, n) * np.timedelta64(1, "m")
    dusk = sun_times(at, PLACE["latitude"], PLACE["longitude"], PLACE["timezone"]).dusk
    dark = (at - at.astype("datetime64[D]")).astype(int) * 60 > dusk
    district = draw.integers(1, 5, n)
    odds = 0.2 + effect * dark + 0.3 * (district == 2)
    group = np.where(draw.random(n) < 1 / (1 + np.exp(-odds)), "black", "white")
    return at, group.astype(object), district.astype(str)


@needs_reference
def test_coefficients_and_errors_equal_r():
    value = json.loads((REFERENCE / "published_values.json").read_text())["fairness"]["vod_synthetic"]
    cells = fixture_cells()
    plain = veil_of_darkness(cells, by_district=False)
    assert plain.n == 4000
    assert plain.knots.interior == tuple(value["ns_knots"])
    assert plain.knots.boundary == tuple(value["ns_boundary"])
    assert plain.coefficient == pytest.approx(value["coef_1"], abs=1e-6)
    assert plain.error == pytest.approx(value["se_1"], abs=1e-6)
    assert plain.deviance == pytest.approx(value["individual_deviance_1"], abs=1e-6)
    assert plain.districts == 0
    split = veil_of_darkness(cells)
    assert split.coefficient == pytest.approx(value["coef_2"], abs=1e-6)
    assert split.error == pytest.approx(value["se_2"], abs=1e-6)
    assert split.deviance == pytest.approx(value["individual_deviance_2"], abs=1e-6)
    assert split.districts == 8


@needs_minneapolis
def test_minneapolis_traffic_stops_of_2017_equal_r():
    frame = pl.read_csv(
        MINNEAPOLIS / "stops_2017.csv.gz", infer_schema_length=0, null_values=["", "NA"]
    ).filter(pl.col("problem") == "traffic")
    local = frame["date"].str.to_datetime(time_zone="UTC").dt.convert_time_zone("America/Chicago")
    cells = veil_cells(
        local.dt.replace_time_zone(None).to_numpy(),
        frame["race"],
        group="Black",
        reference="White",
        latitude=44.98,
        longitude=-93.27,
        timezone="America/Chicago",
        district=frame["policePrecinct"],
    )
    found = veil_of_darkness(cells)
    # glm(black ~ dark + ns(minute, 6) + factor(precinct), binomial) on the same 3,853 stops, R 4.2.2.
    assert found.n == 3853
    assert found.coefficient == pytest.approx(-0.0151198239318, abs=1e-6)
    assert found.error == pytest.approx(0.0915125582364, abs=1e-6)
    assert found.knots.interior == (1084, 1129, 1168, 1209, 1259)
    assert found.districts == 5


@needs_reference
def test_order_of_cells_does_not_matter():
    shuffled = veil_of_darkness(fixture_cells(np.random.default_rng(3).permutation(2489)))
    plain = veil_of_darkness(fixture_cells())
    assert shuffled.coefficient == pytest.approx(plain.coefficient, abs=1e-12)
    assert shuffled.shares == plain.shares


@needs_reference
def test_exchanging_the_groups_turns_the_sign():
    cells = fixture_cells()
    other = cells_from_counts(
        cells.minute, cells.dark, cells.stops - cells.of_group, cells.stops, district=cells.district
    )
    one, turned = veil_of_darkness(cells), veil_of_darkness(other)
    assert turned.coefficient == pytest.approx(-one.coefficient, abs=1e-9)
    assert turned.error == pytest.approx(one.error, abs=1e-9)
    assert turned.daylight_odds_ratio == pytest.approx(1 / one.daylight_odds_ratio)


@needs_reference
def test_single_stops_give_what_the_cells_give():
    cells = fixture_cells()
    rows = np.repeat(np.arange(cells.stops.size), cells.stops)
    within = np.arange(rows.size) - np.repeat(np.cumsum(cells.stops) - cells.stops, cells.stops)
    single = cells_from_counts(
        cells.minute[rows],
        cells.dark[rows],
        within < cells.of_group[rows],
        np.ones(rows.size),
        district=cells.district[rows],
    )
    assert veil_of_darkness(single).coefficient == pytest.approx(
        veil_of_darkness(cells).coefficient, abs=1e-10
    )


def test_a_planted_effect_is_found_and_none_is_not():
    at, group, district = synthetic()
    cells = veil_cells(at, group, group="black", reference="white", district=district, **PLACE)
    found = veil_of_darkness(cells)
    assert found.interval[0] < -0.4 < found.interval[1] < 0
    assert found.daylight_odds_interval[0] > 1
    at, group, district = synthetic(effect=0.0)
    none = veil_of_darkness(veil_cells(at, group, group="black", reference="white", **PLACE))
    assert none.interval[0] < 0 < none.interval[1]


def test_every_stop_is_counted_once():
    at, group, district = synthetic()
    group[:50] = "hispanic"
    group[50:60] = None
    at[60:70] = np.datetime64("NaT")
    cells = veil_cells(at, group, group="black", reference="white", district=district, **PLACE)
    assert cells.dropped["other group"] == 60
    assert cells.dropped["no time"] == 10
    assert cells.stops.sum() + sum(cells.dropped.values()) == at.size
    assert (cells.of_group <= cells.stops).all()


def test_no_stop_of_the_dusk_is_kept_and_the_window_is_that_of_the_year():
    days = np.arange(np.datetime64("2017-01-01"), np.datetime64("2018-01-01"))
    at = (days[:, None] + np.arange(0, 1440, 10).astype("timedelta64[m]")).ravel()
    group = np.where(np.arange(at.size) % 2, "a", "b")
    cells = veil_cells(at, group, group="a", reference="b", **PLACE)
    dusk = np.floor(sun_times(days, *PLACE.values()).dusk / 60)
    sunset = np.floor(sun_times(days, *PLACE.values()).sunset / 60)
    assert cells.window == (int(dusk.min()), int(dusk.max()))
    minute = (at - at.astype("datetime64[D]")).astype("timedelta64[m]").astype(int).reshape(365, -1)
    inside = (minute >= dusk.min()) & (minute <= dusk.max())
    dim = (minute > sunset[:, None]) & (minute < dusk[:, None])
    assert cells.stops.sum() == (inside & ~dim).sum()
    assert cells.stops[cells.dark].sum() == (inside & ~dim & (minute > dusk[:, None])).sum()


def test_clock_change_variant_uses_only_the_weeks_around_it():
    at, group, _ = synthetic(20_000)
    cells = veil_cells(at, group, group="black", reference="white", days_around_clock_change=30, **PLACE)
    assert set(cells.season) == {"2017-03-12", "2017-11-05"}
    assert cells.variant == "30 days either side of each change of the clock"
    assert cells.stops.sum() + sum(cells.dropped.values()) == 20_000
    found = veil_of_darkness(cells)
    assert found.interval[0] < -0.4 < found.interval[1]
    with pytest.raises(DisparityError, match="near a change"):
        veil_cells(
            at, group, group="black", reference="white", latitude=33.4, longitude=-112.1,
            timezone="America/Phoenix", days_around_clock_change=30,
        )  # fmt: skip


def test_districts_with_one_group_only_are_left_out_and_said():
    at, group, district = synthetic()
    district[:40], group[:40] = "9", "black"
    found = veil_of_darkness(
        veil_cells(at, group, group="black", reference="white", district=district, **PLACE)
    )
    assert found.districts == 4
    assert found.warnings == ("1 districts or seasons with stops of only one group are left out.",)


def test_small_shares_are_hidden_and_the_limits_are_always_there():
    cells = cells_from_counts(
        [1000 + i for i in range(20)] * 2,
        [0] * 20 + [1] * 20,
        [3, 2] * 20,
        [5, 6] * 20,
        district=["a"] * 38 + ["b"] * 2,
    )
    found = veil_of_darkness(cells, df=3, by_district=False)
    assert {(row.group, row.place) for row in found.shares if row.hidden} == {("dark", "b"), ("dark", "a")}
    assert found.limits[0] is Limit.NOT_ONE_OFFICER
    assert Limit.STREET_LIGHTING in found.limits
    assert "can neither clear nor convict an officer" in found.limits[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"group": "white"}, "must differ"),
        ({"group": "martian", "reference": "venusian"}, "has a time"),
        ({"latitude": 95.0}, "Latitude"),
        ({"days_around_clock_change": 0}, "At least one day"),
        ({"district": ["x"]}, "same number"),
        ({"latitude": 78.2, "longitude": 15.6, "timezone": "Europe/Oslo"}, "cannot be used here"),
    ],
)
def test_impossible_stops_are_refused(change, words):
    at, group, _ = synthetic(500)
    with pytest.raises(DisparityError, match=words):
        veil_cells(at, group, **({"group": "black", "reference": "white"} | PLACE | change))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([1, 2], [0, 1], [1, 1], [1, 0]), "between 0 and all"),
        (([1, 2], [0, 1], [1], [1, 1]), "same number"),
        (([1], [0], [0], [0]), "must be stops"),
    ],
)
def test_impossible_cells_are_refused(columns, words):
    with pytest.raises(DisparityError, match=words):
        cells_from_counts(*columns)


@pytest.mark.parametrize(
    ("dark", "black", "words"),
    [([0] * 20, [1, 0] * 10, "light and in darkness"), ([0, 1] * 10, [1] * 20, "Both groups")],
)
def test_a_fit_that_cannot_be_is_refused(dark, black, words):
    with pytest.raises(DisparityError, match=words):
        veil_of_darkness(cells_from_counts(range(20), dark, black, [1] * 20))


def test_too_few_minutes_for_the_spline_are_refused():
    with pytest.raises(DisparityError, match="clock minutes"):
        veil_of_darkness(cells_from_counts([1, 2, 3, 4], [0, 1, 0, 1], [1, 2, 3, 4], [9] * 4))

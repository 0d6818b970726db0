"""Hit rates, action rates and benchmarks: published counts, small cells, limits."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.disparities import (
    DisparityError,
    Limit,
    action_rates,
    hide_small,
    outcome_test,
    stop_rates,
    tally_counts,
    tally_rows,
)

DATA = Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[3] / ".." / "shared")) / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="no reference folder")


@needs_data
def test_open_policing_counts_are_reproduced_exactly():
    frame = pl.read_csv(DATA / "open-policing-results" / "fig4b_threshold_test.csv", null_values="NA")
    place = frame["state"] + " " + frame["location_variable"]
    searches = tally_counts(frame["driver_race"], frame["num_hits"], frame["num_searches"], place)
    found = outcome_test(searches, "White drivers", minimum=0)
    assert {row.group: (row.trials, row.successes) for row in found.rates} == {
        "Black drivers": (106_327, 30_191),
        "Hispanic drivers": (94_624, 20_812),
        "White drivers": (226_653, 63_739),
    }
    published = {
        (race, where): rate
        for race, where, rate in zip(frame["driver_race"], place, frame["hit_rate"], strict=True)
    }
    shown = {(row.group, row.place): row.rate for row in found.by_place if row.trials}
    assert shown == pytest.approx({key: rate for key, rate in published.items() if key in shown}, abs=1e-15)
    assert len(shown) == (frame["num_searches"] > 0).sum()
    # Within the same counties the difference between Black and White drivers is another than the pooled one.
    black = next(row for row in found.comparisons if row.group == "Black drivers")
    assert black.difference == pytest.approx(30_191 / 106_327 - 63_739 / 226_653)
    assert black.difference > 0 > black.within_places


@needs_data
def test_open_policing_hit_counts_by_county():
    frame = pl.read_csv(
        DATA / "open-policing-results" / "fig4a_hit_rate_county.csv",
        schema_overrides={"location": pl.String},
        null_values="NA",
    ).drop_nulls()
    found = outcome_test(
        tally_counts(frame["driver_race"], frame["n_hits"], frame["n_searches"], frame["location"]),
        "White drivers",
        minimum=0,
    )
    shown = {(row.group, row.place): (row.successes, row.trials) for row in found.by_place if row.trials}
    assert shown == {
        (race, place): (int(hits), int(searches))
        for race, place, hits, searches in frame.select(
            "driver_race", "location", "n_hits", "n_searches"
        ).rows()
    }


@needs_data
def test_minneapolis_search_rates():
    frame = pl.read_csv(
        DATA / "minneapolis-stops-2017" / "stops_2017.csv.gz", infer_schema_length=0, null_values=["", "NA"]
    )
    stops = tally_rows(frame["race"], frame["personSearch"] == "YES", frame["policePrecinct"])
    found = action_rates(stops, "person search", "White")
    rate = {row.group: row.rate for row in found.rates}
    assert round(rate["Black"], 3) == 0.204
    assert round(rate["White"], 3) == 0.082
    in_car = frame.filter(pl.col("MDC") == "MDC")
    assert stops.trials.sum() + stops.missing_outcome + stops.missing_group == 51_920
    assert stops.trials.sum() == (in_car["race"] != "Unknown").sum()
    precincts = pl.Series(frame["policePrecinct"]).value_counts().sort("policePrecinct")["count"].to_list()
    assert precincts == [7552, 9478, 9792, 12273, 12825]


def test_rows_and_counts_agree_in_any_order():
    draw = np.random.default_rng(5)
    group = draw.choice(["a", "b", "c"], 3000)
    place = draw.choice(["north", "south"], 3000)
    hit = draw.random(3000) < 0.3
    rows = tally_rows(group, hit, place)
    mixed = draw.permutation(3000)
    again = tally_rows(group[mixed], hit[mixed], place[mixed])
    assert (rows.trials == again.trials).all()
    assert (rows.successes == again.successes).all()
    assert rows.trials.sum() == 3000
    assert rows.successes.sum() == hit.sum()
    assert outcome_test(rows, "a") == outcome_test(again, "a")
    categories = tally_rows(pl.Series(group).cast(pl.Categorical), pl.Series(hit), pl.Series(place))
    assert (categories.trials == rows.trials).all()


def test_renaming_groups_renames_the_answer_only():
    draw = np.random.default_rng(6)
    group = draw.choice(["a", "b"], 900)
    hit = draw.random(900) < 0.2
    first = outcome_test(tally_rows(group, hit), "a").comparisons[0]
    turned = outcome_test(tally_rows(np.where(group == "a", "z", "b"), hit), "z").comparisons[0]
    assert (turned.difference, turned.interval, turned.ratio) == (
        first.difference,
        first.interval,
        first.ratio,
    )


def test_unknown_groups_and_missing_outcomes_are_counted_not_guessed():
    group = ["Black", "Unknown", None, "White", "White", ""]
    happened = [1.0, 1.0, None, np.nan, 0.0, 1.0]
    table = tally_rows(group, happened)
    assert table.groups == ("Black", "White")
    assert table.trials.tolist() == [[1], [1]]
    assert table.missing_outcome == 1
    assert table.missing_group == 3


def test_small_counts_are_hidden_everywhere():
    table = tally_counts(
        ["a", "a", "b", "b", "c", "c"],
        [40, 30, 40, 4, 2, 3],
        [100, 100, 100, 50, 30, 30],
        ["north", "south"] * 3,
    )
    found = outcome_test(table, "a")
    assert [row.hidden for row in found.rates] == [False, True, True]
    assert [(row.group, row.place) for row in found.by_place if row.hidden] == [
        ("b", "north"),
        ("b", "south"),
        ("c", "north"),
        ("c", "south"),
    ]
    assert all(
        row.trials is None and row.rate is None for row in (*found.rates, *found.by_place) if row.hidden
    )
    assert [one.difference for one in found.comparisons] == [None, None]
    assert found.warnings == ("6 rows are hidden because a count is under 10 or would give one away.",)


def test_too_few_for_a_comparison_is_said():
    found = outcome_test(tally_counts(["a", "b"], [12, 40], [25, 100]), "b")
    assert found.rates[0].rate == 0.48
    assert found.comparisons[0].difference is None
    assert found.comparisons[0].reason == "One of the two groups has fewer than 30 or is hidden."


def test_pooled_and_within_place_differences_can_disagree():
    table = tally_counts(
        ["a", "a", "b", "b"], [20, 450, 200, 50], [100, 900, 900, 100], ["low", "high", "low", "high"]
    )
    one = outcome_test(table, "b").comparisons[0]
    assert one.difference == pytest.approx(0.47 - 0.25)
    # Strata: low 0.2 - 0.2222, high 0.5 - 0.5, weights 90 each.
    assert one.within_places == pytest.approx((20 / 100 - 200 / 900) / 2)
    assert one.places_used == 2


def test_within_place_interval_equals_metafor():
    # metafor::rma.mh(measure = "RD"), R 4.2.2, ai/n1i = group a, ci/n2i = group b.
    table = tally_counts(
        ["a"] * 3 + ["b"] * 3, [15, 40, 22, 30, 18, 35], [60, 90, 50, 150, 60, 70], ["x", "y", "z"] * 2
    )
    one = outcome_test(table, "b").comparisons[0]
    assert one.within_places == pytest.approx(0.0517743001984, abs=1e-9)
    assert one.within_interval == pytest.approx((-0.0361217892101, 0.1396703896068), abs=1e-9)


def test_stop_rates_need_the_callers_benchmark():
    stops = {"black": 400, "white": 300, "other": 4, "asian": 25}
    shares = stop_rates(stops)
    assert all(row.rate is None for row in shares.rows)
    assert shares.limits[2] is Limit.NO_BENCHMARK
    assert [row.group for row in shares.rows if row.hidden] == ["asian", "other"]
    rated = stop_rates(
        stops, {"black": 2000.0, "white": 3000.0}, benchmark_name="Residents 2020", reference="white"
    )
    assert rated.limits[2] is Limit.BENCHMARK_GIVEN
    assert {row.group: row.rate for row in rated.rows} == {
        "asian": None,
        "black": 0.2,
        "other": None,
        "white": 0.1,
    }
    assert rated.ratios == {"black": 2.0, "white": 1.0}
    assert "The benchmark has no figure for: asian, other." in rated.warnings


def test_limits_stand_in_every_answer():
    table = tally_counts(["a", "b"], [20, 40], [100, 100])
    for limits in (
        outcome_test(table, "a").limits,
        action_rates(table, "search").limits,
        stop_rates({"a": 30}).limits,
    ):
        assert limits[0] is Limit.NOT_ONE_OFFICER
    assert Limit.INFRA_MARGINAL in outcome_test(table, "a").limits


counts = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=8)


@given(counts)
def test_no_hidden_row_follows_from_the_total(pairs):
    successes = np.array([a for a, _ in pairs])
    trials = successes + np.array([b for _, b in pairs])
    hidden = hide_small(successes, trials)
    small = ((trials > 0) & (trials < 10)) | ((successes > 0) & (successes < 10))
    assert hidden[small].all()
    if hidden.any() and not (hidden | (trials == 0)).all():
        assert hidden.sum() > 1
        assert trials[hidden].sum() >= 10


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tally_rows(["a"], [True, False]), "same number"),
        (lambda: tally_rows(["a"], ["yes"]), "true, false"),
        (lambda: tally_rows(["a", "b"], [2, 0]), "true, false"),
        (lambda: tally_counts(["a"], [5], [4]), "between 0"),
        (lambda: tally_counts(["a"], [0.5], [4]), "whole"),
        (lambda: tally_counts(["a"], [float("nan")], [4]), "whole"),
        (lambda: tally_counts(["a"], [1, 2], [4, 4]), "same number"),
        (lambda: outcome_test(tally_counts(["a"], [1], [4]), "b"), "does not occur"),
        (lambda: outcome_test(tally_counts([], [], []), "b"), "nothing to count"),
        (lambda: action_rates(tally_counts(["a"], [0], [0]), "search"), "nothing to count"),
        (lambda: stop_rates({"a": 3}, {"a": 4.0}), "needs a name"),
        (lambda: stop_rates({"a": 3}, {"a": 0.0}, benchmark_name="x"), "positive"),
        (lambda: stop_rates({}), "must be stops"),
        (lambda: stop_rates({"a": 3}, reference="b"), "no stops"),
        (lambda: hide_small(np.array([1]), np.array([1]), -1), "negative"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(DisparityError, match=words):
        call()

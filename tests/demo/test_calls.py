"""Calls: deterministic, conserved, in order, right through clock changes."""

import itertools
from datetime import date, timedelta

import polars as pl
from shapely import Point

from commonbeat.demo.calls import DemoCalls, build_calls
from commonbeat.demo.clock import ZONE
from commonbeat.demo.geography import City
from commonbeat.demo.plane import geometry_to_lonlat
from commonbeat.demo.roster import build_roster, units_on_duty

TODAY = date(2026, 5, 26)

CHAIN = [
    "received_at",
    "queued_at",
    "dispatched_at",
    "acknowledged_at",
    "enroute_at",
    "arrived_at",
    "cleared_at",
]


def test_the_same_arguments_give_the_same_frames(city: City, small: DemoCalls) -> None:
    again = build_calls(TODAY, weeks=4, city=city)
    assert again.calls.equals(small.calls)
    assert again.units.equals(small.units)
    assert again.notes.equals(small.notes)


def test_another_seed_gives_other_calls(city: City, small: DemoCalls) -> None:
    assert not build_calls(TODAY, seed=5, weeks=4, city=city).calls.equals(small.calls)


def test_the_frame_ends_with_the_last_full_week(small: DemoCalls) -> None:
    days = small.calls["received_local"].dt.date()
    assert (small.plan.first_day, small.plan.end_day) == (date(2026, 4, 27), date(2026, 5, 25))
    assert (days.min(), days.max()) == (small.plan.first_day, small.plan.end_day - timedelta(days=1))


def test_about_a_hundred_and_fifty_calls_a_day(full: DemoCalls) -> None:
    assert full.plan.days == 546
    assert 140 < len(full.calls) / full.plan.days < 170


def test_identities_are_unique(full: DemoCalls) -> None:
    for name in ("id", "external_id", "number"):
        assert full.calls[name].n_unique() == len(full.calls)
    pairs = full.units.select("call_id", "unit_code")
    assert pairs.n_unique() == len(pairs)


def test_units_and_calls_agree(full: DemoCalls) -> None:
    counted = full.units.group_by("call_id").len()
    joined = full.calls.join(counted, left_on="id", right_on="call_id", how="left")
    assert (joined["len"].fill_null(0) == joined["unit_count"]).all()
    assert full.units.filter("is_primary").height == joined.filter(pl.col("unit_count") > 0).height
    assert full.units.join(full.calls, left_on="call_id", right_on="id", how="anti").height == 0


def test_times_follow_one_another(full: DemoCalls) -> None:
    sound = full.calls.filter(pl.col("quality_flags").list.len() == 0)
    for earlier, later in itertools.pairwise(CHAIN):
        pair = sound.select(earlier, later).drop_nulls()
        assert pair.filter(pl.col(earlier) > pl.col(later)).height == 0, (earlier, later)
    assert sound.filter(pl.col("closed_at") < pl.col("received_at")).height == 0
    assert sound.filter(pl.col("cleared_at") > pl.col("closed_at")).height == 0
    assert sound.filter(pl.col("known_at") <= pl.col("closed_at")).height == 0


def test_flagged_calls_really_are_wrong(full: DemoCalls) -> None:
    flagged = full.calls.filter(pl.col("quality_flags").list.len() > 0)
    assert 20 < flagged.height < 200
    assert flagged.filter(pl.col("arrived_at") >= pl.col("dispatched_at")).height == 0


def test_wall_clock_and_utc_agree_through_both_changes(full: DemoCalls) -> None:
    calls = full.calls
    again = calls["received_at"].dt.convert_time_zone(ZONE).dt.replace_time_zone(None)
    assert again.equals(calls["received_local"], check_names=False)
    lag = (calls["received_local"] - calls["received_at"].dt.replace_time_zone(None)).dt.total_minutes()
    assert (lag == calls["utc_offset_min"]).all()
    assert sorted(calls["utc_offset_min"].unique()) == [-480, -420]
    hour = calls["received_local"]
    spring = calls.filter((hour.dt.date() == date(2025, 3, 9)) & (hour.dt.hour() == 2))
    assert spring.height == 0
    autumn = calls.filter((hour.dt.date() == date(2025, 11, 2)) & (hour.dt.hour() == 1))
    assert sorted(autumn["utc_offset_min"].unique()) == [-480, -420]


def test_one_dispatched_community_call_in_nine_has_no_arrival(full: DemoCalls) -> None:
    sent = full.calls.filter((pl.col("origin") == "community") & pl.col("dispatched_at").is_not_null())
    assert 0.09 < sent["arrived_at"].null_count() / sent.height < 0.12


def test_phone_handled_and_cancelled_calls_send_nobody(full: DemoCalls) -> None:
    quiet = full.calls.filter(pl.col("phone_handled") | pl.col("cancelled"))
    assert quiet["unit_count"].sum() == 0
    assert quiet["dispatched_at"].null_count() == quiet.height


def test_urgent_calls_wait_less(full: DemoCalls) -> None:
    usual = full.calls.filter((pl.col("origin") == "community") & ~pl.col("held") & ~pl.col("scheduled"))
    wait = (pl.col("dispatched_at") - pl.col("queued_at")).dt.total_seconds().quantile(0.9)
    by_priority = usual.group_by("priority").agg(wait.alias("w")).sort("priority")["w"].to_list()
    assert by_priority == sorted(by_priority)


def test_nobody_answers_two_dispatched_calls_at_once(full: DemoCalls) -> None:
    sent = full.calls.filter(pl.col("origin") == "community").select(call_id="id")
    turns = full.units.join(sent, on="call_id").sort("unit_code", "dispatched_at")
    overlap = turns.filter(
        pl.col("dispatched_at") < pl.col("cleared_at").shift(1).over("unit_code") - pl.duration(seconds=1)
    )
    assert overlap.height / turns.height < 0.01


def test_default_places_are_marked(city: City, full: DemoCalls) -> None:
    counts = dict(full.calls.group_by("place_quality").len().iter_rows())
    assert set(counts) == {"exact", "default", "none"}
    assert 1500 < counts["default"] < 9000
    assert full.calls.filter(pl.col("place_quality") == "default")["lon"].n_unique() == 1
    station = full.calls.filter(pl.col("place_quality") == "default").row(0, named=True)
    inside = [
        beat.code
        for beat in city.beats
        if geometry_to_lonlat(beat.shape).contains(Point(station["lon"], station["lat"]))
    ]
    assert inside == [station["beat_code"]]
    nowhere = full.calls.filter(pl.col("place_quality") == "none")
    assert nowhere["lon"].null_count() == nowhere.height == counts["none"]


def test_narrative_only_for_the_last_fortnight(full: DemoCalls) -> None:
    told = full.calls.join(full.notes.select("call_id").unique(), left_on="id", right_on="call_id")
    assert told["received_local"].dt.date().min() == full.plan.end_day - timedelta(days=14)


def test_friday_and_saturday_nights_run_short(full: DemoCalls) -> None:
    roster = build_roster(full.plan.first_day, full.plan.end_day)
    duty = units_on_duty(roster, full.plan.first_day, full.plan.days)
    at_one = [[len(duty[24 * day + 1]) for day in range(weekday, full.plan.days, 7)] for weekday in range(7)]
    mean = [sum(counts) / len(counts) for counts in at_one]
    assert max(mean[5], mean[6]) < min(mean[2], mean[3], mean[4])

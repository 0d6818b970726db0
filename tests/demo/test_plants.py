"""What is planted is there, in the numbers that are documented."""

from datetime import date

import numpy as np
import polars as pl

from commonbeat.demo import plants
from commonbeat.demo.call_types import demo_types
from commonbeat.demo.calls import DemoCalls
from commonbeat.demo.geography import City
from commonbeat.demo.incidents import build_incidents
from commonbeat.demo.plane import to_lonlat
from commonbeat.demo.rhythm import draw_arrivals, seen_by_feed


def _weeks(frame: pl.DataFrame, full: DemoCalls, column: str = "received_local") -> np.ndarray:
    days = (frame[column].dt.date() - full.plan.first_day).dt.total_days()
    return np.bincount((days // 7).to_numpy(), minlength=78)


def _near_depot(frame: pl.DataFrame, city: City) -> pl.DataFrame:
    ground = city.site(plants.DEPOT).ground.centroid
    lon, lat = to_lonlat([[ground.x, ground.y]])[0]
    east = (pl.col("lon") - lon) * 111_320 * np.cos(np.radians(lat))
    north = (pl.col("lat") - lat) * 110_960
    return frame.filter((east**2 + north**2).sqrt() <= plants.DEPOT_RADIUS_M + 60)


def test_vehicle_thefts_near_the_depot(city: City, full: DemoCalls) -> None:
    thefts = _near_depot(full.calls.filter(pl.col("type_code") == "VEHTHEFT"), city)
    weekly = _weeks(thefts, full)
    assert weekly[-1] >= plants.DEPOT_THEFTS_LAST_WEEK
    assert weekly[-1] <= plants.DEPOT_THEFTS_LAST_WEEK + 2
    assert 1.0 < weekly[:-2].mean() < 5.0
    planted = thefts.join(full.plants, on="id").filter(pl.col("plant") == "depot_thefts")
    hour = planted["received_local"].dt.hour()
    assert ((hour >= 22) | (hour < 2)).mean() > 0.75


def test_the_same_thefts_as_reported_crimes(city: City, full: DemoCalls) -> None:
    incidents = build_incidents(full)
    thefts = _near_depot(incidents.filter(pl.col("offence_group") == "vehicle_theft"), city)
    weekly = _weeks(thefts, full, "reported_local")
    assert weekly[-1] >= plants.DEPOT_THEFTS_LAST_WEEK - 2
    assert weekly[:-2].mean() < 5.0


def test_late_night_disturbances_downtown(full: DemoCalls) -> None:
    local = pl.col("received_local")
    night = (local.dt.hour() >= 22) | (local.dt.hour() < 3)
    weekday = (local - pl.duration(hours=6)).dt.weekday().is_in([5, 6])
    late = full.calls.filter(
        (pl.col("type_group") == "disturbance") & (pl.col("beat_code") == "3A") & night & weekday
    )
    weekly = _weeks(late, full)
    assert weekly[-3:].min() > weekly[:-3].mean() + 3 * weekly[:-3].std()


def test_the_feed_break_is_carried_by_officer_and_administrative_types(full: DemoCalls) -> None:
    assert full.plan.break_date.weekday() == 6
    assert (full.plan.end_day - full.plan.break_date).days == 7 * plants.BREAK_WEEKS_BEFORE_END + 1
    before = full.calls.filter(pl.col("received_local").dt.date() < full.plan.break_date)
    after = full.calls.filter(pl.col("received_local").dt.date() >= full.plan.break_date)
    days_before = full.plan.break_day
    days_after = full.plan.days - days_before

    def rate(frame: pl.DataFrame, types: tuple[str, ...], days: int) -> float:
        return frame.filter(pl.col("type_code").is_in(types)).height / days

    for code in plants.BREAK_CARRIERS:
        assert rate(after, (code,), days_after) > 1.8 * rate(before, (code,), days_before)
    community = [f.filter(pl.col("origin") == "community").height for f in (before, after)]
    assert abs(community[1] / days_after / (community[0] / days_before) - 1) < 0.10


def test_every_planted_call_is_in_the_frame(full: DemoCalls) -> None:
    assert full.plants.join(full.calls, on="id", how="anti").height == 0
    assert set(full.plants["plant"].unique()) == {"depot_thefts", "late_nights"}


def test_the_strength_of_plants_scales_what_is_added_and_nothing_else() -> None:
    blocks = np.arange(5)
    counts = {}
    for strength in (0.0, 0.5, 1.0):
        plan = plants.plan_for(date(2026, 5, 26), strength=strength)
        thefts = plants.depot_thefts(plan, blocks, (2, 2), np.random.default_rng(1))
        nights = [len(plants.late_nights(plan, blocks, np.random.default_rng(seed))) for seed in range(40)]
        counts[strength] = (len(thefts), float(np.mean(nights)))
    assert [counts[s][0] for s in (0.0, 0.5, 1.0)] == [0, 9, 18]
    assert counts[0.0][1] == 0.0
    assert abs(counts[0.5][1] - 48) < 4
    assert abs(counts[1.0][1] - 96) < 6


def test_half_a_break_takes_in_half_of_what_was_left_out() -> None:
    kinds = demo_types()
    shares = {}
    for strength in (0.5, 1.0):
        plan = plants.plan_for(date(2026, 5, 26), strength=strength)
        arrivals = draw_arrivals(kinds, plan, np.random.default_rng(1))
        seen = seen_by_feed(kinds, arrivals, plan, np.random.default_rng(2))
        detail = next(i for i, kind in enumerate(kinds) if kind.code == "OFFDUTY")
        after = (arrivals.kind == detail) & (arrivals.second // 86_400 >= plan.break_day)
        before = (arrivals.kind == detail) & (arrivals.second // 86_400 < plan.break_day)
        shares[strength] = float(seen[after].mean())
        assert not seen[before].any()
    assert shares[1.0] == 1.0
    assert abs(shares[0.5] - 0.5) < 0.05

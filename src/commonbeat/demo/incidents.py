"""Reported crimes of the invented city, each linked to the call it began with, shaped like the Incident table."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonbeat.demo.calls import DemoCalls
from commonbeat.demo.clock import epoch_seconds, from_epoch, offset_minutes, time_ids, wall_clock

SOURCE = "marisol-rms"

# call type -> offences: share, code (FBI NIBRS), text, group, attempted share, clearance share.
OFFENCES: dict[str, list[tuple[float, str, str, str, float, float]]] = {
    "VEHTHEFT": [(1.0, "240", "Motor vehicle theft", "vehicle_theft", 0.05, 0.10)],
    "VEHBURG": [(0.72, "23F", "Theft from motor vehicle", "theft_from_vehicle", 0.06, 0.04),
                (0.28, "23G", "Theft of motor vehicle parts", "theft_from_vehicle", 0.05, 0.04)],
    "BURGRES": [(1.0, "220", "Burglary, residence", "burglary", 0.14, 0.13)],
    "BURGCOM": [(1.0, "220", "Burglary, business", "burglary", 0.16, 0.14)],
    "THEFT": [(0.85, "23H", "Other theft", "theft", 0.03, 0.10),
                (0.15, "23D", "Theft from building", "theft", 0.02, 0.10)],
    "SHOPLIFT": [(1.0, "23C", "Shoplifting", "theft", 0.05, 0.38)],
    "PACKAGE": [(1.0, "23H", "Package theft", "theft", 0.01, 0.05)],
    "ROBBERY": [(1.0, "120", "Robbery", "robbery", 0.18, 0.32)],
    "ASSAULT": [(0.42, "13A", "Aggravated assault", "assault", 0.04, 0.52),
                (0.58, "13B", "Simple assault", "assault", 0.0, 0.44)],
    "FIGHT": [(0.15, "13A", "Aggravated assault", "assault", 0.0, 0.5),
                (0.85, "13B", "Simple assault", "assault", 0.0, 0.4)],
    "DOMESTIC": [(0.22, "13A", "Aggravated assault, domestic", "domestic", 0.0, 0.62),
                 (0.78, "13B", "Simple assault, domestic", "domestic", 0.0, 0.56)],
    "WEAPON": [(0.6, "520", "Weapon law violation", "weapons", 0.0, 0.66),
                (0.4, "13A", "Assault with a weapon", "assault", 0.0, 0.5)],
    "SHOTS": [(1.0, "520", "Negligent discharge of a firearm", "weapons", 0.0, 0.18)],
    "THREATS": [(1.0, "13C", "Intimidation", "threats", 0.0, 0.28)],
    "VANDAL": [(1.0, "290", "Vandalism", "vandalism", 0.02, 0.09)],
    "FRAUD": [(0.6, "26A", "Fraud by deception", "fraud", 0.08, 0.05),
                (0.4, "26F", "Identity theft", "fraud", 0.03, 0.04)],
    "TRESPASS": [(1.0, "90J", "Trespass", "trespass", 0.0, 0.64)],
    "SEXCRIME": [(0.3, "11A", "Rape", "sexual", 0.04, 0.24),
                (0.7, "11D", "Fondling", "sexual", 0.03, 0.26)],
    "CHILD": [(1.0, "90F", "Family offence, child", "child", 0.0, 0.30)],
    "DRUNK": [(1.0, "90E", "Drunkenness", "disturbance", 0.0, 0.92)],
    "DISTURB": [(1.0, "90C", "Disorderly conduct", "disturbance", 0.0, 0.58)],
}  # fmt: skip
# Median hours between the first and the last moment the offence can have happened.
WINDOW_HOURS = {
    "240": 5.0, "23F": 7.0, "23G": 8.0, "220": 7.0, "23H": 5.0, "23D": 3.0, "290": 8.0, "26A": 90.0, "26F": 200.0,
    "11A": 3.0, "11D": 6.0, "90F": 60.0,
}  # fmt: skip
# Days to record and to approve a report (median), by group; others use the first entry.
DELAYS = {"": (0.5, 2.2), "fraud": (1.5, 4.0), "sexual": (1.0, 5.0), "child": (1.0, 5.0)}


def build_incidents(demo: DemoCalls, seed: int = 98) -> pl.DataFrame:
    """Incidents of the calls that ended with a report, with the columns of Incident; the same for the same seed."""
    rng = np.random.default_rng([seed, 11])
    planted = dict(demo.plants.iter_rows())
    base = demo.calls.filter(
        pl.col("report_written") & pl.col("type_code").is_in(list(OFFENCES)) & ~pl.col("is_test")
    ).with_columns(plant=pl.col("id").replace_strict(planted, default=""))
    offences = _offences(base["type_code"].to_list(), rng)
    base = base.with_columns(
        offence_code=pl.Series([o[1] for o in offences]),
        offence_text=pl.Series([o[2] for o in offences]),
        offence_group=pl.Series([o[3] for o in offences]),
        attempted=pl.Series(rng.random(len(base)) < np.array([o[4] for o in offences])),
        _clear=pl.Series([o[5] for o in offences]),
    )
    base = base.with_columns(attempted=pl.col("attempted") & (pl.col("plant") == ""))
    frame = _with_times(base, demo, rng)
    frame = _with_outcome(frame, rng)
    return _with_serious(frame, demo, rng)


def _offences(codes: list[str], rng: np.random.Generator) -> list[tuple[float, str, str, str, float, float]]:
    draw = rng.random(len(codes))
    picked = []
    for code, value in zip(codes, draw, strict=True):
        choices = OFFENCES[code]
        reached = 0.0
        for choice in choices:
            reached += choice[0]
            if value < reached:
                break
        picked.append(choice)
    return picked


def _with_times(base: pl.DataFrame, demo: DemoCalls, rng: np.random.Generator) -> pl.DataFrame:
    count = len(base)
    received = epoch_seconds(base["received_at"])
    planted = (base["plant"] == "depot_thefts").to_numpy()
    hours = np.array([WINDOW_HOURS.get(code, 0.0) for code in base["offence_code"]])
    found = np.where(hours > 0, rng.exponential(0.5, count), rng.exponential(0.12, count)) * 3600
    window = hours * rng.lognormal(0.0, 0.6, count) * 3600
    late = (rng.random(count) < 0.06) & ~planted
    found = found + np.where(late, rng.exponential(3.0, count) * 86_400, 0.0)
    found = np.where(planted, rng.uniform(120, 900, count), found)
    window = np.where(planted, rng.uniform(600, 3600, count), window)
    end = received - found
    reported = received + rng.uniform(60, 300, count)
    groups = base["offence_group"].to_list()
    to_enter = np.array([DELAYS.get(g, DELAYS[""])[0] for g in groups])
    to_approve = np.array([DELAYS.get(g, DELAYS[""])[1] for g in groups])
    spread = np.where(planted, 0.25, 1.0)
    entered = reported + to_enter * spread * rng.lognormal(0.0, 0.75, count) * 86_400
    approved = entered + to_approve * rng.lognormal(0.0, 0.6, count) * 86_400
    now = _end_of_plan(demo) + 5 * 3600
    return base.with_columns(
        occurred_from=from_epoch(end - window),
        occurred_to=from_epoch(np.where(window > 0, end, np.nan)),
        reported_at=from_epoch(reported),
        entered_at=from_epoch(np.where(entered > now, np.nan, entered)),
        approved_at=from_epoch(np.where(approved > now, np.nan, approved)),
        known_at=from_epoch(np.minimum(entered, np.maximum(now - 600, reported + 600))),
    )


def _end_of_plan(demo: DemoCalls) -> float:
    """Monday 00:00 local after the last week, in epoch seconds."""
    end = demo.plan.end_day
    frame = pl.select(pl.datetime(end.year, end.month, end.day, time_zone="America/Los_Angeles").alias("t"))
    return float(epoch_seconds(frame["t"].dt.convert_time_zone("UTC"))[0])


def _with_outcome(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    count = len(frame)
    arrested = (frame["disposition_code"] == "ARR").to_numpy()
    cleared = arrested | (rng.random(count) < frame["_clear"].to_numpy())
    clearance = np.where(
        arrested, "arrest", np.where(cleared, np.where(rng.random(count) < 0.6, "arrest", "exceptional"), "")
    )
    status = np.where(cleared, "cleared", np.where(rng.random(count) < 0.68, "suspended", "open"))
    local_year = pl.col("reported_local").dt.year()
    return (
        frame.with_columns(
            id=pl.Series(time_ids(epoch_seconds(frame["reported_at"]), rng)),
            source=pl.lit(SOURCE),
            call_number=pl.col("number"),
            status=pl.Series(status),
            clearance=pl.Series(clearance),
            reported_local=wall_clock("reported_at"),
            utc_offset_min=offset_minutes("reported_at"),
            quality_flags=pl.lit([], dtype=pl.List(pl.String)),
        )
        .sort("reported_at", maintain_order=True)
        .with_columns(
            case_number=pl.format(
                "{}-R{}",
                pl.col("reported_local").dt.strftime("%y"),
                pl.int_range(1, pl.len() + 1).over(local_year).cast(pl.String).str.zfill(5),
            )
        )
        .with_columns(external_id=pl.col("case_number").str.replace("-", ""))
    )


COLUMNS = [
    "id", "source", "external_id", "case_number", "call_number", "offence_code", "offence_text", "offence_group",
    "attempted", "occurred_from", "occurred_to", "reported_at", "reported_local", "utc_offset_min", "entered_at",
    "approved_at", "known_at", "location_text", "block_text", "lon", "lat", "h3", "beat_code", "beat_raw",
    "place_quality", "status", "clearance", "serious", "victim_identifiable", "quality_flags",
]  # fmt: skip


def _with_serious(frame: pl.DataFrame, demo: DemoCalls, rng: np.random.Generator) -> pl.DataFrame:
    """Names the serious events: a third of robberies with a weapon, rare shootings, two planted in the last week."""
    draw = rng.random(len(frame))
    code = frame["offence_code"].to_numpy()
    text = frame["offence_text"].to_list()
    serious = np.full(len(frame), "", dtype=object)
    serious[(code == "120") & (draw < 0.30)] = "armed_robbery"
    serious[(code == "13A") & (frame["offence_group"] == "assault").to_numpy() & (draw < 0.012)] = "shooting"
    serious[(code == "290") & (draw < 0.004)] = "hate_crime"
    serious[(code == "11A") & (draw < 0.10)] = "stranger_rape"
    last_week = (frame["reported_local"].dt.date() >= _monday_of_last_week(demo)).to_numpy()
    serious[last_week] = ""
    for wanted, kind in (("120", "armed_robbery"), ("290", "hate_crime")):
        found = np.flatnonzero((code == wanted) & last_week)
        if len(found):
            serious[found[0]] = kind
    label = {"armed_robbery": "Robbery with a weapon", "shooting": "Assault with a firearm, shots fired",
             "hate_crime": "Vandalism, hate crime", "stranger_rape": "Rape by a stranger"}  # fmt: skip
    early = np.flatnonzero((code == "13A") & ~last_week & (serious == ""))
    for k in early[[len(early) // 3, (len(early) * 4) // 5]] if len(early) > 40 else []:
        serious[k] = "homicide"
    names = [label.get(str(kind), name) for kind, name in zip(serious, text, strict=True)]
    codes = np.where(serious == "homicide", "09A", code)
    names = ["Homicide" if kind == "homicide" else name for kind, name in zip(serious, names, strict=True)]
    return frame.with_columns(
        serious=pl.Series([str(kind) for kind in serious]),
        offence_code=pl.Series(codes.tolist()),
        offence_text=pl.Series(names),
        offence_group=pl.when(pl.Series((serious == "homicide").tolist()))
        .then(pl.lit("homicide"))
        .otherwise("offence_group"),
        victim_identifiable=pl.Series(np.isin(serious, ("stranger_rape", "homicide")).tolist()),
    ).select(COLUMNS)


def _monday_of_last_week(demo: DemoCalls) -> date:
    return demo.plan.end_day - timedelta(days=7)


def counts_by_week(frame: pl.DataFrame, demo: DemoCalls, group: str) -> NDArray[np.int64]:
    """Incidents of one offence group in each week of the plan, by day of report."""
    days = (
        frame.filter(pl.col("offence_group") == group)["reported_local"].dt.date() - demo.plan.first_day
    ).dt.total_days()
    return np.bincount((days // 7).to_numpy(), minlength=demo.plan.days // 7)

"""How many units each hour needs, and what more or fewer would change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonbeat.analysis.staffing import (
    Estimate,
    Workload,
    committed_hours,
    hypercube,
    nearest_first,
    scenario,
    simulate,
)

from ..scope import Scope
from .city import Areas, areas_of_city
from .work import NotAnswerable, Work

VERSION = "staffing-2"
POLICE = "t.service = 'police' AND NOT t.is_test AND t.origin <> 'administrative'"
ROSTER_DAYS = 28
WEEK, REPLICATIONS, WARM_UP = 168, 12, 24
SEED = 20_260_101


def quick(scope: Scope, rows: int) -> bool:
    """Never within the request: the simulation takes seconds."""
    return False


def compute(work: Work) -> dict[str, Any]:
    """Demand by hour of the week beside the roster, then the what-if: queue, beats and simulation.

    Returns:
        Plain values under `demand`, `what_if`, `beats` and `simulation`; see the functions below.

    Raises:
        NotAnswerable: calls have no dispatch and clearing times, or there are no beats.
    """
    options = work.scope.options
    work.tell(0.05, "Reading how long units were committed")
    load = _committed(work, options["target"] / 100)
    work.tell(0.3, "Reading calls by beat and hour")
    cube = _cube(work)
    areas = areas_of_city(options["speed"])
    work.tell(0.45, "Which unit answers which beat")
    answers = {"demand": _demand(work, load), "beats": _beats(work, cube, areas, load)}
    units = int(options["units"])
    answers["simulation"] = _simulated(work, cube, areas, np.ones((1, units), dtype=bool), 0.5)
    there = answers["demand"]["rostered"]
    if there is not None and max(there) >= 1:
        answers["as_rostered"] = _simulated(work, cube, areas, _on_duty(there), 0.75)
    return answers


def _on_duty(rostered: list[float]) -> NDArray[np.bool_]:
    """Which unit is on duty in which hour of the week, shape (168, units); at least one always is."""
    counts = np.maximum(np.rint(rostered).astype(int), 1)
    table: NDArray[np.bool_] = np.arange(counts.max())[None, :] < counts[:, None]
    return table


def _committed(work: Work, target: float) -> Workload:
    """Committed unit-hours by hour of the week; a two-unit call counts twice."""
    where = work.where_for(POLICE)
    sql = f"""SELECT coalesce(u.dispatched_at, t.dispatched_at) AT TIME ZONE %(tz)s,
            coalesce(u.cleared_at, t.cleared_at) AT TIME ZONE %(tz)s,
            CASE WHEN u.id IS NULL THEN greatest(t.unit_count, 1) ELSE 1 END
        FROM calls_call t LEFT JOIN calls_callunit u ON u.call_id = t.id
        WHERE {where} AND coalesce(u.dispatched_at, t.dispatched_at) IS NOT NULL"""
    rows = work.frame(sql, {"start": pl.Datetime, "stop": pl.Datetime, "units": pl.Float64})
    if rows.is_empty():
        raise NotAnswerable(
            "No call in these dates says when a unit was sent. Staffing needs dispatch times."
        )
    load = committed_hours(
        rows["start"].to_numpy(),
        rows["stop"].to_numpy(),
        rows["units"].to_numpy(),
        weeks=work.scope.days / 7,
        utilisation=target,
        first_day=work.agency.week_start,
    )
    if not load.n:
        raise NotAnswerable("No call says when a unit was cleared. Staffing needs clearing times.")
    return load


def _demand(work: Work, load: Workload) -> dict[str, Any]:
    """Committed units, units needed and units on duty in each hour of the week."""
    asked = int(work.scope.options["units"])
    roster = _rostered(work)
    short = load.committed / asked > load.utilisation
    return {
        "committed": _plain(load.committed, 4),
        "needed": [int(n) for n in load.units],
        "rostered": None if roster is None else _plain(roster, 2),
        "short_hours": int(short.sum()),
        "busiest": int(np.argmax(load.committed)),
        "n": load.n,
        "method": load.method,
        "warnings": list(load.warnings),
        "first_day": work.agency.week_start,
    }


def _rostered(work: Work) -> NDArray[np.float64] | None:
    """Mean units on duty in each hour of the week over the last four weeks; None without shifts."""
    until = work.scope.until
    shifts = work.rows(
        """SELECT DISTINCT s.unit_id, s.starts_at AT TIME ZONE %(tz)s, s.ends_at AT TIME ZONE %(tz)s
        FROM roster_shift s JOIN roster_unit u ON u.id = s.unit_id
        WHERE u.kind = 'patrol' AND s.ends_at > %(first)s AND s.starts_at < %(until)s""",
        first=until - timedelta(days=ROSTER_DAYS),
    )
    if not shifts:
        return None
    # A unit with two members has two shifts; it is one unit, so shifts of the same unit and hours count once.
    start, stop = (np.array([row[i] for row in shifts], dtype="datetime64[s]") for i in (1, 2))
    weeks = ROSTER_DAYS / 7
    return committed_hours(start, stop, weeks=weeks, first_day=work.agency.week_start, cap_hours=24).committed


def _cube(work: Work) -> pl.DataFrame:
    """Calls by beat, hour of the week, priority and number of units, per week."""
    sql = f"""SELECT t.beat_code, (extract(isodow FROM {work.source.wall})::int - 1) * 24 + extract(hour FROM {work.source.wall})::int,
            coalesce(t.priority, 9), greatest(coalesce(t.unit_count, 1), 1),
            CASE WHEN t.origin = 'officer' THEN 1 ELSE 0 END, count(*),
            avg(extract(epoch FROM t.cleared_at - t.dispatched_at)) / 3600
        FROM calls_call t WHERE {work.where_for(POLICE)} AND t.dispatched_at IS NOT NULL
        GROUP BY 1, 2, 3, 4, 5"""
    schema = {
        "beat": pl.String, "hour": pl.Int64, "priority": pl.Int64, "units": pl.Int64, "own": pl.Int64,
        "n": pl.Int64, "hours": pl.Float64,
    }  # fmt: skip
    rows = work.frame(sql, schema)
    shift = 24 * work.agency.week_start
    return rows.with_columns(
        ((pl.col("hour") - shift) % WEEK).alias("hour"), pl.col("n") / (work.scope.days / 7)
    )


def _beats(work: Work, cube: pl.DataFrame, areas: Areas, load: Workload) -> dict[str, Any]:
    """The hypercube model on an average hour: how busy each beat's unit is, and how often another one comes."""
    asked = cube.filter(pl.col("own") == 0)
    rates = _by_beat(asked, areas) / WEEK
    hours = float(np.average(asked["hours"].fill_null(0.5).to_numpy(), weights=asked["n"].to_numpy()))
    per_call = float(load.committed.sum()) / float(cube["n"].sum()) / hours if hours else 1.0
    places = _places(rates, int(work.scope.options["units"]))
    travel = areas.hours[places]
    try:
        model = hypercube(
            rates * max(per_call, 1.0), nearest_first(travel), service_rate=1 / hours, travel=travel,
            between=areas.hours,
        )  # fmt: skip
    except NotAnswerable as refused:
        return {"refused": str(refused)}
    return {
        "units": [areas.codes[place] for place in places],
        "workload": _plain(model.workload, 4),
        "saturation": round(model.saturation, 5),
        "cross": round(model.cross, 4),
        "mean_wait_minutes": round(60 * model.mean_wait, 3),
        "travel_minutes": None if model.travel is None else round(60 * model.travel, 2),
        "areas": list(areas.codes),
        "calls_an_hour": _plain(rates, 4),
        "travel_by_area": [] if model.travel_by_area is None else _plain(60 * model.travel_by_area, 2),
        "method": model.method,
        "warnings": list(model.warnings),
    }


def _by_beat(cube: pl.DataFrame, areas: Areas) -> NDArray[np.float64]:
    """Calls a week in each beat; calls without one are spread as the others are."""
    totals = dict(cube.group_by("beat").agg(pl.col("n").sum()).iter_rows())
    counts = np.array([float(totals.get(code, 0.0)) for code in areas.codes])
    if counts.sum() == 0:
        raise NotAnswerable("No call in these filters lies in a beat. Load beats, or choose other dates.")
    return counts * float(cube["n"].sum()) / counts.sum()


def _places(rates: NDArray[np.float64], units: int) -> list[int]:
    """Where the units stand: one in each beat, the busiest first, then a second round."""
    order = [int(i) for i in np.argsort(-rates, kind="stable")]
    return sorted((order * (units // len(order) + 1))[:units])


def _simulated(
    work: Work, cube: pl.DataFrame, areas: Areas, duty: NDArray[np.bool_], begin: float
) -> dict[str, Any]:
    """Weeks of dispatching, calls by hour, beat and priority.

    Args:
        work: the computation.
        cube: calls, from `_cube`.
        areas: the beats.
        duty: which unit is on duty, shape (hours of the cycle, units).
        begin: how far the computation is before it; it takes a quarter.
    """
    asked, own = cube.filter(pl.col("own") == 0), cube.filter(pl.col("own") == 1)
    places = _places(_by_beat(asked, areas), duty.shape[1])
    priorities = sorted(asked["priority"].unique())
    shares, hours, needed = _kinds(asked, priorities, most=min(3, len(places)))
    own_hours = float(own["hours"].mean() or 0.0) if len(own) else 0.0
    city = scenario(
        _rates(asked, areas),
        service=hours,
        travel=areas.hours[places],
        between=areas.hours,
        travel_is_work=False,
        priorities=shares,
        needed=needed,
        roster=duty,
        own_rate=float(own["n"].sum()) / WEEK / len(places) if own_hours else 0.0,
        own_hours=own_hours,
    )

    def step(done: int, of: int) -> bool:
        work.tell(begin + 0.25 * done / of, f"Simulated {done} of {of} runs")
        return True

    found = simulate(
        city, hours=WARM_UP + 2 * WEEK, warm_up=WARM_UP, replications=REPLICATIONS, seed=SEED, on_step=step
    )
    minutes = {
        name: _minutes(getattr(found, name))
        for name in ("wait", "response", "response_90", "travel", "full_wait")
    }
    shares_of = {name: _share(getattr(found, name)) for name in ("waiting", "cross", "utilisation")}
    return {
        **minutes,
        **shares_of,
        "by_priority": [
            {"priority": int(name), "wait": _minutes(wait), "share": round(float(share), 4)}
            for name, wait, share in zip(priorities, found.wait_by_priority, shares, strict=True)
        ],
        "wait_by_hour": _plain(60 * np.nan_to_num(found.wait_by_hour), 2),
        "replications": found.replications,
        "n": found.n,
        "seed": found.seed,
        "method": found.method,
        "warnings": list(found.warnings),
    }


def _rates(cube: pl.DataFrame, areas: Areas) -> NDArray[np.float64]:
    """Calls an hour by hour of the week and beat, shape (168, beats)."""
    known = cube.filter(pl.col("beat").is_in(list(areas.codes)))
    sums = known.group_by("hour", "beat").agg(pl.col("n").sum())
    table = np.zeros((WEEK, len(areas.codes)))
    table[sums["hour"].to_numpy(), [areas.codes.index(beat) for beat in sums["beat"]]] = sums["n"].to_numpy()
    return table * float(cube["n"].sum()) / float(known["n"].sum())


def _kinds(
    cube: pl.DataFrame, priorities: list[int], most: int
) -> tuple[list[float], list[float], NDArray[np.float64]]:
    """Share, mean hours and units needed of each priority."""
    total = float(cube["n"].sum())
    shares, hours, needed = [], [], np.zeros((len(priorities), most))
    for i, name in enumerate(priorities):
        rows = cube.filter(pl.col("priority") == name)
        weight = rows["n"].to_numpy()
        shares.append(float(weight.sum()) / total)
        hours.append(max(float(np.average(rows["hours"].fill_null(0.5).to_numpy(), weights=weight)), 0.02))
        np.add.at(needed[i], np.minimum(rows["units"].to_numpy(), most) - 1, weight / weight.sum())
    return shares, hours, needed


def _minutes(found: Estimate) -> list[float]:
    """Mean and interval, minutes."""
    return [round(60 * value, 2) for value in (found.mean, max(found.low, 0.0), found.high)]


def _share(found: Estimate) -> list[float]:
    """Mean and interval of a share."""
    return [round(value, 4) for value in (found.mean, max(found.low, 0.0), min(found.high, 1.0))]


def _plain(values: NDArray[np.float64], places: int) -> list[float]:
    """Numbers that can be kept as JSON."""
    return [round(float(value), places) for value in values]

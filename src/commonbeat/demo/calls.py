"""Calls for service of the invented city, with their units and narrative, as frames shaped like the call tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonbeat.demo import blemishes, plants
from commonbeat.demo.call_types import DemoType, demo_types
from commonbeat.demo.clock import (
    epoch_seconds,
    from_epoch,
    local_seconds_to_utc,
    offset_minutes,
    time_ids,
    wall_clock,
)
from commonbeat.demo.dispatching import DISPATCHED, NO_UNIT, ON_VIEW, Turnout, Work, run_dispatch
from commonbeat.demo.geography import City, build_city
from commonbeat.demo.narrative import notes_for
from commonbeat.demo.places import Places
from commonbeat.demo.rhythm import draw_arrivals, seen_by_feed
from commonbeat.demo.roster import Roster, build_roster, units_on_duty

SOURCE = "marisol-cad"
STATION = "Marisol Police Station"


@dataclass(frozen=True, slots=True)
class DemoCalls:
    """calls, units, notes: frames with the columns of Call, CallUnit and CallNote (call_id joins them).

    plants: call id and plant name of every planted call.
    """

    calls: pl.DataFrame
    units: pl.DataFrame
    notes: pl.DataFrame
    plants: pl.DataFrame
    plan: plants.Plan


@dataclass(slots=True)
class _Draft:
    """Arrays over all calls, ordered by the instant of reception."""

    kind: NDArray[np.int64]
    received: NDArray[np.float64]
    block: NDArray[np.int64]
    plant: list[str]
    seen: NDArray[np.bool_]


def build_calls(
    today: date,
    seed: int = 98,
    weeks: int = plants.WEEKS,
    city: City | None = None,
    roster: Roster | None = None,
    strength: float = 1.0,
) -> DemoCalls:
    """All calls of the last `weeks` full weeks before `today`. Same arguments, same frames.

    `strength` is that of the plants (`plants.Plan`). Takes about ten seconds of one core for 78 weeks.
    """
    plan = plants.plan_for(today, weeks, strength)
    city = city or build_city(seed)
    roster = roster or build_roster(plan.first_day, plan.end_day, seed)
    kinds = demo_types()
    rng = np.random.default_rng([seed, 1])
    places = Places(city, seed)
    draft = _draft(kinds, plan, places, rng)
    xy, lonlat, house, beats = places.points(draft.block)
    traits = _traits(kinds, draft, rng)
    turnouts = _dispatch(kinds, draft, traits, xy, plan, roster, city, seed)
    calls = _frame(kinds, draft, traits, turnouts, places, lonlat, house, beats, rng)
    units = _unit_frame(turnouts, calls)
    calls = calls.with_columns(plant=pl.Series(draft.plant)).filter(pl.Series(draft.seen))
    planted = calls.select("id", "plant").filter(pl.col("plant") != "")
    calls = calls.drop("plant")
    units = units.join(calls.select(call_id="id"), on="call_id", how="semi", maintain_order="left")
    calls, units = blemishes.spoil(calls, units, city, rng)
    notes = notes_for(calls, units, roster, plan, rng)
    return DemoCalls(calls, units, notes, planted, plan)


def _draft(
    kinds: tuple[DemoType, ...], plan: plants.Plan, places: Places, rng: np.random.Generator
) -> _Draft:
    arrivals = draw_arrivals(kinds, plan, rng)
    seen = seen_by_feed(kinds, arrivals, plan, rng)
    block = np.zeros(len(arrivals.kind), dtype=np.int64)
    for index, kind in enumerate(kinds):
        mine = arrivals.kind == index
        block[mine] = places.draw(kind, int(mine.sum()))
    index_of = {kind.code: index for index, kind in enumerate(kinds)}
    near = places.near(plants.DEPOT, plants.DEPOT_RADIUS_M)
    theft = (arrivals.kind == index_of["VEHTHEFT"]) & np.isin(block, near)
    week = (plan.days - 1 - arrivals.second // 86_400) // 7
    already = (int((theft & (week == 1)).sum()), int((theft & (week == 0)).sum()))
    planted = plants.depot_thefts(plan, places.near(plants.DEPOT, plants.DEPOT_RADIUS_M - 60), already, rng)
    planted += plants.late_nights(plan, places.of_use("bars"), rng)
    kind = np.concatenate((arrivals.kind, [index_of[p.code] for p in planted])).astype(np.int64)
    second = np.concatenate((arrivals.second, [p.second for p in planted]))
    block = np.concatenate((block, [p.block_id for p in planted])).astype(np.int64)
    plant = [""] * len(arrivals.kind) + [p.plant for p in planted]
    received = epoch_seconds(local_seconds_to_utc(plan.first_day, second, rng.random(len(second)) < 0.5))
    order = np.argsort(received, kind="stable")
    seen = np.concatenate((seen, np.ones(len(planted), dtype=bool)))
    return _Draft(kind[order], received[order], block[order], [plant[k] for k in order], seen[order])


@dataclass(slots=True)
class _Traits:
    """What is settled about a call before dispatch."""

    origin: NDArray[np.str_]
    priority: NDArray[np.int64]
    mode: NDArray[np.int64]
    reception: NDArray[np.str_]
    phone: NDArray[np.bool_]
    cancelled: NDArray[np.bool_]
    held: NDArray[np.bool_]
    scheduled: NDArray[np.bool_]
    intake: NDArray[np.float64]
    latency: NDArray[np.float64]
    scene: NDArray[np.float64]
    wanted: NDArray[np.int64]


PHONE_GROUPS = ("fraud", "property", "parking", "animal", "civil", "theft_from_vehicle", "vandalism", "theft")


def _traits(kinds: tuple[DemoType, ...], draft: _Draft, rng: np.random.Generator) -> _Traits:
    count = len(draft.kind)

    def of(name: str) -> NDArray:  # type: ignore[type-arg]
        return np.array([getattr(kind, name) for kind in kinds])[draft.kind]

    origin, group, code = of("origin"), of("group"), of("code")
    community = origin == "community"
    priority = of("priority").astype(int)
    shift = rng.random(count)
    moved = np.where(shift < 0.05, priority - 1, np.where(shift > 0.93, priority + 1, priority))
    priority = np.where(community, np.clip(moved, 1, 4), priority)
    planted = np.array([name != "" for name in draft.plant])
    phone = community & np.isin(group, PHONE_GROUPS) & (rng.random(count) < 0.27) & ~planted
    cancelled = community & ~phone & (rng.random(count) < 0.045) & (priority > 1) & ~planted
    scheduled = community & ~phone & np.isin(group, ("civil", "fraud")) & (rng.random(count) < 0.12)
    held = community & ~phone & ~scheduled & ~cancelled & (priority == 4) & (rng.random(count) < 0.08)
    mode = np.where(origin == "officer", ON_VIEW, DISPATCHED)
    mode[phone | cancelled | (origin == "administrative")] = NO_UNIT
    mode[code == "WARRANT"] = DISPATCHED
    draw = rng.random(count)
    urgent = np.clip(0.92 - 0.2 * priority, 0.06, 0.8)
    reception = np.where(
        draw < urgent, "911", np.where(draw > 0.985, "text", np.where(draw > 0.955, "walk_in", "phone"))
    )
    reception = np.where(code == "HANGUP", "911", np.where(group == "alarm", "alarm", reception))
    reception = np.where(phone & (draw > 0.6), "online", reception)
    reception = np.where(
        origin == "officer", "officer", np.where(origin == "administrative", "phone", reception)
    )
    intake = rng.lognormal(np.log(42.0), 0.45, count) * np.where(priority == 1, 0.8, 1.7)
    intake += np.where(held, rng.uniform(1800, 9000, count), 0) + np.where(
        scheduled, rng.uniform(7200, 30000, count), 0
    )
    wanted = 1 + rng.poisson(np.maximum(of("units").astype(float) - 1, 0))
    # The dispatcher reads the call and picks a unit; longer for calls that can wait.
    latency = np.array([0.0, 34.0, 75.0, 150.0, 210.0])[priority] * rng.lognormal(0.0, 0.5, count)
    scene = of("scene").astype(float) * 74 * rng.lognormal(0.0, 0.55, count)
    return _Traits(
        origin, priority, mode, reception, phone, cancelled, held, scheduled,
        np.where(origin == "community", intake, 0.0), np.where(mode == DISPATCHED, latency, 0.0),
        scene, np.clip(wanted, 1, 4),
    )  # fmt: skip


def _dispatch(
    kinds: tuple[DemoType, ...], draft: _Draft, traits: _Traits, xy: NDArray[np.float64],
    plan: plants.Plan, roster: Roster, city: City, seed: int,
) -> list[Turnout]:  # fmt: skip
    ready = draft.received + traits.intake + traits.latency
    order = np.argsort(ready, kind="stable")
    origin = float(np.floor(draft.received[0] / 3600) * 3600)
    local = units_on_duty(roster, plan.first_day, plan.days + 2)
    duty = _duty_in_utc(local, origin, plan)
    centres = {beat.code: beat.shape.representative_point() for beat in city.beats}
    homes = {
        code: (centres[beat].x, centres[beat].y)
        for code, kind, beat in roster.units.iter_rows()
        if kind == "patrol"
    }
    work = Work(
        ready=ready[order] - origin, mode=traits.mode[order], priority=traits.priority[order],
        x=xy[order, 0], y=xy[order, 1], scene=traits.scene[order], wanted=traits.wanted[order],
    )  # fmt: skip
    return [
        Turnout(
            int(order[t.call]),
            t.unit,
            t.dispatched + origin,
            t.enroute + origin,
            t.arrived + origin,
            t.cleared + origin,
        )
        for t in run_dispatch(work, duty, homes, seed)
    ]


def _duty_in_utc(local: list[list[str]], origin: float, plan: plants.Plan) -> list[list[str]]:
    """Units on duty by UTC hour from `origin`, from the list by local hour."""
    hours = pl.DataFrame({"t": from_epoch(origin + 3600.0 * np.arange(plan.days * 24 + 24))})
    midnight = pl.datetime(plan.first_day.year, plan.first_day.month, plan.first_day.day)
    index = hours.select((wall_clock("t") - midnight).dt.total_hours())["t"].to_list()
    return [local[min(max(k, 0), len(local) - 1)] for k in index]


def _times(
    draft: _Draft, traits: _Traits, turnouts: list[Turnout], rng: np.random.Generator
) -> dict[str, NDArray[np.float64]]:
    """The call's own chain of times, from its turnouts; NaN where it has none."""
    count = len(draft.kind)
    times = {name: np.full(count, np.nan) for name in ("dispatched", "enroute", "arrived", "cleared")}
    units = np.zeros(count)
    for turnout in turnouts:
        k = turnout.call
        units[k] += 1
        if np.isnan(times["dispatched"][k]):
            times["dispatched"][k], times["enroute"][k] = turnout.dispatched, turnout.enroute
            times["arrived"][k] = turnout.arrived
        times["arrived"][k] = min(times["arrived"][k], turnout.arrived)
        times["cleared"][k] = np.nanmax((times["cleared"][k], turnout.cleared))
    queued = draft.received + traits.intake
    desk = rng.lognormal(np.log(540.0), 0.6, count)
    none = np.isnan(times["cleared"])
    closed = np.where(none, queued + desk, times["cleared"] + rng.uniform(5, 240, count))
    off_duty = none & (traits.origin == "administrative")
    closed = np.where(off_duty, draft.received + np.maximum(traits.scene, 60.0), closed)
    talk = draft.received + rng.lognormal(np.log(110.0), 0.5, count)
    times |= {"queued": queued, "closed": closed, "units": units}
    times["phone_ended"] = np.where(
        np.isin(traits.reception, ("911", "phone")), np.minimum(talk, closed), np.nan
    )
    times["acknowledged"] = np.minimum(times["dispatched"] + rng.uniform(2, 11, count), times["enroute"])
    return times


def _frame(
    kinds: tuple[DemoType, ...], draft: _Draft, traits: _Traits, turnouts: list[Turnout], places: Places,
    lonlat: NDArray[np.float64], house: NDArray[np.int64], beats: NDArray[np.str_], rng: np.random.Generator,
) -> pl.DataFrame:  # fmt: skip
    times = _times(draft, traits, turnouts, rng)
    table = pl.DataFrame([(k.code, k.label, k.group, k.report) for k in kinds],
                         schema=["type_code", "type_raw", "type_group", "share"], orient="row")  # fmt: skip
    typed = table[draft.kind]
    report = (rng.random(len(draft.kind)) < typed["share"].to_numpy()) & ~traits.cancelled
    report |= np.array([name == "depot_thefts" for name in draft.plant])
    disposition = _dispositions(typed, traits, report, rng)
    blocks = places.blocks[draft.block]
    known = np.ceil((times["closed"] + 60) / 3600) * 3600 + 300
    frame = pl.DataFrame(
        {
            "id": time_ids(draft.received, rng),
            "source": pl.repeat(SOURCE, len(draft.kind), eager=True),
            "service": pl.repeat("police", len(draft.kind), eager=True),
            "origin": traits.origin, "reception": traits.reception, "reception_raw": np.char.upper(traits.reception),
            "type_code": typed["type_code"], "type_raw": typed["type_raw"].str.to_uppercase(),
            "type_group": typed["type_group"], "priority": traits.priority,
            "received_at": from_epoch(draft.received),
            "queued_at": from_epoch(times["queued"]),
            **{f"{n}_at": from_epoch(times[n]) for n in
               ("dispatched", "acknowledged", "enroute", "arrived", "cleared", "closed", "phone_ended")},
            "known_at": from_epoch(known),
            "location_text": [f"{n} {s.upper()}" for n, s in zip(house.tolist(), blocks["street"], strict=True)],
            "block_text": blocks["block_text"],
            "lon": lonlat[:, 0], "lat": lonlat[:, 1],
            "h3": [int(h3.latlng_to_cell(y, x, 9), 16) for x, y in lonlat.tolist()],
            "beat_code": beats, "beat_raw": beats,
            "place_quality": pl.repeat("exact", len(draft.kind), eager=True),
            "disposition_code": disposition, "report_written": report,
            "cancelled": traits.cancelled, "held": traits.held, "scheduled": traits.scheduled,
            "phone_handled": traits.phone, "is_test": typed["type_code"] == "TEST",
            "unit_count": times["units"].astype(np.int16),
        }
    )  # fmt: skip
    return _numbered(frame)


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds wall clock, offset, running numbers by year, and the columns that start empty."""
    return frame.with_columns(
        received_local=wall_clock("received_at"),
        utc_offset_min=offset_minutes("received_at"),
        reopened_at=pl.lit(None, dtype=pl.Datetime("us", "UTC")),
        reopened=pl.lit(False),
        disposition_raw=pl.col("disposition_code"),
        quality_flags=pl.lit([], dtype=pl.List(pl.String)),
    ).with_columns(
        number=pl.format(
            "{}-{}",
            pl.col("received_local").dt.strftime("%y"),
            pl.int_range(1, pl.len() + 1).over(pl.col("received_local").dt.year()).cast(pl.String).str.zfill(6),
        ),
    ).with_columns(external_id=pl.format("C{}", pl.col("number").str.replace("-", "")))  # fmt: skip


def _dispositions(
    typed: pl.DataFrame, traits: _Traits, report: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.str_]:
    group, draw = typed["type_group"].to_numpy(), rng.random(len(report))
    usual = np.where(draw < 0.40, "ADV", np.where(draw < 0.62, "CHK", np.where(draw < 0.84, "GOA", "UTL")))
    usual = np.where((group == "alarm") & (draw < 0.93), "FAL", usual)
    usual = np.where((group == "civil") & (draw < 0.5), "CIV", usual)
    usual = np.where(
        np.isin(group, ("traffic_stop", "parking_enforcement")), np.where(draw < 0.55, "CIT", "ADV"), usual
    )
    usual = np.where(group == "directed_patrol", "CHK", usual)
    usual = np.where(traits.origin == "administrative", "ADM", usual)
    usual = np.where(report, np.where(draw < 0.16, "ARR", "RPT"), usual)
    return np.where(traits.cancelled, np.where(draw < 0.4, "DUP", "CAN"), usual)


def _unit_frame(turnouts: list[Turnout], calls: pl.DataFrame) -> pl.DataFrame:
    ids = calls["id"].to_list()
    lead: set[int] = set()
    primary = [t.call not in lead and not lead.add(t.call) for t in turnouts]  # type: ignore[func-returns-value]
    times = {
        n: np.array([getattr(t, n) for t in turnouts])
        for n in ("dispatched", "enroute", "arrived", "cleared")
    }
    return pl.DataFrame(
        {
            "call_id": [ids[t.call] for t in turnouts],
            "unit_code": [t.unit for t in turnouts],
            "officers": pl.repeat(1, len(turnouts), dtype=pl.Int16, eager=True),
            "is_primary": primary,
            **{f"{name}_at": from_epoch(values) for name, values in times.items()},
        }
    ).with_columns(
        acknowledged_at=pl.min_horizontal("enroute_at", pl.col("dispatched_at") + pl.duration(seconds=4))
    )

"""The invented department: about ninety members, their units and their turns of duty.

Night officers pick their days off by seniority and most pick Friday and Saturday; those nights run short.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from commonbeat.demo import names
from commonbeat.demo.geography import BEAT_NAMES

# Watch: first hour, length in hours, and how many officers begin their four days on each weekday (Monday first).
WATCHES: dict[str, tuple[int, int, list[int]]] = {
    "day": (6, 10, [3, 3, 3, 2, 2, 2, 2]),
    "swing": (14, 10, [4, 4, 3, 3, 2, 2, 2]),
    "night": (21, 10, [3, 3, 2, 1, 0, 1, 2]),
}
RELIEF_BEATS = ("3A", "3B", "5A", "2A", "4B", "1B", "4A", "5B", "1A", "2B")
ABSENCE = 0.13  # leave, court, training, sickness: share of turns not worked

STAFF = [
    ("Chief of Police", 1, True), ("Captain", 2, True), ("Lieutenant", 4, True), ("Sergeant", 9, True),
    ("Detective", 8, True), ("Traffic Officer", 4, True), ("School Officer", 2, True),
    ("Dispatcher", 8, False), ("Records Clerk", 3, False), ("Crime Analyst", 1, False),
    ("Community Service Officer", 2, False), ("Systems Administrator", 1, False),
    ("Public Information Officer", 1, False),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Roster:
    """members: number, name, rank, is_sworn, unit_code, watch. units: code, kind, beat_code.

    shifts: number, unit_code, starts_local, ends_local (naive local wall clock); patrol units only.
    beat_owners: beat code to member number.
    """

    members: pl.DataFrame
    units: pl.DataFrame
    shifts: pl.DataFrame
    beat_owners: dict[str, str]


def _people(count: int, rng: np.random.Generator) -> list[str]:
    """Distinct names, given and family."""
    family = list(rng.permutation(names.FAMILY))
    return [f"{rng.choice(names.GIVEN)} {family[k % len(family)]}" for k in range(count)]


def _patrol() -> list[tuple[str, str, str, int]]:
    """Patrol places: unit code, beat, watch, first working weekday."""
    places = []
    beats = list(BEAT_NAMES)
    for digit, (watch, (_, _, starts)) in enumerate(WATCHES.items(), 1):
        days = [weekday for weekday, count in enumerate(starts) for _ in range(count)]
        for k, weekday in enumerate(days):
            beat = beats[(k * 3) % 10] if k < 10 else RELIEF_BEATS[k - 10]
            code = f"{beat}{digit}" if k < 10 else f"R{digit}{k - 9}"
            places.append((code, beat, watch, weekday))
    return places


def build_roster(first_day: date, end_day: date, seed: int = 98) -> Roster:
    """Members, units and turns of duty from first_day to four weeks after end_day (absences only before end_day)."""
    rng = np.random.default_rng([seed, 7])
    places = _patrol()
    ranks = [(rank, sworn) for rank, count, sworn in STAFF for _ in range(count)]
    people = _people(len(ranks) + len(places), rng)
    rows = []
    for k, (rank, sworn) in enumerate(ranks):
        rows.append((f"{101 + k}", people[k], rank, sworn, "", ""))
    for k, (code, _, watch, _) in enumerate(places):
        rows.append((f"{301 + k}", people[len(ranks) + k], "Police Officer", True, code, watch))
    members = pl.DataFrame(
        rows, schema=["number", "name", "rank", "is_sworn", "unit_code", "watch"], orient="row"
    )
    units = [(code, "patrol", beat) for code, beat, _, _ in places]
    units += [(f"S{k}", "supervisor", "") for k in range(1, 7)] + [
        (f"T{k}", "traffic", "") for k in range(1, 5)
    ]
    units += [(f"D{k}", "detective", "") for k in range(1, 9)] + [(f"CS{k}", "service", "") for k in (1, 2)]
    sergeants = members.filter(pl.col("rank") == "Sergeant")["number"].to_list()
    return Roster(
        members=members,
        units=pl.DataFrame(units, schema=["code", "kind", "beat_code"], orient="row"),
        shifts=_shifts(places, first_day, end_day, rng),
        beat_owners={beat: sergeants[k % len(sergeants)] for k, beat in enumerate(BEAT_NAMES)},
    )


def _shifts(
    places: list[tuple[str, str, str, int]], first_day: date, end_day: date, rng: np.random.Generator
) -> pl.DataFrame:
    rows = []
    days = (end_day - first_day).days + 28
    midnight = datetime(first_day.year, first_day.month, first_day.day)
    for k, (code, _, watch, weekday) in enumerate(places):
        hour, length, _ = WATCHES[watch]
        for day in range(-1, days):
            if (day - weekday) % 7 > 3:
                continue
            absent = rng.random() < ABSENCE
            if absent and day < days - 28:
                continue
            start = midnight + timedelta(days=day, hours=hour)
            rows.append((f"{301 + k}", code, start, start + timedelta(hours=length)))
    return pl.DataFrame(rows, schema=["number", "unit_code", "starts_local", "ends_local"], orient="row")


def units_on_duty(roster: Roster, first_day: date, days: int) -> list[list[str]]:
    """Patrol units on duty for each local hour since first_day's midnight."""
    midnight = datetime(first_day.year, first_day.month, first_day.day)
    hours: list[list[str]] = [[] for _ in range(days * 24)]
    for code, start, end in roster.shifts.select("unit_code", "starts_local", "ends_local").iter_rows():
        first = int((start - midnight).total_seconds() // 3600)
        last = int((end - midnight).total_seconds() // 3600)
        for hour in range(max(first, 0), min(last, len(hours))):
            hours[hour].append(code)
    return hours

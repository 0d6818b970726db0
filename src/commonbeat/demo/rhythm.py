"""When things happen: hours, weekdays, seasons, and arrivals drawn from them on the local wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from commonbeat.demo.call_types import DemoType
from commonbeat.demo.plants import Plan

HOURS: dict[str, list[float]] = {
    "flat": [1] * 24,
    "day": [3, 2, 2, 2, 2, 3, 5, 8, 10, 11, 12, 12, 12, 12, 13, 14, 14, 14, 12, 10, 9, 7, 6, 4],
    "office": [1, 1, 1, 1, 1, 1, 2, 6, 12, 15, 16, 15, 13, 14, 14, 14, 12, 9, 6, 4, 3, 2, 2, 1],
    "shop": [1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 2, 4, 8, 11, 13, 14, 14, 14, 15, 16, 17, 16, 14, 11, 7, 3, 1.5],
    "evening": [7, 6, 4, 3, 2, 2, 3, 4, 5, 6, 7, 8, 9, 9, 10, 12, 13, 14, 15, 15, 15, 14, 13, 10],
    "night": [17, 16, 11, 5, 3, 2, 1.5, 1.5, 2, 2, 3, 3, 4, 4, 4, 5, 6, 7, 8, 10, 13, 16, 19, 20],
    "early": [9, 9, 9, 9, 9, 9, 8, 7, 6, 5, 4, 4, 4, 4, 4, 4, 5, 6, 7, 7, 7, 8, 8, 9],
    "discover": [3, 2, 1.5, 1, 2, 5, 12, 18, 17, 14, 11, 10, 9, 8, 8, 8, 9, 9, 8, 6, 5, 5, 4, 4],
    "commute": [3, 2, 2, 1, 1, 3, 7, 13, 13, 9, 8, 9, 11, 11, 13, 16, 18, 19, 14, 9, 7, 6, 5, 4],
    "traffic": [9, 8, 6, 3, 1, 1, 4, 9, 12, 12, 10, 8, 6, 7, 9, 11, 11, 9, 8, 8, 9, 11, 12, 11],
    "school": [1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 8, 12, 9, 9, 11, 12, 9, 13, 19, 14, 9, 8, 7, 6, 5, 3, 2],
}
# Monday to Sunday.
DAYS: dict[str, list[float]] = {
    "flat": [1] * 7,
    "weekday": [1.12, 1.08, 1.06, 1.06, 1.10, 0.84, 0.74],
    "weekend": [0.90, 0.86, 0.87, 0.92, 1.08, 1.23, 1.14],
    "friday": [0.66, 0.64, 0.70, 0.86, 1.42, 1.66, 1.06],
}


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Drawn calls: index of the type, and local wall-clock seconds since the plan's first midnight."""

    kind: NDArray[np.int64]
    second: NDArray[np.float64]


def seen_by_feed(
    kinds: tuple[DemoType, ...], arrivals: Arrivals, plan: Plan, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Which calls the feed takes in.

    The work was always done; before the break the extraction left most officer and administrative types out. So
    loads and waits do not change at the break, only the number of rows does.
    """
    share = np.array([kind.weekly / kind.weekly_after for kind in kinds])[arrivals.kind]
    after = arrivals.second // 86_400 >= plan.break_day
    return rng.random(len(share)) < np.where(after, share + (1 - share) * plan.strength, share)


def _night_shape(hours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hour weights by weekday: Friday and Saturday evenings run on past midnight."""
    table = np.tile(hours / hours.sum(), (7, 1))
    for weekday, factor in ((4, 1.35), (5, 1.35)):
        table[weekday, 20:] *= factor
        table[(weekday + 1) % 7, :3] *= factor
    return table


def draw_arrivals(kinds: tuple[DemoType, ...], plan: Plan, rng: np.random.Generator) -> Arrivals:
    """Arrivals of all types over the plan's days.

    Counts are Poisson around a mean that itself varies by week and day (gamma), so weeks spread more than
    Poisson would, as real calls do.
    """
    base = np.array([kind.weekly_after for kind in kinds]) / 7.0
    day_numbers = np.arange(plan.days)
    weekday = day_numbers % 7
    first = plan.first_day.toordinal()
    of_year = np.array([date.fromordinal(first + int(d)).timetuple().tm_yday for d in day_numbers])
    season = np.cos(2 * np.pi * (of_year - 196) / 365.25)
    swing = np.array([kind.summer for kind in kinds])
    mean = base * (1 + season[:, None] * swing)
    by_day = np.array([np.array(DAYS[kind.days]) / np.mean(DAYS[kind.days]) for kind in kinds])
    mean *= by_day[:, weekday].T
    weeks = plan.days // 7
    mean *= np.repeat(rng.gamma(70.0, 1 / 70.0, (weeks, len(kinds))), 7, axis=0)
    mean *= rng.gamma(40.0, 1 / 40.0, (plan.days, 1))
    shape = np.stack([_night_shape(np.array(HOURS[kind.hours], dtype=float)) for kind in kinds])
    hourly = mean[:, :, None] * shape[:, weekday, :].transpose(1, 0, 2)
    counts = rng.poisson(hourly)
    day, kind, hour = np.nonzero(counts)
    repeat = counts[day, kind, hour]
    day, kind, hour = (np.repeat(part, repeat) for part in (day, kind, hour))
    second = day * 86_400.0 + hour * 3_600.0 + rng.uniform(0, 3_600.0, len(day))
    return Arrivals(kind, np.floor(second))

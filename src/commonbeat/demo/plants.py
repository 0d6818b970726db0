"""What is planted in the demo city, and must be found by the weekly report.

Everything planted is written here and nowhere else, so that a test can compare the report with the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

WEEKS = 78
DEPOT = "Sixth Street Depot"
DEPOT_RADIUS_M = 400.0
DEPOT_THEFTS_LAST_WEEK = 14
DEPOT_THEFTS_WEEK_BEFORE = 8
LATE_NIGHT_WEEKS = 3
LATE_NIGHT_EXTRA_PER_NIGHT = 16
BREAK_WEEKS_BEFORE_END = 20
BREAK_CARRIERS = ("TSTOP", "PARKCHK", "OFFDUTY", "BUSCHK", "INFO")


@dataclass(frozen=True, slots=True)
class Plan:
    """The time frame. Days are counted from first_day, a Monday; end_day (a Monday) is the first day not covered.

    strength: 1 for the plants as they are written here, 0.5 for half of everything added, 0 for a city without plants.
    """

    first_day: date
    end_day: date
    strength: float = 1.0

    @property
    def days(self) -> int:
        """Length in days, a multiple of seven."""
        return (self.end_day - self.first_day).days

    @property
    def break_day(self) -> int:
        """Day number of the Sunday from which the feed takes in more types; far outside in a short plan."""
        day = self.days - 7 * BREAK_WEEKS_BEFORE_END - 1
        return day if day > 0 else 10**6

    @property
    def break_date(self) -> date:
        """The Sunday of the feed break."""
        return self.first_day + timedelta(days=self.break_day)


def plan_for(today: date, weeks: int = WEEKS, strength: float = 1.0) -> Plan:
    """The frame that ends with the last full week (Monday to Sunday) before `today`."""
    end = today - timedelta(days=today.weekday())
    return Plan(end - timedelta(weeks=weeks), end, strength)


@dataclass(frozen=True, slots=True)
class PlantedCall:
    """A planted call: type code, local second since the plan's first midnight, block, and which plant it is."""

    code: str
    second: float
    block_id: int
    plant: str


def depot_thefts(
    plan: Plan,
    near_blocks: NDArray[np.int64],
    already: tuple[int, int],
    rng: np.random.Generator,
) -> list[PlantedCall]:
    """Vehicle thefts near the depot that fill up the last two weeks.

    already: thefts drawn by chance near the depot in the week before the last and in the last week. Four in five of
    the planted are between 22:00 and 02:00, most from Thursday to Saturday night.
    """
    planted = []
    goals = (DEPOT_THEFTS_WEEK_BEFORE, DEPOT_THEFTS_LAST_WEEK)
    for week, (goal, have) in enumerate(zip(goals, already, strict=True)):
        monday = plan.days - 14 + 7 * week
        missing = round(max(0, goal - have) * plan.strength)
        for number in range(missing):
            night = int(rng.choice([0, 1, 2, 3, 4, 5], p=[0.05, 0.08, 0.12, 0.25, 0.25, 0.25]))
            hour = rng.uniform(22.0, 25.98) if number % 6 != 5 else rng.uniform(6.5, 12.0)
            second = (monday + night) * 86_400 + hour * 3_600
            planted.append(
                PlantedCall("VEHTHEFT", float(int(second)), int(rng.choice(near_blocks)), "depot_thefts")
            )
    return planted


def late_nights(plan: Plan, bar_blocks: NDArray[np.int64], rng: np.random.Generator) -> list[PlantedCall]:
    """Disturbances in the bar streets on Friday and Saturday from 22:00 to 03:00, for the last three weeks."""
    planted = []
    for week in range(LATE_NIGHT_WEEKS):
        monday = plan.days - 7 * (week + 1)
        for weekday in (4, 5):
            for _ in range(int(rng.poisson(LATE_NIGHT_EXTRA_PER_NIGHT * plan.strength))):
                second = (monday + weekday) * 86_400 + rng.triangular(22.0, 23.8, 27.0) * 3_600
                code = str(rng.choice(["DISTURB", "FIGHT", "DRUNK", "NOISE"], p=[0.5, 0.25, 0.15, 0.1]))
                planted.append(
                    PlantedCall(code, float(int(second)), int(rng.choice(bar_blocks)), "late_nights")
                )
    return planted

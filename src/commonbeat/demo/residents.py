"""The year in which the invented residents turn to the department: what their issues, questions and reports share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Model

from commonbeat.demo.plants import Plan
from commonbeat.kernel import audit
from commonbeat.kernel.contact.codes import hash_of, new_code
from commonbeat.kernel.contact.models import Conversation

WEEKS = 52
FRESH = timedelta(days=8)  # a city whose calls end longer ago lives in the past, and so do its residents
RESIDENT = audit.Actor("resident")


@dataclass
class Year:
    """What every story is told from.

    Attributes:
        rng: where chance comes from.
        zone: of the city.
        now: the moment up to which things have happened.
        days: the calendar of business days.
    """

    rng: np.random.Generator
    zone: ZoneInfo
    now: datetime
    days: Any

    def pick(self, rows: Any, shares: Any = None) -> Any:
        """One of some rows, each as likely as the other or by its share."""
        odds = None if shares is None else np.array(shares) / sum(shares)
        return rows[int(self.rng.choice(len(rows), p=odds))]

    def at(self, day: date, minute: int) -> datetime:
        """A minute of a local day, as a moment in UTC."""
        return datetime.combine(day, time(minute // 60, minute % 60), self.zone).astimezone(UTC)

    def business_days_later(self, moment: datetime, count: int) -> date:
        """So many business days after the day of a moment; with none, that day or the first business day after it."""
        day = moment.astimezone(self.zone).date()
        while count > 0 or not self.days.is_business_day(day):
            day += timedelta(days=1)
            count -= self.days.is_business_day(day)
        return day


def end_of(plan: Plan, zone: ZoneInfo, now: datetime) -> datetime:
    """When the year ends: now, or with a city that lives in the past at the end of its calls."""
    end = datetime.combine(plan.end_day, time.min, zone).astimezone(UTC)
    return now if end <= now < end + FRESH else end


def part_of(plan: Plan, total: int) -> int:
    """How many of a year's ``total`` fall into the plan, where that is shorter than a year."""
    return round(total * min(1.0, plan.days / (7 * WEEKS)))


def conversation(record: Model, kind: str, language: str, at: datetime) -> Conversation:
    """What was said about a record, not saved and empty so far; nobody has its code."""
    return Conversation(
        kind=kind, subject_kind=record._meta.label_lower, subject_id=record.pk, code_hash=hash_of(new_code()),
        language=language, opened_at=at, last_at=at,
    )  # fmt: skip


def note(kind: str, seed: int, **counts: int) -> None:
    """Write down that a year was built: ``note("questions", 7, questions=900)``."""
    audit.record(
        f"demo.{kind}_built", actor=audit.SYSTEM, object_kind="city", object_id="marisol",
        details={**counts, "seed": seed},
    )  # fmt: skip

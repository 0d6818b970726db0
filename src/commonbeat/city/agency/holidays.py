"""Holidays: the usual ones of a year, and keeping the list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commonbeat.kernel.access import acting

from .models import Holiday

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
MONDAY, THURSDAY = 0, 3


def usual_holidays(year: int) -> list[Holiday]:
    """The holidays most offices of a Californian city keep, not saved; a city adds and removes its own.

    The days are those of Cal. Gov. Code §6700 and 5 U.S.C. §6103(a) that offices commonly close on. One that falls
    on a Sunday is kept on Monday, one on a Saturday on Friday (as 5 U.S.C. §6103(b) does for federal offices).

    Args:
        year: whose holidays; a New Year's Day kept in the last days of December belongs to the year it begins.

    Returns:
        In order of their days.
    """
    fixed = [
        (date(year, 1, 1), "New Year's Day"),
        (date(year, 6, 19), "Juneteenth"),
        (date(year, 7, 4), "Independence Day"),
        (date(year, 11, 11), "Veterans Day"),
        (date(year, 12, 25), "Christmas Day"),
    ]
    thanksgiving = _nth(year, 11, THURSDAY, 4)
    moving = [
        (_nth(year, 1, MONDAY, 3), "Martin Luther King Jr. Day"),
        (_nth(year, 2, MONDAY, 3), "Presidents' Day"),
        (_nth(year, 6, MONDAY, 1) - timedelta(days=7), "Memorial Day"),
        (_nth(year, 9, MONDAY, 1), "Labor Day"),
        (thanksgiving, "Thanksgiving Day"),
        (thanksgiving + timedelta(days=1), "Day after Thanksgiving"),
    ]
    found = [Holiday(day=_kept_on(day), name=name, observed=_kept_on(day) != day) for day, name in fixed]
    found += [Holiday(day=day, name=name) for day, name in moving]
    return sorted(found, key=lambda one: one.day)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """The so-manieth weekday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _kept_on(day: date) -> date:
    """The day an office is closed for a holiday."""
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def add_holidays(holidays: list[Holiday], *, actor: Any, reason: str) -> list[Holiday]:
    """Close the office on more days; days it is closed on already stay as they are.

    Clocks that run keep the due moment they were started with: it has been promised.

    Args:
        holidays: not saved.
        actor: needs ``agency.edit``.
        reason: why; kept in the audit log.

    Returns:
        Those that were added.
    """
    with acting(
        actor, "agency.edit", "agency.holiday_added", object_kind="agency", object_id="1", reason=reason
    ) as act:
        there = set(Holiday.objects.values_list("day", flat=True))
        new = list({one.day: one for one in holidays if one.day not in there}.values())
        Holiday.objects.bulk_create(new, ignore_conflicts=True)
        act.details["days"] = ", ".join(f"{one.day:%Y-%m-%d}" for one in new) or "no further day"
    return new


def remove_holiday(holiday: Holiday, *, actor: Any, reason: str) -> None:
    """Open the office on a day again; promises given meanwhile keep their due moment.

    Args:
        holiday: which.
        actor: needs ``agency.edit``.
        reason: why; kept in the audit log.
    """
    with acting(
        actor, "agency.edit", "agency.holiday_removed", object_kind="agency", object_id="1", reason=reason
    ) as act:
        act.details["days"] = f"{holiday.day:%Y-%m-%d}"
        holiday.delete()

"""How times, numbers and states are said, on screen, in print and in mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True)
class Status:
    """A state's shape and word; the shape carries the meaning where colour does not."""

    shape: str
    word: str | Promise


STATUSES = {
    "on_time": Status("●", _("on time")),
    "due_soon": Status("◐", _("due soon")),
    "late": Status("▲", _("late")),
    "done": Status("✓", _("done")),
}


def duration(age: timedelta, *, fine: bool = False) -> str:
    """Say how long something took or has waited.

    Args:
        age: the duration; a negative one (clocks differ) counts as zero.
        fine: give the second unit as well, "6 min 10 s" instead of "6 min".

    Returns:
        "45 s", "12 min", "3 h", "5 days"; fine: "12 min 5 s", "3 h 20 min", "5 days 4 h".
    """
    seconds = max(0, int(age.total_seconds()))
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return _joined(seconds // MINUTE, "min", seconds % MINUTE, "s", fine)
    if seconds < 2 * DAY:
        return _joined(seconds // HOUR, "h", seconds % HOUR // MINUTE, "min", fine)
    return _joined(seconds // DAY, pgettext("many days", "days"), seconds % DAY // HOUR, "h", fine)


def _joined(first: int, unit: str, second: int, small_unit: str, fine: bool) -> str:
    """Join two units, leaving out a second one that is zero or not asked for."""
    return f"{first} {unit} {second} {small_unit}" if fine and second else f"{first} {unit}"


def number(value: float | int | None, places: int = 0) -> str:
    """Return a number with the active locale's separators, rounded to `places`; "–" for none."""
    if value is None:
        return "–"
    # number_format cuts digits off; rounding is what a reader expects.
    return number_format(round(value, places), decimal_pos=places, force_grouping=True)

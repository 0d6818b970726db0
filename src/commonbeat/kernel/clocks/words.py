"""A clock in words and one sign: never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import lengths
from .calendar import calendar
from .running import now

if TYPE_CHECKING:
    from .models import Clock

SOON = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """How a clock stands.

    Attributes:
        name: ``on_time``, ``due_soon``, ``late``, ``still``, ``kept``, ``kept_late`` or ``void``.
        mark: one sign for it.
        text: a few words, with the date where one matters.
    """

    name: str
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {self.text}"


def standing(clock: Clock) -> Standing:
    """How a clock stands now."""
    at = now()
    when = {"day": due_words(clock)}
    if clock.outcome == "void":
        return Standing("void", "–", _("Does not apply"))
    if clock.outcome == "kept":
        return Standing("kept", "✓", _("Done in time"))
    if clock.outcome == "late":
        return Standing("kept_late", "✓", _("Done late"))
    if clock.is_late(at):
        return Standing("late", "▲", _("Late: was due %(day)s") % when)
    if clock.still_since is not None:
        return Standing("still", "●", _("On hold"))
    if at >= (clock.remind_at or clock.due_at - SOON):
        return Standing("due_soon", "◐", _("Due soon: %(day)s") % when)
    return Standing("on_time", "●", _("On time: due %(day)s") % when)


def due_text(clock: Clock) -> str:
    """How a clock stands, as one short text with its sign."""
    return str(standing(clock))


def due_words(clock: Clock) -> str:
    """The due day in the agency's zone and the reader's language; with the time where hours were promised."""
    local = clock.due_at.astimezone(calendar().tz)
    in_hours = lengths.read(clock.length).unit == "hours"
    day = date_format(local, "DATE_FORMAT")
    return f"{day}, {date_format(local, 'TIME_FORMAT')}" if in_hours else day

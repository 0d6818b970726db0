"""What is checked and told with the moves of an interview or a criminal track."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import day_of, today
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.workflow import Effect, MoveRefused

from . import enums, events

if TYPE_CHECKING:
    from commonbeat.kernel.workflow.models import Move

DAYS_IN_ORDER = ("opened_on", "referred_on", "filed_on", "ended_on")


def _noticed(interview: Any, move: Move) -> None:
    if not interview.notices.within_look().filter(planned_at=interview.planned_at).exists():
        raise MoveRefused({"": _("No notice was served for this hour.")})


def _duties(interview: Any, move: Move) -> None:
    from .checklist import unmet

    if interview.began_at >= interview.ended_at:
        raise MoveRefused({"ended_at": _("It ended before it began.")})
    if interview.ended_at > timezone.now():
        raise MoveRefused({"ended_at": _("This lies in the future.")})
    if left := unmet(interview):
        said = "; ".join(f"{one.title} ({one.authority})" for one in left)
        raise MoveRefused({"": _("Not met, and without a written reason: %(duties)s.") % {"duties": said}})


def _warned(interview: Any, move: Move) -> None:
    if interview.part == enums.Part.ACCUSED and interview.admonition_at is None:
        raise MoveRefused(
            {"": _("Who refuses is first told that this may be punished (Gov. Code 3303(e)): note when.")}
        )


def _given(interview: Any, move: Move) -> None:
    if not day_of(interview.began_at) <= interview.transcript_given_on <= today():
        raise MoveRefused(
            {"transcript_given_on": _("It is given after the interview, and not in the future.")}
        )


def _days(track: Any, move: Move) -> None:
    given = [(name, getattr(track, name)) for name in DAYS_IN_ORDER if getattr(track, name)]
    for (_earlier, before), (name, day) in pairwise(given):
        if day < before:
            raise MoveRefused({name: _("This day lies before the step before it.")})
    name, last = given[-1]
    if last > today():
        raise MoveRefused({name: _("This lies in the future.")})


def _over(track: Any, move: Move) -> None:
    audit_events.announce(events.CriminalTrackOver(track.pk))


NOTICED = Effect("checks that a notice was served for this hour", _noticed)
DUTIES = Effect("checks the duties of Gov. Code 3303", _duties)
WARNED = Effect("checks that they were told what a refusal may bring", _warned)
GIVEN = Effect("checks the day", _given)
DAYS = Effect("checks the days", _days)
OVER = Effect("ends the standstill of the complaint's year", _over)

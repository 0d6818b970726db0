"""What happens with the moves of an alert, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import today
from commonbeat.kernel.clocks import calendar_days, running
from commonbeat.kernel.workflow import Effect, MoveRefused

from .enums import FOLLOW_UPS
from .promises import ACKNOWLEDGE, FOLLOW_UP, REVIEW

if TYPE_CHECKING:
    from commonbeat.kernel.workflow.models import Move

    from .models import Alert


def _promise(record: Alert, move: Move) -> None:
    running.start(ACKNOWLEDGE, record, at=move.at)


def _close(record: Alert, move: Move) -> None:
    from .supervision import close_up

    type(record).objects.within_look().filter(pk=record.pk).update(closed_at=timezone.now())
    close_up(record)


def _reopen(record: Alert, move: Move) -> None:
    type(record).objects.within_look().filter(pk=record.pk).update(closed_at=None)
    running.start(REVIEW, record, at=move.at)


def _needs(record: Alert, what: str, words: str) -> None:
    if not getattr(record, what).within_look().exists():
        raise MoveRefused({"": words})


def _planned(record: Alert, move: Move) -> None:
    _needs(record, "meetings", _("Write down the talk with the officer first."))
    _needs(record, "plans", _("Write down the plan first."))


def _followed(record: Alert, move: Move) -> None:
    _needs(record, "followups", _("Write down how it goes first."))


def _measured(record: Alert, move: Move) -> None:
    _needs(record, "outcomes", _("Have the effect worked out first."))


def next_follow_up(record: Alert) -> None:
    """Let the clock run to the next of the days at which a plan is looked at again, counted from its agreement."""
    plan = record.plans.within_look().order_by("-agreed_on").first()
    done = set(record.followups.within_look().values_list("day", flat=True))
    running.stop(FOLLOW_UP, record)
    left = [day for day in FOLLOW_UPS if day not in done]
    if plan is not None and left:
        gone = max((today() - plan.agreed_on).days, 0)
        running.start(FOLLOW_UP, record, length=calendar_days(max(left[0] - gone, 1)))


PROMISED = Effect("a supervisor is to read it", _promise)
CLOSED = Effect("closing day", _close)
OPENED_AGAIN = Effect("open again, talk and decision", _reopen)
PLANNED = Effect("a talk and a plan are on file", _planned)
FOLLOWED = Effect("looked at again", _followed)
NEXT_FOLLOW_UP = Effect("next look", lambda record, move: next_follow_up(record))
MEASURED = Effect("effect worked out", _measured)

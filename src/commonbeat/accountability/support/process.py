"""What becomes of an alert (``docs/reference/processes.md`` draws it)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import starts, stops
from commonbeat.kernel.workflow import Process, State, Transition

from . import effects
from .promises import ACKNOWLEDGE, FOLLOW_UP, REVIEW

REVIEWER = "support.review"

ALERT = Process(
    name="support.alert",
    title=_("Early support alert"),
    model="support.Alert",
    states=(
        State("raised", "open", _("Raised")),
        State("acknowledged", "open", _("Read")),
        State("reviewed", "open", _("Reviewed")),
        State("plan", "open", _("Plan agreed")),
        State("follow_up", "open", _("Looked at again")),
        State("effect_noted", "open", _("Effect noted")),
        State("no_action", "closed", _("Nothing needed")),
        State("closed", "closed", _("Closed")),
    ),
    begins=(effects.PROMISED,),
    transitions=(
        Transition(
            "acknowledge", _("I have read it"), ("raised",), "acknowledged", REVIEWER,
            effects=(stops(ACKNOWLEDGE), starts(REVIEW)),
        ),
        Transition("review", _("Reviewed with its context"), ("acknowledged",), "reviewed", REVIEWER),
        Transition(
            "no_action", _("Nothing is needed"), ("reviewed",), "no_action", REVIEWER, reason=True,
            effects=(stops(REVIEW), effects.CLOSED),
        ),
        Transition(
            "agree", _("A plan was agreed"), ("reviewed",), "plan", REVIEWER,
            effects=(effects.PLANNED, stops(REVIEW), effects.NEXT_FOLLOW_UP),
        ),
        Transition(
            "look_again", _("It was looked at again"), ("plan",), "follow_up", REVIEWER,
            effects=(effects.FOLLOWED, effects.NEXT_FOLLOW_UP),
        ),
        Transition(
            "note_effect", _("What came of it"), ("follow_up",), "effect_noted", REVIEWER,
            effects=(effects.MEASURED, stops(FOLLOW_UP)),
        ),
        Transition("close", _("Close"), ("effect_noted",), "closed", REVIEWER, effects=(effects.CLOSED,)),
        Transition(
            "reopen", _("Open again"), ("no_action", "closed"), "reviewed", REVIEWER, reason=True,
            effects=(effects.OPENED_AGAIN,),
        ),
    ),
)  # fmt: skip

"""What a commendation and a suggestion go through."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import stops, voids
from commonbeat.kernel.workflow import Process, State, Transition

from . import effects
from .promises import ANSWER, PASS_ON

WORK = "commendations.work"

COMMENDATION = Process(
    name="commendations.commendation",
    title=_("Commendation"),
    model="commendations.Commendation",
    states=(
        State("received", "open", _("Received"), _("We have it")),
        State("matched", "open", _("Matched"), _("We know who it is for")),
        State("passed_on", "open", _("Passed on"), _("Passed on")),
        State("closed", "closed", _("Closed"), _("Done")),
    ),
    begins=(effects.START_PASS_ON,),
    transitions=(
        Transition("match", _("Say whom it thanks"), ("received",), "matched", WORK),
        Transition("unmatch", _("Take the match back"), ("matched",), "received", WORK, reason=True),
        Transition(
            "pass_on",
            _("Pass it on"),
            ("matched",),
            "passed_on",
            WORK,
            effects=(effects.HAND_ON, stops(PASS_ON), effects.TELL_NEWS),
        ),
        Transition("close", _("Close"), ("passed_on",), "closed", WORK),
        Transition(
            "give_up",
            _("Close without passing it on"),
            ("received", "matched"),
            "closed",
            WORK,
            reason=True,
            effects=(voids(PASS_ON), effects.TELL_REASON),
        ),
    ),
)

OPEN = ("received", "being_considered")
SUGGESTION = Process(
    name="commendations.suggestion",
    title=_("Suggestion"),
    model="commendations.Suggestion",
    states=(
        State("received", "open", _("Received"), _("We have it")),
        State("being_considered", "open", _("Being considered"), _("We think about it")),
        State("answered", "closed", _("Answered"), _("Answered")),
        State("closed", "closed", _("Closed"), _("Closed")),
    ),
    begins=(effects.START_ANSWER,),
    transitions=(
        Transition(
            "consider",
            _("Consider it"),
            ("received",),
            "being_considered",
            WORK,
            effects=(effects.TELL_NEWS,),
        ),
        Transition(
            "answer",
            _("Answer"),
            OPEN,
            "answered",
            WORK,
            requires=("answer", "outcome"),
            effects=(stops(ANSWER), effects.TELL_ANSWER),
        ),
        Transition(
            "close",
            _("Close without an answer"),
            OPEN,
            "closed",
            WORK,
            reason=True,
            effects=(voids(ANSWER), effects.TELL_REASON),
        ),
        Transition("withdraw", _("Take it back"), OPEN, "closed", "", effects=(voids(ANSWER),)),
    ),
)

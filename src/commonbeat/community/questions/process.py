"""What a question, a town hall and a question asked there go through."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import resumes, starts, stops, tolls, voids
from commonbeat.kernel.workflow import Process, State, Transition

from . import effects
from .promises import ANSWER

OPEN = ("awaiting", "needs_clarification")
ANSWERED = ("answered", "partly_answered", "not_held", "cannot_say", "referred")

QUESTION = Process(
    name="questions.question",
    title=_("Question"),
    model="questions.Question",
    states=(
        State("awaiting", "open", _("Awaiting an answer"), _("We are working on it")),
        State("needs_clarification", "open", _("Needs clarification"), _("We asked you something")),
        State("answered", "closed", _("Answered")),
        State("partly_answered", "closed", _("Partly answered"), _("Answered in part")),
        State("not_held", "closed", _("Not held"), _("We do not have this")),
        State("cannot_say", "closed", _("Cannot say"), _("We may not say")),
        State("referred", "closed", _("Referred"), _("Passed on to those who know")),
        State("withdrawn", "closed", _("Withdrawn"), _("You took it back")),
        State("set_aside", "closed", _("Set aside"), _("Not taken, by our rules")),
    ),
    begins=(effects.START,),
    transitions=(
        Transition(
            "clarify",
            _("Ask the asker something"),
            ("awaiting",),
            "needs_clarification",
            "questions.answer",
            reason=True,
            effects=(tolls(ANSWER),),
        ),
        Transition(
            "clarified",
            _("The asker wrote back"),
            ("needs_clarification",),
            "awaiting",
            "",
            effects=(resumes(ANSWER),),
        ),
        Transition(
            "go_on",
            _("Go on without waiting for the asker"),
            ("needs_clarification",),
            "awaiting",
            "questions.answer",
            effects=(resumes(ANSWER),),
        ),
        *(
            Transition(
                name,
                title,
                OPEN,
                target,
                "questions.answer",
                requires=("answer",),
                effects=(stops(ANSWER), effects.TELL_ANSWER),
            )
            for name, title, target in (
                ("answer", _("Answer"), "answered"),
                ("answer_partly", _("Answer in part"), "partly_answered"),
                ("say_not_held", _("Say that we do not have it"), "not_held"),
                ("say_cannot", _("Say that we may not say"), "cannot_say"),
                ("refer", _("Pass on, and say to whom"), "referred"),
            )
        ),
        Transition("withdraw", _("Take the question back"), OPEN, "withdrawn", "", effects=(voids(ANSWER),)),
        Transition(
            "set_aside",
            _("Set aside by a published rule"),
            OPEN,
            "set_aside",
            "questions.moderate",
            requires=("rule",),
            reason=True,
            effects=(voids(ANSWER), effects.TELL_NEWS),
        ),
        Transition(
            "disagree",
            _("Disagree with the answer"),
            ANSWERED,
            "awaiting",
            "",
            effects=(starts(ANSWER),),
        ),
    ),
)

TOWN_HALL = Process(
    name="questions.town_hall",
    title=_("Town hall"),
    model="questions.TownHall",
    states=(
        State("planned", "open", _("Planned")),
        State("open", "open", _("Open"), _("Going on now")),
        State("closed", "closed", _("Closed"), _("Over")),
    ),
    transitions=(
        Transition("open", _("Open the town hall"), ("planned",), "open", "questions.host"),
        Transition(
            "close",
            _("Close it and destroy its key"),
            ("planned", "open"),
            "closed",
            "questions.host",
            reason=True,
        ),
    ),
)

WAITING = ("pending", "approved", "on_stage")
SHOWN = ("approved", "on_stage", "answered", "to_follow_up")
HALL_QUESTION = Process(
    name="questions.hall_question",
    title=_("Question at a town hall"),
    model="questions.HallQuestion",
    states=(
        State("pending", "open", _("Waiting for a look"), _("Being looked at")),
        State("approved", "open", _("Approved"), _("In line")),
        State("on_stage", "open", _("On stage"), _("Being answered now")),
        State("to_follow_up", "open", _("To follow up"), _("To be answered later")),
        State("answered", "closed", _("Answered")),
        State("merged", "closed", _("Merged"), _("Joined with another one")),
        State("declined", "closed", _("Declined"), _("Not shown, by our rules")),
    ),
    transitions=(
        Transition("approve", _("Approve"), ("pending",), "approved", "questions.moderate"),
        Transition("bring_back", _("Take back the refusal"), ("declined",), "pending", "questions.moderate"),
        Transition("stage", _("On stage"), ("approved",), "on_stage", "questions.moderate"),
        Transition("unstage", _("Back in line"), ("on_stage",), "approved", "questions.moderate"),
        Transition(
            "answer",
            _("Answered"),
            ("on_stage", "approved", "to_follow_up"),
            "answered",
            "questions.moderate",
        ),
        Transition(
            "follow_up",
            _("Answer later"),
            ("approved", "on_stage", "pending"),
            "to_follow_up",
            "questions.moderate",
        ),
        Transition(
            "merge",
            _("Merge"),
            ("pending", "approved"),
            "merged",
            "questions.moderate",
            requires=("merged_into",),
        ),
        Transition(
            "decline",
            _("Decline"),
            ("pending", "approved"),
            "declined",
            "questions.moderate",
            requires=("rule",),
        ),
    ),
)

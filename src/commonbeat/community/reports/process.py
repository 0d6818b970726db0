"""The life of a report: sent, read, perhaps asked about, accepted with a case number or refused with a public reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import contact
from commonbeat.kernel.audit.log import Actor
from commonbeat.kernel.clocks import resumes, starts, stops, tolls, voids
from commonbeat.kernel.workflow import Effect, Process, State, Transition

NAME = "reports.report"


def _tell(record: Any, move: Any) -> None:
    conversation = contact.conversation_of(record)
    if conversation is not None:
        contact.tell(conversation)


def _close(record: Any, move: Any) -> None:
    conversation = contact.conversation_of(record)
    if conversation is not None and conversation.closed_at is None:
        contact.close(conversation, actor=Actor(move.actor_kind, move.actor_id))


TELL = Effect("tells the resident", _tell)
CLOSE = Effect("ends the conversation", _close)

PROCESS = Process(
    name=NAME,
    title=_("Police report"),
    model="reports.OnlineReport",
    begins=(starts("reports.review"),),
    states=(
        State("submitted", "open", _("Sent, not read yet"), _("We have it")),
        State("returned", "open", _("Returned with questions"), _("We have a question for you")),
        State("in_review", "open", _("Being read"), _("A person is reading it")),
        State("escalated", "open", _("Waits for a call"), _("We call you about it")),
        State("accepted", "closed", _("Accepted"), _("Accepted: it has a case number")),
        State("refused", "closed", _("Refused"), _("Not taken as a report")),
        State("withdrawn", "closed", _("Withdrawn"), _("You took it back")),
    ),
    transitions=(
        Transition("take", _("Start reading"), ("submitted",), "in_review", "reports.review"),
        Transition(
            "ask",
            _("Return with questions"),
            ("submitted", "in_review"),
            "returned",
            "reports.review",
            reason=True,
            effects=(tolls("reports.review"), TELL),
        ),
        Transition(
            "answer",
            _("Answered"),
            ("returned",),
            "in_review",
            "",
            effects=(resumes("reports.review"),),
        ),
        Transition(
            "go_on",
            _("Go on without an answer"),
            ("returned",),
            "in_review",
            "reports.review",
            reason=True,
            effects=(resumes("reports.review"),),
        ),
        Transition(
            "escalate",
            _("An officer calls"),
            ("submitted", "returned", "in_review"),
            "escalated",
            "reports.review",
            reason=True,
            effects=(stops("reports.review"), starts("reports.callback"), TELL),
        ),
        Transition(
            "above_ceiling",
            _("Loss above the ceiling: an officer calls"),
            ("submitted",),
            "escalated",
            "",
            effects=(starts("reports.callback"),),
        ),
        Transition(
            "called",
            _("Spoke with them"),
            ("escalated",),
            "in_review",
            "reports.take",
            reason=True,
            effects=(stops("reports.callback"),),
        ),
        Transition(
            "accept",
            _("Accept"),
            ("submitted", "in_review", "escalated"),
            "accepted",
            "reports.review",
            requires=("case_number",),
            effects=(stops("reports.review"), stops("reports.callback"), TELL),
        ),
        Transition(
            "refuse",
            _("Refuse"),
            ("submitted", "in_review", "escalated"),
            "refused",
            "reports.review",
            requires=("refusal",),
            reason=True,
            effects=(stops("reports.review"), stops("reports.callback"), TELL),
        ),
        Transition(
            "withdraw",
            _("Take it back"),
            ("submitted", "returned", "in_review", "escalated"),
            "withdrawn",
            "",
            effects=(voids("reports.review"), voids("reports.callback"), CLOSE),
        ),
        Transition(
            "ask_person",
            _("Asked for a person"),
            ("refused",),
            "escalated",
            "",
            reason=True,
            effects=(starts("reports.callback"),),
        ),
    ),
)

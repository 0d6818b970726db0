"""A complaint as whoever made it sees it on the tracking page: states and dates, never a name."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.kernel import audit, clocks, contact
from commonbeat.kernel.contact import CaseShown, ResidentAction
from commonbeat.kernel.contact.models import Party
from commonbeat.kernel.workflow import history, process, state_of

from . import actions, another_look, enums, mediating, text
from .models import Complaint
from .promises import ACKNOWLEDGE, CALL_BACK, LETTER, LIMIT, REVIEW

PHONE = re.compile(r"(?:\d[\s().-]*){7,}")
YES, NO = enums.Answer.YES, enums.Answer.NO
OVER = ("decided", "complainant_notified", "closed")


def complaint_of(conversation: Any) -> Complaint:
    """The complaint a conversation is about, inside the look of whoever proved it."""
    return Complaint.objects.within_look().get(pk=conversation.subject_id)


def show(conversation: Any) -> CaseShown:
    """Number, state in plain words, dates, what comes next; nobody's name, no finding before the letter."""
    complaint = complaint_of(conversation)
    state = state_of(complaint)
    return CaseShown(
        number=complaint.number,
        title=_("Your complaint"),
        state=state.public_title,
        state_kind=state.kind,
        sentence=_sentence(complaint),
        due=_due(complaint),
        steps=_steps(complaint),
        may_write=state.kind == "open",
        extra_template="complaints/_case.html",
        extra={"complaint": complaint, "notes": _notes(complaint)},
    )


def _sentence(complaint: Complaint) -> str:
    if complaint.withdrawn_at and complaint.state not in OVER:
        return str(text.WITHDRAWN)
    return str(text.SENTENCES[complaint.state])


def _notes(complaint: Complaint) -> list[str]:
    """What else waits: a call, a talk, another look at the outcome."""
    found = []
    if complaint.wants_call_back and not complaint.called_back_at:
        found.append(f"{text.CALL_WAITS} {_told_due(complaint, CALL_BACK, titled=False)}".strip())
    if told := _mediation(complaint):
        found.append(told)
    if complaint.review_asked_at:
        found.append(_review_told(complaint))
    return found


def _review_told(complaint: Complaint) -> str:
    if another_look.waits(complaint):
        return str(text.REVIEW_ASKED)
    return str(text.REVIEW_ANSWERED if complaint.decided_on else text.REVIEW_OPENED)


def _mediation(complaint: Complaint) -> str:
    """How mediation stands: what they said themselves, and what the officer said only once both have answered."""
    stage, said = complaint.mediation, complaint.mediation_complainant
    if stage in (enums.Mediation.OFFERED, enums.Mediation.OFFICER):
        stage = enums.Mediation.DECLINED if said == NO else enums.Mediation.OFFERED
    return str(text.MEDIATION[stage]) if stage else ""


def _due(complaint: Complaint) -> str:
    """The nearest promise that still runs: what it is, and how it stands."""
    told = (_told_due(complaint, kind) for kind in (ACKNOWLEDGE, LETTER, REVIEW, LIMIT))
    return next((one for one in told if one), "")


def _told_due(complaint: Complaint, kind: str, *, titled: bool = True) -> str:
    """How a promise stands in words; "" where it does not run."""
    clock = clocks.clock_of(kind, complaint)
    if clock is None or not clock.is_running:
        return ""
    return f"{clocks.kind(kind).title}. {clocks.due_text(clock)}" if titled else str(clocks.due_text(clock))


def _steps(complaint: Complaint) -> list[tuple[Any, Any, Any]]:
    """When it came to each public state; steps inside the department that residents have one word for are one step."""
    course = process(complaint.PROCESS)
    found: list[tuple[Any, Any, Any]] = []
    for made in history(complaint):
        title = str(course.state(made.to_state).public_title)
        if not found or found[-1][1] != title:
            found.append((made.at, title, ""))
    return found


def _say(conversation: Any, words: str) -> None:
    contact.say(conversation, actor=actions.RESIDENT, text=words, by="resident")


def _call_back(conversation: Any, given: dict[str, Any]) -> None:
    """Ask for a call; without a number on file, one must have been written to us."""
    known = Party.objects.filter(conversation=conversation).exclude(phone="").exists()
    if not known and not any(
        PHONE.search(one.text) for one in contact.utterances(conversation).filter(by="resident")
    ):
        raise ValueError(_("We have no number of yours. Write it to us first, then press this again."))
    actions.ask_call_back(complaint_of(conversation))


def _withdraw(conversation: Any, given: dict[str, Any]) -> None:
    actions.withdraw(complaint_of(conversation), reason=given["reason"])
    _say(conversation, given["reason"])


def _review(conversation: Any, given: dict[str, Any]) -> None:
    another_look.ask(complaint_of(conversation))
    _say(conversation, given["reason"])


def _talk(answer: str) -> Any:
    def run(conversation: Any, given: dict[str, Any]) -> None:
        """The complainant's own word on mediation; it takes the officer's too."""
        complaint = Complaint.objects.within_look().select_for_update().get(pk=conversation.subject_id)
        if not mediating.may_answer(complaint, answer):
            raise ValueError(_("There is nothing to answer now."))
        mediating.complainant_says(complaint, answer)
        audit.record(
            "complaints.mediation",
            actor=actions.RESIDENT,
            object_kind="complaint",
            object_id=complaint.pk,
            case=str(complaint.pk),
            details={"mediation": f"complainant: {answer}"},
        )

    return run


def _may_call(conversation: Any) -> bool:
    complaint = complaint_of(conversation)
    waits = complaint.wants_call_back and not complaint.called_back_at
    return not waits and state_of(complaint).kind == "open"


def _may_withdraw(conversation: Any) -> bool:
    complaint = complaint_of(conversation)
    return (
        not complaint.withdrawn_at
        and not complaint.decided_on
        and not complaint.closed_on
        and state_of(complaint).kind == "open"
    )


def _may_review(conversation: Any) -> bool:
    return another_look.may_ask(complaint_of(conversation))


def _asked_to(answer: str) -> Any:
    return lambda conversation: mediating.may_answer(complaint_of(conversation), answer)


ACTIONS = (
    ResidentAction(
        "call", gettext_lazy("Have a supervisor call me within a day"), _call_back, shown=_may_call
    ),
    ResidentAction(
        "talk", gettext_lazy("Yes, I would talk with the officer"), _talk(YES), shown=_asked_to(YES)
    ),
    ResidentAction("no_talk", gettext_lazy("No talk"), _talk(NO), shown=_asked_to(NO)),
    ResidentAction(
        "review",
        gettext_lazy("Please look at the outcome again (this can be asked once)"),
        _review,
        asks_reason=True,
        shown=_may_review,
    ),
    ResidentAction(
        "withdraw",
        gettext_lazy("Take my complaint back (grave matters are still looked into)"),
        _withdraw,
        asks_reason=True,
        shown=_may_withdraw,
    ),
)

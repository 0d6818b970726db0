"""What the tracking page shows of a request, and what its resident may do there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.kernel import audit, contact, workflow
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.contact.cases import CaseShown, ResidentAction

from .enums import Answer
from .models import CodeCase, Questionnaire, ServiceRequest, in_language
from .publication import project
from .showing import state_words, steps_of

if TYPE_CHECKING:
    from commonbeat.kernel.contact.models import Conversation

RESIDENT = audit.Actor("resident")
REOPEN_WITHIN = timedelta(days=30)
WRITE_WITHIN = timedelta(days=60)
LONGEST_COMMENT = 1000


def request_of(conversation: Conversation) -> ServiceRequest:
    """The request a conversation is about."""
    return ServiceRequest.objects.select_related("category__group", "duplicate_of").get(
        pk=conversation.subject_id
    )


def show(conversation: Conversation) -> CaseShown:
    """The request as its resident sees it."""
    record = request_of(conversation)
    is_open = workflow.is_open(record)
    steps = [(step.at, step.title or _("News from the department"), step.text) for step in steps_of(record)]
    steps += _case_steps(record)
    if record.duplicate_of and _all_may_read(record.duplicate_of):
        steps += [
            (one.at, one.title, one.text)
            for one in steps_of(record.duplicate_of)
            if one.at > record.received_at
        ]
    return CaseShown(
        number=record.number,
        title=in_language(record.category, "name"),
        state=str(state_words(record.state)),
        state_kind="open" if is_open else "closed",
        sentence=_sentence(record, is_open),
        due=date_format(record.expected_on, "DATE_FORMAT") if record.expected_on and is_open else "",
        steps=steps,
        may_write=is_open or _closed_since(record) < WRITE_WITHIN,
        extra_template="requests/track.html",
        extra={
            "description": record.description,
            "place": record.place_text,
            "private": record.private,
            "public_id": getattr(getattr(record, "public", None), "public_id", None),
            "reason": "" if is_open else in_language(record, "public_reason"),
            "shown_name": record.shown_name if record.show_name else "",
        },
    )


def _all_may_read(record: ServiceRequest) -> bool:
    """Whether a request is public: a private one is its own resident's business, also where this one repeats it."""
    return hasattr(record, "public")


def _case_steps(record: ServiceRequest) -> list[tuple[Any, Any, str]]:
    """Stages of the code case: their names and days, nothing of what stands in it."""
    case = CodeCase.objects.filter(request=record).first()
    if case is None:
        return []
    course = workflow.process(CodeCase.PROCESS)
    return [(move.at, course.state(move.to_state).public_title, "") for move in workflow.history(case)]


def _sentence(record: ServiceRequest, is_open: bool) -> str:
    """What happens now."""
    if record.duplicate_of and _all_may_read(record.duplicate_of):
        survivor = record.duplicate_of
        return _("Somebody reported this before. We work on it under %(number)s. It is now: %(state)s.") % {
            "number": survivor.number,
            "state": state_words(survivor.state),
        }
    if not is_open:
        return in_language(record, "public_reason") or _("This request is closed.")
    if record.state == "new":
        return _("We have your request. Somebody looks at it within two business days.")
    if record.state == "scheduled" and record.scheduled_on:
        return _("Work is planned for %(day)s.") % {"day": date_format(record.scheduled_on, "DATE_FORMAT")}
    return _("We are working on it. You read here what happens.")


def _closed_since(record: ServiceRequest) -> timedelta:
    return timezone.now() - record.closed_at if record.closed_at else timedelta()


def _may_reopen(conversation: Conversation) -> bool:
    record = request_of(conversation)
    return record.state in ("fixed", "no_further_action", "referred", "not_ours") and (
        _closed_since(record) <= REOPEN_WITHIN
    )


def _reopen(conversation: Conversation, given: dict[str, Any]) -> None:
    """ "Not fixed": open it again within 30 days of its closing.

    Raises:
        ValueError: too late, no reason, or somebody reopened it already.
    """
    if not _may_reopen(conversation):
        raise ValueError(_("This can be opened again within 30 days. Please send a new request."))
    reason = tidy(str(given.get("reason", "")))[:LONGEST_COMMENT]
    workflow.move(request_of(conversation), "not_fixed", actor=RESIDENT, reason=reason)
    contact.say(conversation, actor=RESIDENT, text=reason, by="resident")


def _is_open(conversation: Conversation) -> bool:
    return workflow.is_open(request_of(conversation))


def _withdraw(conversation: Conversation, given: dict[str, Any]) -> None:
    """The resident takes the request back.

    Raises:
        ValueError: it is closed already.
    """
    words = {}
    for code in ("en", "es"):
        with translation.override(code):
            words[f"public_reason_{code}"] = _("The resident took the request back.")
    workflow.move(request_of(conversation), "withdraw", actor=RESIDENT, values=words)


def _shows_name(conversation: Conversation) -> bool:
    return request_of(conversation).show_name


def _hide_name(conversation: Conversation, given: dict[str, Any]) -> None:
    """Take the name off the public page, also later."""
    record = request_of(conversation)
    with transaction.atomic():
        record.show_name, record.shown_name = False, ""
        record.save(update_fields=["show_name", "shown_name"])
        audit.record("requests.name_hidden", actor=RESIDENT, object_kind="request", object_id=record.pk)
        project(record)


def _is_public(conversation: Conversation) -> bool:
    record = request_of(conversation)
    return not (record.private or record.category.private)


def _make_private(conversation: Conversation, given: dict[str, Any]) -> None:
    """Take the request off the public map, also later."""
    record = request_of(conversation)
    with transaction.atomic():
        record.private, record.show_name, record.shown_name = True, False, ""
        record.save(update_fields=["private", "show_name", "shown_name"])
        audit.record("requests.made_private", actor=RESIDENT, object_kind="request", object_id=record.pk)
        project(record)


def _is_asked(conversation: Conversation) -> bool:
    return Questionnaire.objects.filter(
        request_id=conversation.subject_id, answered_at=None, stopped=False
    ).exists()


def _answering(answer: str) -> Any:
    def run(conversation: Conversation, given: dict[str, Any]) -> None:
        comment = tidy(str(given.get("reason", "")))[:LONGEST_COMMENT]
        with transaction.atomic():
            done = Questionnaire.objects.filter(
                request_id=conversation.subject_id, answered_at=None, stopped=False
            ).update(answered_at=timezone.now(), answer=answer, comment=comment)
            if done:
                audit.record(
                    "requests.answered",
                    actor=RESIDENT,
                    object_kind="request",
                    object_id=conversation.subject_id,
                    details={"answer": answer},
                )

    return run


def _stop_asking(conversation: Conversation, given: dict[str, Any]) -> None:
    """No such question any more."""
    Questionnaire.objects.filter(request_id=conversation.subject_id).update(stopped=True)


ACTIONS = (
    ResidentAction(
        "not_fixed",
        gettext_lazy("It is not fixed: open it again"),
        _reopen,
        asks_reason=True,
        shown=_may_reopen,
    ),
    ResidentAction("answer_yes", gettext_lazy("Yes, it is fixed"), _answering(Answer.YES), shown=_is_asked),
    ResidentAction(
        "answer_partly", gettext_lazy("It is fixed in part"), _answering(Answer.PARTLY), shown=_is_asked
    ),
    ResidentAction("answer_no", gettext_lazy("No, it is not fixed"), _answering(Answer.NO), shown=_is_asked),
    ResidentAction("stop_asking", gettext_lazy("Do not ask me this"), _stop_asking, shown=_is_asked),
    ResidentAction("hide_name", gettext_lazy("Hide my name"), _hide_name, shown=_shows_name),
    ResidentAction(
        "make_private", gettext_lazy("Take it off the public map"), _make_private, shown=_is_public
    ),
    ResidentAction("withdraw", gettext_lazy("Take the request back"), _withdraw, shown=_is_open),
)

"""Taking, answering and publishing questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.numbers import next_number
from commonbeat.kernel import clocks, contact
from commonbeat.kernel.access import Act, acting
from commonbeat.kernel.audit import Actor
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.database.turns import one_at_a_time
from commonbeat.kernel.workflow import begin, move

from . import alarms
from .enums import CASE_KIND, Channel, Publication, Rule, Topic
from .language import language_of
from .models import LONGEST, Alarm, Question
from .process import ANSWERED
from .promises import ANSWER
from .published import show

RESIDENT = Actor("resident")
WORK, MODERATE = "questions.answer", "questions.moderate"


@dataclass(frozen=True)
class Asked:
    """A question that was just taken. ``code`` is shown once; "" when the same form was sent before."""

    question: Question
    code: str
    alarm: Alarm | None

    @property
    def safe_reply(self) -> str:
        """What to say at once where the words sound like danger; "" otherwise."""
        return alarms.safe_reply(self.alarm.kinds, self.question.language) if self.alarm else ""


def ask(
    *,
    text: str,
    channel: str,
    actor: Any = RESIDENT,
    capability: str | None = None,
    language: str = "",
    topic: str = Topic.OTHER,
    asked_at: datetime | None = None,
    source_link: str = "",
    wants_public: bool = False,
    door_token: str | None = None,
    owner: Any = None,
    **who: Any,
) -> Asked:
    """Take a question, open its conversation, look for words of danger, all in one transaction.

    Args:
        text: as asked.
        channel: one of ``Channel``.
        actor: the resident, or the account that writes it down.
        capability: what that account needs; ``None`` at a public door.
        language: of the page; found from the words when empty.
        asked_at: when it reached us; now, unless given.
        source_link: the post it was asked under.
        wants_public: the asker agrees to its being read.
        door_token: of the form; a form sent twice makes one question.
        owner: who answers.
        who: ``name``, ``email``, ``phone`` and ``wants`` for the conversation.

    Raises:
        ValidationError: by field.
        Refused: the account may not.
    """
    said = tidy(text)
    if not said:
        raise ValidationError({"text": _("Please write your question.")})
    if asked_at and asked_at > timezone.now():
        raise ValidationError({"asked_at": _("This lies in the future.")})
    with transaction.atomic():
        if door_token:
            one_at_a_time(f"questions:{door_token}")
        before = Question.objects.filter(door_token=door_token).first() if door_token else None
        if before is not None:
            return Asked(before, "", before.alarms.first())
        question = Question(
            number=next_number("Q", digits=4),
            text=said[:LONGEST],
            language=language or language_of(said),
            topic=topic,
            channel=channel,
            source_link=source_link,
            asked_at=asked_at or timezone.now(),
            door_token=door_token,
            wants_public=wants_public,
            publication=Publication.WAITING if wants_public else Publication.PRIVATE,
            owner=owner,
        )
        begin(
            question,
            actor=actor,
            capability=capability,
            details={"number": question.number, "channel": channel},
        )
        code = contact.open_conversation(question, kind=CASE_KIND, language=question.language, **who).code
        alarm = alarms.raise_if_needed(question)
    return Asked(question, code, alarm)


@contextmanager
def _act(
    question: Question, actor: Any, action: str, capability: str = WORK, *, reason: str = ""
) -> Iterator[Act]:
    """Do something to a question, written down with its number."""
    with acting(
        actor, capability, action, object_kind="question", object_id=question.pk, reason=reason
    ) as act:
        act.details["number"] = question.number
        yield act


def assign(question: Question, *, actor: Any, owner: Any) -> None:
    """Say who answers.

    Args:
        actor: needs ``questions.answer``.
        owner: an account.
    """
    with _act(question, actor, "questions.assigned") as act:
        Question.objects.filter(pk=question.pk).update(owner=owner)
        question.owner = owner
        act.details["owner"] = str(owner.pk) if owner else ""


def extend(question: Question, *, actor: Any, reason: str) -> None:
    """Let the clock stand still for a lawful reason, which the asker reads; a late one cannot be extended.

    Args:
        actor: needs ``questions.answer``.
        reason: the law or rule that allows it, in plain words.

    Raises:
        ClockRefused: no clock runs, it is late already, or there is no reason.
    """
    with _act(question, actor, "questions.extended", reason=reason):
        clocks.toll(ANSWER, question, actor=actor, reason=reason)
        _say(question, actor, reason)


def go_on(question: Question, *, actor: Any) -> None:
    """Let an extended clock run on.

    Raises:
        ClockRefused: none stands still.
    """
    with _act(question, actor, "questions.extension_ended"):
        clocks.resume(ANSWER, question, actor=actor)


def step(
    question: Question, name: str, *, actor: Any, reason: str = "", values: dict[str, Any] | None = None
) -> None:
    """Move a question one step; what the asker is asked, or told as a reason, joins the conversation.

    Raises:
        MoveRefused: not possible, or something is missing.
        Refused: the actor may not.
    """
    with transaction.atomic():
        move(question, name, actor=actor, reason=reason, values=values, details={"number": question.number})
        if name in ("clarify", "set_aside"):
            _say(question, actor, reason)


def _say(question: Question, actor: Any, text: str) -> None:
    conversation = contact.conversation_of(question)
    if conversation is not None:
        contact.say(conversation, actor=actor, text=text, by="department")
        contact.tell(conversation)


def disagree(question: Question, *, reason: str) -> None:
    """The asker says, once, that the answer does not answer; the question waits again with a clock of its own.

    Raises:
        MoveRefused: there is no answer, or no reason.
        ValueError: it was said before.
    """
    if question.disagreed_at is not None:
        raise ValueError(_("You told us before. This can be done once."))
    with transaction.atomic():
        values = {"disagreed_at": timezone.now()}
        move(
            question,
            "disagree",
            actor=RESIDENT,
            reason=reason,
            values=values,
            details={"number": question.number},
        )
        conversation = contact.conversation_of(question)
        if conversation is not None:
            contact.say(conversation, actor=RESIDENT, text=reason, by="resident")


def publish(question: Question, *, actor: Any, words: dict[str, str]) -> None:
    """Put question and answer where everybody can read them.

    Args:
        actor: needs ``questions.moderate``.
        words: ``question_en``, ``answer_en``, ``question_es``, ``answer_es``; both of at least one language.

    Raises:
        ValueError: the asker did not agree, there is no answer yet, or no language is complete.
    """
    if not question.wants_public:
        raise ValueError(_("The asker did not agree, so it stays between us."))
    if question.state not in ANSWERED:
        raise ValueError(_("There is no answer yet."))
    given = {
        name: tidy(words.get(name, "")) for name in ("question_en", "answer_en", "question_es", "answer_es")
    }
    whole = [code for code in ("en", "es") if given[f"question_{code}"] and given[f"answer_{code}"]]
    half = [code for code in ("en", "es") if bool(given[f"question_{code}"]) != bool(given[f"answer_{code}"])]
    if not whole or half:
        raise ValueError(_("Give question and answer in one language at least, and never half of one."))
    with _act(question, actor, "questions.published", MODERATE) as act:
        now = question.published_at or timezone.now()
        _set(question, publication=Publication.PUBLISHED, rule="", published_at=now, **given)
        show(question)
        _on_event_page(question, actor)
        act.details["languages"] = whole


def decline_publication(question: Question, *, actor: Any, rule: str) -> None:
    """Keep an answer off the public page, for one of the published reasons.

    Args:
        actor: needs ``questions.moderate``.
        rule: one of ``Rule``.

    Raises:
        ValueError: no such rule.
    """
    if rule not in Rule.values:
        raise ValueError(_("Choose one of the published reasons."))
    to = Publication.WITHDRAWN if question.publication == Publication.PUBLISHED else Publication.DECLINED
    with _act(question, actor, "questions.not_published", MODERATE, reason=rule):
        _set(question, publication=to, rule=rule)
        show(question)


def _on_event_page(question: Question, actor: Any) -> None:
    """The answer to a question that a town hall left open stands on that evening's page too."""
    left = question.hall_question
    if left is not None and left.state == "to_follow_up":
        answers = {"answer_en": question.answer_en, "answer_es": question.answer_es}
        move(left, "answer", actor=actor, values={**answers, "answered_at": timezone.now()})


def _set(question: Question, **values: Any) -> None:
    Question.objects.filter(pk=question.pk).update(**values)
    for name, value in values.items():
        setattr(question, name, value)


def key_in(*, actor: Any, **given: Any) -> Asked:
    """Write down a question that came by mail, phone, social media or at the counter.

    Args:
        actor: needs ``questions.answer``.
        given: as for ``ask``.
    """
    if given.get("channel") == Channel.SOCIAL and not given.get("source_link"):
        raise ValidationError(
            {"source_link": _("Give the address of the post, so that the answer finds its way back.")}
        )
    return ask(actor=actor, capability=WORK, **given)

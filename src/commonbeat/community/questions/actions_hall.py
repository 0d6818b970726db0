"""Running a town hall: plan, open, take and moderate questions, count votes, answer, close and forget."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CharField, F, Max, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.numbers import next_numbers
from commonbeat.kernel import audit, clocks
from commonbeat.kernel.access import acting
from commonbeat.kernel.audit import Actor
from commonbeat.kernel.clocks.calendar import calendar
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.live import announce
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.workflow import begin, begun, bulk_begin, move

from . import alarms, keys, text
from .enums import Channel, Publication, Rule, Topic
from .hall_texts import PREFIX, tell_answer, text_back
from .models import HallQuestion, HallVoice, HallVote, Question, TownHall
from .process import WAITING
from .promises import ANSWER

RESIDENT = Actor("resident")
LONGEST = 600
MOST_AN_HOUR = 10  # questions by one sender
VOTED_FOR = ("approved", "on_stage")


class NotOpen(ValueError):
    """The town hall takes nothing now."""


def topic_of(hall: TownHall) -> str:
    """What its live pages listen to."""
    return f"questions.hall:{hall.pk}"


def plan(hall: TownHall, *, actor: Any) -> TownHall:
    """Put a town hall on the calendar.

    Args:
        hall: not saved yet.
        actor: needs ``questions.host``.
    """
    hall.keyword = hall.keyword.upper()
    begin(hall, actor=actor, capability="questions.host", details={"slug": hall.slug})
    return hall


def change(hall: TownHall, *, actor: Any) -> None:
    """Keep what was changed of a town hall that is not over.

    Raises:
        NotOpen: it is over.
    """
    if hall.state == "closed":
        raise NotOpen(_("This town hall is over."))
    hall.keyword = hall.keyword.upper()
    with acting(
        actor, "questions.host", "questions.hall_changed", object_kind="town_hall", object_id=hall.pk
    ):
        hall.save()
        announce(topic_of(hall))


def open_hall(hall: TownHall, *, actor: Any) -> None:
    """Open a town hall: its key is made, and from now on questions and votes are taken.

    Raises:
        MoveRefused: it is open or over.
        Refused: the actor may not.
    """
    existed = keys.lives(hall.pk)
    fingerprint = keys.make(hall.pk)
    now = timezone.now()
    values = {"opened_at": now, "key_made_at": now, "key_fingerprint": fingerprint}
    try:
        with transaction.atomic():
            move(hall, "open", actor=actor, values=values, details={"key": fingerprint})
            announce(topic_of(hall))
    except BaseException:
        if not existed:
            keys.destroy(hall.pk)
        raise


def waiting_texts(hall: TownHall) -> int:
    """Text messages that have not gone out yet; after the close they never will."""
    return _texts_of(hall).filter(state__in=("queued", "sending")).count()


def close_hall(hall: TownHall, *, actor: Any, reason: str) -> int:
    """End a town hall: what is unanswered gets an owner and a date, then everything about senders is forgotten.

    The key is destroyed before the transaction commits: if the commit fails, the evening is still open but nobody can be
    found any more. That is the safer way round.

    Args:
        actor: needs ``questions.host``.
        reason: why now.

    Returns:
        How many questions are to be followed up.

    Raises:
        MoveRefused: it is over already, or there is no reason.
        Refused: the actor may not.
    """
    with transaction.atomic():
        people = hall.voices.count()
        now = timezone.now()
        fingerprint = hall.key_fingerprint
        values = {"closed_at": now, "key_destroyed_at": now if fingerprint else None, "people": people}
        move(hall, "close", actor=actor, reason=reason, values=values, details={"key": fingerprint})
        left = _follow_up(hall, actor)
        HallVote.objects.filter(question__hall=hall).delete()
        HallVoice.objects.filter(hall=hall).delete()
        HallQuestion.objects.filter(hall=hall).update(pseudonym=None, door_token=None)
        _forget_texts(hall)
        announce(topic_of(hall))
        if fingerprint:
            keys.destroy(hall.pk)
            audit.record(
                "questions.key_destroyed",
                actor=actor,
                object_kind="town_hall",
                object_id=hall.pk,
                reason=reason,
                details={"key": fingerprint},
            )
    return left


def _texts_of(hall: TownHall) -> QuerySet[Message]:
    return Message.objects.filter(recipient__startswith=f"{PREFIX}:{hall.pk}:")


def _forget_texts(hall: TownHall) -> None:
    """Take sender and question out of the outbox: else questions of one sender could be told to belong together."""
    _texts_of(hall).update(
        recipient=f"{PREFIX}:{hall.pk}:forgotten",
        dedupe_key=Concat(Value(f"{PREFIX}:"), Cast("pk", CharField())),
    )


def _follow_up(hall: TownHall, actor: Any) -> int:
    """Every question without an answer becomes one of the department's, without any asker."""
    rows = list(
        hall.questions.filter(state__in=(*WAITING, "to_follow_up"), followed_by=None).order_by("number")
    )
    for question in rows:
        if question.state != "to_follow_up":
            move(question, "follow_up", actor=actor)
    now, days = timezone.now(), calendar()
    numbers = next_numbers("Q", len(rows), digits=4)
    made = [_as_question(question, number, now) for question, number in zip(rows, numbers, strict=True)]
    # The close itself asked for the right to host; one row of the log stands for all of them.
    bulk_begin(made, [begun(one, at=now, actor=actor) for one in made])
    owner = str(hall.owner_id)
    clocks.bulk_clocks([clocks.past(ANSWER, one, started=now, owner=owner, days=days) for one in made])
    if made:
        audit.record(
            "questions.followed_up",
            actor=actor,
            object_kind="town_hall",
            object_id=hall.pk,
            details={"questions": len(made), "first": numbers[0], "last": numbers[-1]},
        )
    return len(rows)


def _as_question(question: HallQuestion, number: str, at: datetime) -> Question:
    """A question of the department, not saved, that carries on one of the evening; nobody is known who asked."""
    return Question(
        number=number,
        text=question.text,
        language=question.language,
        topic=Topic.EVENTS,
        channel=Channel.TOWN_HALL,
        asked_at=at,
        wants_public=True,
        publication=Publication.WAITING,
        hall_question=question,
        owner=question.hall.owner,
    )


def ask(
    hall: TownHall,
    *,
    text: str,
    language: str,
    pseudonym: str | None = None,
    by_text: bool = False,
    door_token: str | None = None,
) -> tuple[HallQuestion, alarms.Alarm | None]:
    """Take a question at an open town hall.

    Args:
        text: plain text of at most 600 characters.
        language: of the message or the page.
        pseudonym: of a sender of text messages; nothing is kept of a writer on the web.
        by_text: it came as a text message.
        door_token: of the web form; a form sent twice makes one question.

    Raises:
        NotOpen: the town hall is not open.
        ValidationError: no text, too much of it, or too many from this sender within the hour.
    """
    said = tidy(text)
    if not said:
        raise ValidationError({"text": _("Please write your question.")})
    if len(said) > LONGEST:
        raise ValidationError({"text": _("That is too long. Please use at most 600 letters.")})
    with transaction.atomic():
        locked = TownHall.objects.select_for_update().get(pk=hall.pk)
        if locked.state != "open":
            raise NotOpen(_("This town hall is not open."))
        before = HallQuestion.objects.filter(door_token=door_token).first() if door_token else None
        if before is not None:
            return before, before.alarms.first()
        if pseudonym and _of_late(locked, pseudonym) >= MOST_AN_HOUR:
            raise ValidationError({"many": _("We have many texts from you. Please wait an hour.")})
        last = locked.questions.aggregate(last=Max("number"))["last"] or 0
        question = HallQuestion(
            hall=locked,
            number=last + 1,
            text=said,
            language=language,
            by_text=by_text,
            pseudonym=pseudonym,
            door_token=door_token,
        )
        begin(
            question,
            actor=RESIDENT,
            capability=None,
            details={"hall": locked.slug, "number": question.number},
        )
        alarm = alarms.raise_if_needed(question)
        announce(topic_of(locked))
    return question, alarm


def _of_late(hall: TownHall, pseudonym: str) -> int:
    since = timezone.now() - timedelta(hours=1)
    return hall.questions.filter(pseudonym=pseudonym, asked_at__gte=since).count()


def voice(hall: TownHall, number: str, language: str) -> str:
    """The pseudonym of a telephone number, with the number sealed for replies while the key lives.

    Raises:
        keys.KeyGone: the evening is over.
    """
    name = keys.pseudonym(hall.pk, number)
    HallVoice.objects.update_or_create(
        hall=hall,
        pseudonym=name,
        defaults={"language": language, "last_at": timezone.now()},
        create_defaults={"language": language, "sealed": keys.seal(hall.pk, number)},
    )
    return name


def vote(hall: TownHall, number: int, voter: str) -> bool | None:
    """Count a vote, once for each voter.

    Args:
        number: of the question.
        voter: a pseudonym under the event's key.

    Returns:
        ``True`` when it counts, ``False`` when it was given before, ``None`` when there is nothing to vote for.

    Raises:
        NotOpen: the town hall is not open.
    """
    if hall.state != "open":
        raise NotOpen(_("This town hall is not open."))
    question = hall.questions.filter(number=number).first()
    if question is not None and question.state == "merged":
        question = question.merged_into
    if question is None or question.state not in VOTED_FOR:
        return None
    try:
        with transaction.atomic():
            # A close that runs at this moment is waited for: it must find every vote there is.
            if TownHall.objects.select_for_update().get(pk=hall.pk).state != "open":
                raise NotOpen(_("This town hall is not open."))
            HallVote.objects.create(question=question, voter=voter)
            HallQuestion.objects.filter(pk=question.pk).update(votes=F("votes") + 1)
            announce(topic_of(hall))
    except IntegrityError:
        return False
    return True


def moderate(
    question: HallQuestion, step: str, *, actor: Any, reason: str = "", values: dict[str, Any] | None = None
) -> None:
    """Move a question one step, tell every page, and text back where that says something.

    Raises:
        MoveRefused: not possible, or something is missing.
        Refused: the actor may not.
    """
    given = dict(values or {})
    if step == "answer":
        given["answered_at"] = timezone.now()
    with transaction.atomic():
        if step == "stage":
            _clear_stage(question.hall, actor)
        move(question, step, actor=actor, reason=reason, values=given, details={"number": question.number})
        if step == "decline":
            rule = Rule(question.rule).label
            text_back([question], lambda one: str(text.HALL_DECLINED) % {"number": one.number, "rule": rule})
        elif step == "answer" and question.answer("en"):
            tell_answer(question)
        announce(topic_of(question.hall))


def _clear_stage(hall: TownHall, actor: Any) -> None:
    """One question is on stage at a time: the one before it goes back in line."""
    for other in hall.questions.filter(state="on_stage"):
        move(other, "unstage", actor=actor, reason=_("Another question was put on stage."))


def merge(question: HallQuestion, *, actor: Any, into: HallQuestion) -> None:
    """Join a question with another one of the same evening; a voter for both counts once.

    Raises:
        ValueError: the other one is of another evening, the same, or merged itself.
        MoveRefused: not possible.
    """
    if into.hall_id != question.hall_id or into.pk == question.pk or into.state not in WAITING:
        raise ValueError(_("Choose another question of this evening that is waiting."))
    with transaction.atomic():
        HallQuestion.objects.select_for_update().get(pk=into.pk)
        have = set(HallVote.objects.filter(question=into).values_list("voter", flat=True))
        HallVote.objects.filter(question=question).exclude(voter__in=have).update(question=into)
        HallQuestion.objects.filter(merged_into=question).update(merged_into=into)
        moderate(question, "merge", actor=actor, values={"merged_into": into})
        HallQuestion.objects.filter(pk=into.pk).update(votes=HallVote.objects.filter(question=into).count())

"""Writing back to those who texted a town hall, while its key lives, without anybody seeing a number."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonbeat.kernel import notify
from commonbeat.kernel.access import acting
from commonbeat.kernel.notify.sms import MOST_SEGMENTS, segments

from . import keys, text
from .models import HallQuestion, HallVoice

PREFIX = "townhall"


def tell_answer(question: HallQuestion) -> None:
    """Text the answer to those who asked, while the key lives; on the page it stands anyway."""
    askers = [question, *question.merged.all()]
    text_back(
        askers,
        lambda one: str(text.HALL_ANSWER) % {"number": one.number, "answer": question.answer(one.language)},
    )


def text_back(questions: Iterable[HallQuestion], words: Callable[[HallQuestion], str]) -> None:
    """Text something to those who asked, each in their language; nothing happens once the key is gone."""
    for one in questions:
        if one.pseudonym and keys.lives(one.hall_id):
            with translation.override(one.language):
                body = words(one)
            write_back(one, body, key=body)


def write_back(question: HallQuestion, body: str, *, key: str) -> bool:
    """Send a text message to whoever asked, without anybody seeing the number.

    Args:
        body: what to say.
        key: a message with the same key is sent once.

    Returns:
        Whether there was a way to send one.
    """
    if not question.pseudonym or not keys.lives(question.hall_id):
        return False
    once = hashlib.sha256(f"{question.pk}:{key}".encode()).hexdigest()[:32]
    recipient = f"{PREFIX}:{question.hall_id}:{question.pseudonym}"
    notify.send(recipient, "", fitting(body), channel="sms", dedupe_key=f"{PREFIX}:{once}", forget=True)
    return True


def reply_privately(question: HallQuestion, *, actor: Any, body: str) -> None:
    """Answer somebody who may be in danger, by text, while the key lives. Nobody learns the number.

    Args:
        actor: needs ``questions.moderate``.
        body: what to say.

    Raises:
        ValueError: nothing to say, or no way to say it.
    """
    if not body.strip():
        raise ValueError(_("Write something first."))
    with acting(
        actor,
        "questions.moderate",
        "questions.hall_replied",
        object_kind="hall_question",
        object_id=question.pk,
    ) as act:
        act.details.update(number=question.number)
        if not write_back(question, body.strip(), key=f"private:{timezone.now().isoformat()}"):
            raise ValueError(_("There is no way back to whoever wrote this."))


def fitting(body: str) -> str:
    """A text that fits into one text message; what was cut stands on the event's page."""
    while segments(body) > MOST_SEGMENTS:
        body = f"{body[: len(body) * 9 // 10].rstrip(' …')}…"
    return body


def number_or_nothing(opaque: str) -> str:
    """As ``number_of``, with "" for nobody; what the outbox asks."""
    try:
        return number_of(opaque)
    except LookupError:
        return ""


def number_of(opaque: str) -> str:
    """The telephone number behind ``<hall>:<pseudonym>``, for the one moment in which a message goes out.

    Raises:
        LookupError: the key is destroyed, or nobody goes by that pseudonym.
    """
    hall, _sign, name = opaque.partition(":")
    row = HallVoice.objects.filter(hall_id=hall, pseudonym=name).first()
    if row is None:
        raise keys.KeyGone("Nobody goes by this name at this town hall any more.")
    return keys.unseal(row.hall_id, bytes(row.sealed))

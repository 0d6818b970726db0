"""What an anonymous visitor may do and see: say thanks, suggest something, read thanks that were released.

The only file of this topic that public doors import.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.formats import date_format

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import attachments, clocks
from commonbeat.kernel.forms import FormVersion, QuestionForm, build, current, shown
from commonbeat.kernel.publish import dataset
from commonbeat.kernel.publish.queries import NotReleased, published
from commonbeat.kernel.ui.site import reader_language

from . import actions
from .enums import COMMENDATION, FILES, SUGGESTION, Channel, Topic
from .promises import ANSWER, PASS_ON

__all__ = ["COMMENDATION", "FILES", "SUGGESTION", "Sent", "questions", "take", "thanks", "version_of"]
FORMS = {COMMENDATION: "commendations.commendation", SUGGESTION: "commendations.suggestion"}
CLOCK = {COMMENDATION: PASS_ON, SUGGESTION: ANSWER}
TOLD = ("officer_name", "officer_badge", "officer_car", "officer_looks", "place", "incident_number")
NOT_ON_COPY = ("name", "phone", "email", "wants")
USED = frozenset({*TOLD, *NOT_ON_COPY, "text", "happened", "public", "topic"})


@dataclass(frozen=True)
class Sent:
    """What was just taken; ``code`` is "" when the same form was sent before.

    Attributes:
        facts: question and answer of everything told, without who tells.
        due: the day we promised.
    """

    number: str
    code: str
    due: str
    facts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Thanks:
    """Words of thanks that everybody may read."""

    number: str
    words: str
    language: str
    month: Any


def version_of(kind: str) -> FormVersion:
    """The version of the questions that is asked now.

    Args:
        kind: ``commendation`` or ``suggestion``.
    """
    return current(FORMS[kind])


def questions(kind: str, data: Any = None) -> QuestionForm:
    """The questions of a way in, in the reader's language.

    Args:
        kind: ``commendation`` or ``suggestion``.
        data: what was posted.
    """
    return build(version_of(kind), data=data)


def take(kind: str, asked: QuestionForm, files: attachments.Uploads | None, *, token: str | None) -> Sent:
    """Take thanks or a suggestion from the web.

    Args:
        kind: ``commendation`` or ``suggestion``.
        asked: its questions, valid.
        files: uploads of the form, valid.
        token: of the form; sent twice it makes one.

    Raises:
        ValidationError: by the code of a question.
        AttachmentRefused: a file was used or swept meanwhile.
    """
    given = asked.answers()
    language = reader_language()
    told = shown(asked.version, given, language)
    more = "\n".join(f"{one.question}: {one.answer}" for one in told if one.code not in USED)
    common = {
        "text": "\n\n".join(part for part in (given.get("text", ""), more) if part),
        "channel": Channel.WEB,
        "language": language,
        "door_token": token,
        "name": given.get("name", ""),
        "email": given.get("email", ""),
        "phone": given.get("phone", ""),
        "wants": given.get("wants", "") if given.get("wants") in ("email", "sms") else "",
    }
    if kind == COMMENDATION:
        done = actions.commend(
            **common,
            wants_public=given.get("public") in ("yes", True),
            told=_told(given),
            files=tuple(one.token for one in files.kept) if files else (),
        )
    else:
        topic = given.get("topic", "")
        done = actions.suggest(**common, topic=topic if topic in Topic.values else Topic.OTHER)
    facts = [(one.question, one.answer) for one in told if one.code not in NOT_ON_COPY]
    clock = clocks.clock_of(CLOCK[kind], done.record)
    due = date_format(clock.due_at.astimezone(agency().tz), "DATE_FORMAT") if clock else ""
    return Sent(done.record.number, done.code, due, facts)


def _told(given: dict[str, Any]) -> dict[str, Any]:
    """Who and when, as ``actions.commend`` takes it."""
    told: dict[str, Any] = {name: given.get(name, "") for name in TOLD}
    if when := given.get("happened"):
        moment = datetime.fromisoformat(str(when))
        told["happened_on"] = moment.date()
        told["happened_time"] = moment.time() if "T" in str(when) else None
    return told


def thanks(most: int = 50) -> list[Thanks]:
    """Released thanks in the reader's language, else in the one they have; newest first. None before the first release."""
    try:
        rows = published("commendations").rows()
    except NotReleased:
        rows = dataset("commendations").rows().none()
    own = reader_language()
    other = "en" if own == "es" else "es"
    found = []
    for row in rows.exclude(words_en="", words_es="").order_by("-published_on", "-number")[:most]:
        code = own if getattr(row, f"words_{own}") else other
        found.append(Thanks(row.number, getattr(row, f"words_{code}"), code, row.month))
    return found

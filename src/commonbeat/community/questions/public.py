"""What an anonymous visitor may do and see: ask, say whether an answer was useful, take part in a town hall."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import phonenumbers
from django.db.models import Count, F
from django.utils.translation import gettext as _

from commonbeat.kernel.notify.sms import Twilio
from commonbeat.kernel.workflow import process, public_state

from . import actions, actions_hall, alarms, keys
from .enums import Channel, Publication, Rule, Topic
from .models import HallQuestion, Question, TownHall
from .process import ANSWERED
from .qr import square_code

__all__ = [
    "Hall",
    "HallRow",
    "HallRows",
    "HallTaken",
    "NotOpen",
    "Taken",
    "ask",
    "ask_at",
    "find",
    "halls",
    "square_code",
]
NotOpen = actions_hall.NotOpen
LONGEST_AT_HALL = actions_hall.LONGEST


@dataclass(frozen=True)
class Taken:
    """A question that was taken; ``code`` is shown once, "" when the form was sent before."""

    number: str
    code: str
    safe_reply: str


def topics() -> list[tuple[str, Any]]:
    """What a question may be about."""
    return list(Topic.choices)


def rules() -> list[tuple[str, Any]]:
    """The published rules by which a question is not taken or not shown."""
    return list(Rule.choices)


def ask(
    *, text: str, language: str, topic: str, wants_public: bool, door_token: str | None, **who: Any
) -> Taken:
    """Take a question from the web.

    Args:
        text: as typed.
        language: of the page.
        topic: one of ``topics``.
        wants_public: the asker agrees to question and answer being read.
        door_token: of the form; sent twice it makes one question.
        who: ``name``, ``email``, ``phone``, ``wants``.

    Raises:
        ValidationError: by field.
    """
    done = actions.ask(
        text=text,
        channel=Channel.WEB,
        language=language,
        topic=topic,
        wants_public=wants_public,
        door_token=door_token,
        **who,
    )
    return Taken(done.question.number, done.code, done.safe_reply)


def count_useful(number: str, useful: bool) -> bool:
    """Count that somebody found a published answer useful or not; nothing about them is kept.

    Returns:
        Whether there is such an answer.
    """
    field_name = "useful_yes" if useful else "useful_no"
    rows = Question.objects.filter(number=number, publication=Publication.PUBLISHED, state__in=ANSWERED)
    return bool(rows.update(**{field_name: F(field_name) + 1}))


@dataclass(frozen=True)
class Hall:
    """A town hall as everybody sees it."""

    slug: str
    title: str
    place: str
    starts_at: datetime
    state: str
    state_words: Any
    keyword: str
    phone: str
    panel: str
    topic: str
    key_fingerprint: str
    key_destroyed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it takes questions and votes."""
        return self.state == "open"


@dataclass(frozen=True)
class HallRow:
    """One question of a town hall."""

    number: int
    text: str
    language: str
    votes: int
    state: str
    state_words: Any
    answer: str


@dataclass(frozen=True)
class HallRows:
    """The questions of a town hall by where they stand, and how many were not shown, by rule."""

    on_stage: list[HallRow] = field(default_factory=list)
    in_line: list[HallRow] = field(default_factory=list)
    later: list[HallRow] = field(default_factory=list)
    answered: list[HallRow] = field(default_factory=list)
    declined: list[tuple[Any, int]] = field(default_factory=list)
    waiting: int = 0
    total: int = 0


@dataclass(frozen=True)
class HallTaken:
    """A question that was taken at a town hall."""

    number: int
    safe_reply: str


def halls(language: str) -> list[Hall]:
    """Town halls, those to come first, then the past ones, the newest first.

    Args:
        language: ``en`` or ``es``.
    """
    rows = TownHall.objects.order_by("-starts_at")[:100]
    shown = [_hall(row, language) for row in rows]
    coming = sorted((one for one in shown if one.state != "closed"), key=lambda one: one.starts_at)
    return coming + [one for one in shown if one.state == "closed"]


def find(slug: str, language: str) -> Hall | None:
    """One town hall, or ``None``."""
    row = TownHall.objects.filter(slug=slug).first()
    return _hall(row, language) if row else None


def _hall(row: TownHall, language: str) -> Hall:
    ours = Twilio.from_environment().sender
    return Hall(
        slug=row.slug,
        title=row.title(language),
        place=row.place,
        starts_at=row.starts_at,
        state=row.state,
        state_words=public_state(row),
        keyword=row.keyword,
        phone=_readable(row.phone or (ours if ours.startswith("+") else "")),
        panel=row.panel,
        topic=actions_hall.topic_of(row),
        key_fingerprint=row.key_fingerprint,
        key_destroyed_at=row.key_destroyed_at,
    )


def _readable(number: str) -> str:
    """A telephone number as people here write it."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number, "US")
    home = parsed.country_code == 1
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, style))


def hall_rows(slug: str, language: str) -> HallRows:
    """What everybody may read of a town hall's questions: nothing nobody has looked at yet.

    Args:
        slug: of the town hall.
        language: of the answers, where there are two.
    """
    course = process(HallQuestion.PROCESS)
    by_state: dict[str, list[HallRow]] = {}
    for row in HallQuestion.objects.filter(hall__slug=slug).order_by("-votes", "number"):
        words = course.state(row.state).public_title
        shown = HallRow(row.number, row.text, row.language, row.votes, row.state, words, row.answer(language))
        by_state.setdefault(row.state, []).append(shown)
    refused = HallQuestion.objects.filter(hall__slug=slug, state="declined").values_list("rule")
    return HallRows(
        on_stage=by_state.get("on_stage", []),
        in_line=by_state.get("approved", []),
        later=by_state.get("to_follow_up", []),
        answered=by_state.get("answered", []),
        declined=[
            (Rule(rule).label, n) for rule, n in refused.annotate(n=Count("id")).order_by("-n", "rule")
        ],
        waiting=len(by_state.get("pending", [])),
        total=sum(map(len, by_state.values())),
    )


def ask_at(slug: str, *, text: str, language: str, door_token: str | None) -> HallTaken | None:
    """Put a question to an open town hall from the web; nothing is kept of the writer.

    Returns:
        What was taken, or ``None`` where there is no such town hall.

    Raises:
        NotOpen: it is not open.
        ValidationError: by field.
    """
    row = TownHall.objects.filter(slug=slug).first()
    if row is None:
        return None
    question, alarm = actions_hall.ask(row, text=text, language=language, door_token=door_token)
    return HallTaken(question.number, alarms.safe_reply(alarm.kinds, language) if alarm else "")


def vote_at(slug: str, number: int, ballot: str) -> str:
    """Vote for a question from the web.

    Args:
        slug: of the town hall.
        number: of the question.
        ballot: the random value of this browser; only a word made from it under the event's key is kept.

    Returns:
        ``counted``, ``before``, ``none`` (nothing to vote for) or ``closed``.
    """
    row = TownHall.objects.filter(slug=slug).first()
    if row is None:
        return "none"
    try:
        counted = actions_hall.vote(row, number, keys.pseudonym(row.pk, ballot, "browser"))
    except (NotOpen, keys.KeyGone):
        return "closed"
    return {True: "counted", False: "before", None: "none"}[counted]


def said_of_vote(what: str, number: int) -> str:
    """What became of a vote, in words."""
    words = {
        "counted": _("Thank you. Your vote for question %(n)s counts."),
        "before": _("You voted for question %(n)s before. It counts once."),
        "none": _("There is no question %(n)s to vote for now."),
        "closed": _("This town hall takes no votes now."),
    }
    return words[what] % {"n": number} if what in words else ""

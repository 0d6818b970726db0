"""A year of the invented residents' questions, one town hall that is over and one to come."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from commonbeat.city.agency.numbers import numbers_at
from commonbeat.city.agency.queries import agency
from commonbeat.community.questions import actions_hall
from commonbeat.community.questions.enums import CASE_KIND
from commonbeat.community.questions.models import HallQuestion, Question, TownHall
from commonbeat.community.questions.process import ANSWERED
from commonbeat.community.questions.promises import ANSWER
from commonbeat.demo import questions_words as words
from commonbeat.demo import residents
from commonbeat.demo.plants import Plan
from commonbeat.demo.residents import RESIDENT
from commonbeat.kernel import audit, clocks, workflow
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.clocks.calendar import calendar
from commonbeat.kernel.contact.models import Conversation, Party, Utterance

TOTAL = 900
CHANNELS = ("web", "text", "social", "email", "phone", "counter"), (0.46, 0.2, 0.16, 0.09, 0.06, 0.03)
ENDS = (
    ("answer", "answer_partly", "refer", "say_cannot", "say_not_held", "withdraw", "set_aside"),
    (0.8, 0.06, 0.06, 0.03, 0.02, 0.015, 0.015),
)
SPANISH, PUBLIC, LATE = 0.27, 0.6, 0.09
BATCH = 2_000


@dataclass
class Made:
    """What is stored at once at the end."""

    questions: list[Question] = field(default_factory=list)
    moves: list[Any] = field(default_factory=list)
    clocks: list[Any] = field(default_factory=list)
    talk: list[Conversation] = field(default_factory=list)
    said: list[Utterance] = field(default_factory=list)


@dataclass
class Year(residents.Year):
    """A year, and who answers in it."""

    pio: User
    community: User


def build(plan: Plan, seed: int, progress: Callable[..., object] = print) -> int:
    """Put a year of questions and two town halls into a city that has its accounts. About two seconds.

    Args:
        plan: the city's time frame.
        seed: another seed is another year.
        progress: told one line.

    Returns:
        How many questions there are; 0 when they were there already, or nobody is there to answer.
    """
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    if Question.objects.exists() or not {"pio", "community"} <= people.keys():
        return 0
    year = _year(plan, seed, people)
    count = residents.part_of(plan, TOTAL)
    progress(f"Residents ask {count:,} questions")
    made = Made()
    for asked_at in _moments(year, plan, count):
        _question(year, made, asked_at)
    with transaction.atomic():
        numbers = numbers_at("Q", [one.asked_at for one in made.questions], digits=4)
        for one, number in zip(made.questions, numbers, strict=True):
            one.number = number
        workflow.bulk_begin(made.questions, made.moves)
        clocks.bulk_clocks(made.clocks)
        Conversation.objects.bulk_create(made.talk, batch_size=BATCH)
        Party.objects.bulk_create([Party(conversation=one) for one in made.talk], batch_size=BATCH)
        Utterance.objects.bulk_create(made.said, batch_size=BATCH)
        _past_hall(year)
        _planned_hall(year)
        residents.note("questions", seed, questions=len(made.questions))
    return len(made.questions)


def _year(plan: Plan, seed: int, people: dict[str, User]) -> Year:
    """The year that ends now, or with a city that lives in the past."""
    zone = agency().tz
    now = residents.end_of(plan, zone, timezone.now())
    return Year(np.random.default_rng([seed, 45]), zone, now, calendar(), people["pio"], people["community"])


def _moments(year: Year, plan: Plan, count: int) -> list[datetime]:
    """When questions reach the department, oldest first: at the hours people are awake."""
    span = min(plan.days, 7 * residents.WEEKS)
    first = year.now.astimezone(year.zone).date() - timedelta(days=span)
    moments = []
    while len(moments) < count:
        day = first + timedelta(days=int(year.rng.integers(0, span + 1)))
        minutes = int(np.clip(year.rng.normal(15.5 * 60, 4 * 60), 6 * 60, 23 * 60 + 50))
        at = year.at(day, minutes)
        if at < year.now - timedelta(hours=1):
            moments.append(at)
    return sorted(moments)


def _question(year: Year, made: Made, asked_at: datetime) -> None:
    """One question with its life up to now."""
    pair = int(year.rng.integers(len(words.PAIRS)))
    topic, question_en, answer_en, question_es, answer_es = words.PAIRS[pair]
    language = "es" if year.rng.random() < SPANISH else "en"
    channel, ends = year.pick(*CHANNELS), year.pick(*ENDS)
    extra = words.EXTRA_ES if language == "es" else words.EXTRA
    asked, answer = (question_es, answer_es) if language == "es" else (question_en, answer_en)
    if ends == "set_aside":
        asked, language = str(year.rng.choice(words.OFFERS)), "en"
    record = Question(
        text=asked + str(year.rng.choice(extra)),
        language=language,
        topic=topic,
        channel=channel,
        source_link=f"https://social.example/post/{year.rng.integers(10**6, 10**7)}"
        if channel == "social"
        else "",
        asked_at=asked_at,
        wants_public=bool(year.rng.random() < PUBLIC),
    )
    record.publication = "waiting" if record.wants_public else "private"
    keyed = channel in ("social", "email", "phone", "counter")
    writer: Any = (year.pio, year.community)[int(year.rng.integers(2))] if keyed else RESIDENT
    made.questions.append(record)
    made.moves.append(workflow.begun(record, at=asked_at, actor=writer))
    conversation = residents.conversation(record, CASE_KIND, language, asked_at)
    made.talk.append(conversation)
    ended_at = _ended_at(year, asked_at, ends)
    open_still = ended_at >= year.now
    if not open_still:
        _end(year, made, conversation, ends, answer, ended_at)
        _publish(record, pair, made, ended_at)
    if year.rng.random() < 0.85 or not open_still:
        record.owner = year.pio if year.rng.random() < 0.55 else year.community
    owner = str(record.owner.pk) if record.owner else ""
    answered = record.state in ANSWERED
    clock = clocks.past(
        ANSWER,
        record,
        started=asked_at,
        stopped=None if open_still else ended_at,
        owner=owner,
        proof=f"move {made.moves[-1].pk}" if answered else "",
        void="" if open_still or answered else made.moves[-1].reason or ends,
        days=year.days,
    )
    made.clocks.append(clock)


def _ended_at(year: Year, asked_at: datetime, ends: str) -> datetime:
    """When a question gets its answer: nine of ten within the promise."""
    if ends == "withdraw":
        return asked_at + timedelta(hours=float(year.rng.uniform(1, 40)))
    late = year.rng.random() < LATE
    days = int(year.rng.integers(6, 12)) if late else min(5, int(year.rng.poisson(1.8)) + 1)
    day = year.business_days_later(asked_at, days)
    return year.at(day, int(year.rng.integers(8 * 60, 16 * 60 + 30)))


def _end(year: Year, made: Made, conversation: Conversation, ends: str, answer: str, at: datetime) -> None:
    """The last move of a question, and what is said with it."""
    record = made.questions[-1]
    who: Any = year.pio if year.rng.random() < 0.55 else year.community
    reason = ""
    if ends == "withdraw":
        who = RESIDENT
    elif ends == "set_aside":
        record.rule, reason = "advert", "We take questions about the police and public safety only."
    else:
        lead = {"answer_partly": "We know a part of this. ", "refer": "Others know this better. "}.get(
            ends, ""
        )
        record.answer = (lead if record.language == "en" else "") + answer
    made.moves.append(workflow.made(record, ends, at=at, actor=who, reason=reason))
    said = record.answer or reason
    if said:
        conversation.last_at = at
        made.said.append(
            Utterance(
                conversation=conversation,
                by="department",
                text=said,
                language=record.language,
                at=at,
                actor_kind="user",
                actor_id=str(who.pk),
            )
        )


def _publish(record: Question, pair: int, made: Made, at: datetime) -> None:
    """The first answer to each question is published; the same again is not, by the published rule."""
    if not record.wants_public or record.state != "answered":
        return
    _topic, question_en, answer_en, question_es, answer_es = words.PAIRS[pair]
    if any(one.question_en == question_en for one in made.questions):
        record.publication, record.rule = "declined", "twice"
        return
    record.publication, record.published_at = "published", at
    record.question_en, record.answer_en = question_en, answer_en
    record.question_es, record.answer_es = question_es, answer_es
    record.useful_yes, record.useful_no = len(question_en) % 37, len(answer_en) % 7


def _evening(year: Year, days: int) -> datetime:
    """Half past six in the evening, so many days from now."""
    day = year.now.astimezone(year.zone).date() + timedelta(days=days)
    return year.at(day, 18 * 60 + 30)


def _past_hall(year: Year) -> None:
    """An evening of six weeks ago, with its key destroyed."""
    starts = _evening(year, -43)
    closed = starts + timedelta(hours=2)
    fingerprint = hashlib.sha256(year.rng.bytes(32)).hexdigest()
    hall = TownHall(
        slug="youth-forum", title_en="Youth forum", title_es="Foro de jóvenes",
        place="Marisol High School, auditorium", starts_at=starts, keyword="FORUM",
        panel="the chief, two officers, a school counselor", owner=year.community,
        opened_at=starts, closed_at=closed, key_made_at=starts, key_destroyed_at=closed,
        key_fingerprint=fingerprint, people=61,
    )  # fmt: skip
    reason = "The evening is over."
    moves = [
        workflow.begun(hall, at=starts - timedelta(days=20), actor=year.community),
        workflow.made(hall, "open", at=starts, actor=year.community),
        workflow.made(hall, "close", at=closed, actor=year.community, reason=reason),
    ]
    workflow.bulk_begin([hall], moves)
    asked = [
        _hall_question(year, hall, n, text, language) for n, (text, language) in enumerate(words.HALL, 1)
    ]
    workflow.bulk_begin([one for one, _ in asked], [move for _, steps in asked for move in steps])
    audit.record(
        "questions.key_destroyed", actor=year.community, object_kind="town_hall", object_id=hall.pk,
        reason=reason, details={"key": fingerprint},
    )  # fmt: skip


def _hall_question(
    year: Year, hall: TownHall, number: int, text: str, language: str
) -> tuple[HallQuestion, list[Any]]:
    """One question of the evening and what became of it."""
    at = hall.starts_at + timedelta(minutes=2 * number)
    one = HallQuestion(
        hall=hall, number=number, text=text, language=language, by_text=number % 3 > 0, asked_at=at,
        votes=int(year.rng.integers(0, 34)),
    )  # fmt: skip
    steps = [workflow.begun(one, at=at, actor=RESIDENT)]
    ways = [("approve", 3), ("stage", 12), ("answer", 18)]
    if number % 11 == 0:
        one.rule, ways = "personal", [("decline", 3)]
    for name, minutes in ways:
        steps.append(workflow.made(one, name, at=at + timedelta(minutes=minutes), actor=year.community))
    if one.state == "answered":
        one.answered_at = at + timedelta(minutes=18)
    return one, steps


def _planned_hall(year: Year) -> None:
    """An evening to come."""
    actions_hall.plan(
        TownHall(
            slug="safe-streets",
            title_en="Safe streets to school",
            title_es="Calles seguras a la escuela",
            place="Marisol Library, main hall",
            starts_at=_evening(year, 12),
            keyword="STREETS",
            panel="the chief, the traffic sergeant, the city engineer",
            owner=year.community,
        ),
        actor=year.community,
    )

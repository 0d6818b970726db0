"""A year of the invented residents' thanks and suggestions, with whom they thank and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from commonbeat.accountability.commendations.enums import COMMENDATION, SUGGESTION
from commonbeat.accountability.commendations.models import Commendation, Praised, Suggestion
from commonbeat.accountability.commendations.promises import ANSWER, PASS_ON
from commonbeat.city.agency.numbers import numbers_at
from commonbeat.city.agency.queries import agency
from commonbeat.city.roster.models import Member
from commonbeat.demo import commendations_words as words
from commonbeat.demo import residents
from commonbeat.demo.plants import Plan
from commonbeat.demo.residents import RESIDENT
from commonbeat.kernel import clocks, workflow
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.clocks.calendar import calendar
from commonbeat.kernel.contact.models import Conversation, Party, Utterance

THANKS, IDEAS = 140, 36
SPANISH, PUBLIC, LATE, UNKNOWN = 0.3, 0.55, 0.08, 0.07
CHANNELS = ("web", "phone", "paper", "counter", "email"), (0.6, 0.14, 0.1, 0.1, 0.06)
OUTCOMES = ("adopted", "partly", "not_adopted", "elsewhere"), (0.4, 0.25, 0.2, 0.15)


@dataclass
class Made:
    """What is stored at once at the end."""

    records: list[Any] = field(default_factory=list)
    moves: list[Any] = field(default_factory=list)
    clocks: list[Any] = field(default_factory=list)
    praised: list[Praised] = field(default_factory=list)
    talk: list[Conversation] = field(default_factory=list)
    said: list[Utterance] = field(default_factory=list)


@dataclass
class Year(residents.Year):
    """A year, who works on thanks in it, and who is thanked."""

    desk: User
    members: list[Member]
    sergeants: list[Member]


def build(plan: Plan, seed: int, progress: Callable[..., object] = print) -> int:
    """Put a year of thanks and suggestions into a city that has its accounts and its roster.

    Args:
        plan: the city's time frame.
        seed: another seed is another year.
        progress: told one line.

    Returns:
        How many there are; 0 when they were there already, or nobody is there to pass them on.
    """
    desk = User.objects.filter(email__startswith="community@").first()
    members = list(Member.objects.order_by("number"))
    if Commendation.objects.exists() or desk is None or len(members) < 2:
        return 0
    zone = agency().tz
    now = residents.end_of(plan, zone, timezone.now())
    sergeants = [one for one in members if "sergeant" in one.rank.lower()] or members[:1]
    year = Year(np.random.default_rng([seed, 62]), zone, now, calendar(), desk, members, sergeants)
    thanks, ideas = residents.part_of(plan, THANKS), residents.part_of(plan, IDEAS)
    progress(f"Residents say thanks {thanks:,} times and suggest {ideas:,} things")
    made, other = Made(), Made()
    for at in _moments(year, plan, thanks):
        _thanks(year, made, at)
    for at in _moments(year, plan, ideas):
        _idea(year, other, at)
    with transaction.atomic():
        _store(made, "CM")
        Praised.objects.bulk_create(made.praised)
        _store(other, "SG")
        residents.note("commendations", seed, commendations=len(made.records), suggestions=len(other.records))
    return len(made.records) + len(other.records)


def _store(made: Made, letters: str) -> None:
    numbers = numbers_at(letters, [one.received_at for one in made.records], digits=4)
    for one, number in zip(made.records, numbers, strict=True):
        one.number = number
    workflow.bulk_begin(made.records, made.moves)
    clocks.bulk_clocks(made.clocks)
    Conversation.objects.bulk_create(made.talk)
    Party.objects.bulk_create([Party(conversation=one) for one in made.talk])
    Utterance.objects.bulk_create(made.said)


def _moments(year: Year, plan: Plan, count: int) -> list[datetime]:
    """When they reach the department, oldest first."""
    span = min(plan.days, 7 * residents.WEEKS)
    first = year.now.astimezone(year.zone).date() - timedelta(days=span)
    moments = []
    while len(moments) < count:
        day = first + timedelta(days=int(year.rng.integers(0, span + 1)))
        at = year.at(day, int(np.clip(year.rng.normal(16 * 60, 180), 7 * 60, 22 * 60)))
        if at < year.now - timedelta(hours=1):
            moments.append(at)
    return sorted(moments)


def _begin(year: Year, made: Made, record: Any, kind: str, at: datetime) -> Conversation:
    """The record, its first move and its conversation."""
    made.records.append(record)
    writer: Any = RESIDENT if record.channel == "web" else year.desk
    made.moves.append(workflow.begun(record, at=at, actor=writer))
    talk = residents.conversation(record, kind, record.language, at)
    made.talk.append(talk)
    return talk


def _later(year: Year, at: datetime, usual: float, promise: int) -> datetime:
    """When something is done: nine of ten within the promise, in business days."""
    late = year.rng.random() < LATE
    days = promise + int(year.rng.integers(1, 6)) if late else min(promise, 1 + int(year.rng.poisson(usual)))
    return year.at(year.business_days_later(at, days), int(year.rng.integers(9 * 60, 16 * 60)))


def _thanks(year: Year, made: Made, at: datetime) -> None:
    """One letter of thanks with its life up to now."""
    english, spanish = year.pick(words.THANKS)
    language = "es" if year.rng.random() < SPANISH else "en"
    member = _somebody(year, year.members)
    known = year.rng.random()
    record = Commendation(
        text=spanish if language == "es" else english,
        language=language,
        channel=year.pick(*CHANNELS),
        received_at=at,
        happened_on=(at - timedelta(days=int(year.rng.integers(0, 5)))).astimezone(year.zone).date(),
        officer_name=member.name.split()[-1] if known < 0.5 else "",
        officer_badge=member.number if 0.4 < known < 0.7 else "",
        officer_looks=year.pick(words.OFFICER_TOLD) if known > 0.6 else "",
        wants_public=bool(year.rng.random() < PUBLIC),
    )
    record.publication = "waiting" if record.wants_public else "private"
    _begin(year, made, record, COMMENDATION, at)
    done_at = _later(year, at, 2.5, 10)
    ended, void = None, ""
    if done_at < year.now:
        ended = done_at
        if year.rng.random() < UNKNOWN:
            void = "Nobody could say who it was; the words hang in the briefing room."
            made.moves.append(workflow.made(record, "give_up", at=done_at, actor=year.desk, reason=void))
        else:
            _passed_on(year, made, record, member, done_at)
            _published(year, made, record, english, spanish, done_at)
    proof = f"move {made.moves[-1].pk}" if ended and not void else ""
    made.clocks.append(
        clocks.past(PASS_ON, record, started=at, stopped=ended, proof=proof, void=void, days=year.days)
    )


def _somebody(year: Year, rows: list[Member]) -> Member:
    """One of the roster; those who can sign in to the demo a little more often than others."""
    known = [one for one in rows if one.account_id]
    member: Member = year.pick(known if known and year.rng.random() < 0.12 else rows)
    return member


def _passed_on(year: Year, made: Made, record: Commendation, member: Member, at: datetime) -> None:
    leads = [one for one in year.sergeants if one.pk != member.pk]
    made.moves.append(workflow.made(record, "match", at=at - timedelta(hours=1), actor=year.desk))
    made.moves.append(workflow.made(record, "pass_on", at=at, actor=year.desk))
    made.praised.append(
        Praised(
            commendation=record,
            member=member,
            supervisor=_somebody(year, leads) if leads else None,
            matched_at=at - timedelta(hours=1),
            passed_on_at=at,
        )
    )


def _published(
    year: Year, made: Made, record: Commendation, english: str, spanish: str, at: datetime
) -> None:
    """Of the same words only the first writer agreed to their being shown; most letters are closed after a week."""
    if any(one.words_en == english for one in made.records):
        record.wants_public, record.publication = False, "private"
    elif record.wants_public and at < year.now - timedelta(days=4):
        record.publication, record.published_at = "published", at
        record.words_en, record.words_es = english, spanish
    closed = at + timedelta(days=7)
    if closed < year.now:
        made.moves.append(workflow.made(record, "close", at=closed, actor=year.desk))


def _idea(year: Year, made: Made, at: datetime) -> None:
    """One suggestion with its life up to now."""
    topic, english, spanish, answer = year.pick(words.IDEAS)
    language = "es" if year.rng.random() < SPANISH else "en"
    record = Suggestion(
        text=spanish if language == "es" else english,
        language=language,
        channel=year.pick(*CHANNELS),
        received_at=at,
        topic=topic,
    )
    talk = _begin(year, made, record, SUGGESTION, at)
    thought, done = at + timedelta(days=float(year.rng.uniform(1, 6))), _later(year, at, 9, 19)
    ended = None
    if thought < min(done, year.now):
        record.owner = year.desk
        made.moves.append(workflow.made(record, "consider", at=thought, actor=year.desk))
    if done < year.now:
        ended, record.answer, record.outcome = done, answer, year.pick(*OUTCOMES)
        made.moves.append(workflow.made(record, "answer", at=done, actor=year.desk))
        talk.last_at = done
        made.said.append(
            Utterance(
                conversation=talk, by="department", text=answer, language=language, at=done,
                actor_kind="user", actor_id=str(year.desk.pk),
            )
        )  # fmt: skip
    proof = f"move {made.moves[-1].pk}" if ended else ""
    made.clocks.append(clocks.past(ANSWER, record, started=at, stopped=ended, proof=proof, days=year.days))

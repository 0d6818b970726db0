"""Two years of complaints in the invented city, with their findings, clocks and people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from commonbeat.accountability.complaints import (
    actions,
    actions_case,
    actions_findings,
    actions_officers,
    enums,
)
from commonbeat.accountability.complaints.actions import Told, fresh_number
from commonbeat.accountability.complaints.codes import codes
from commonbeat.accountability.complaints.looks import as_platform
from commonbeat.accountability.complaints.models import Allegation, Complaint, Finding, Officer
from commonbeat.accountability.complaints.promises import ACKNOWLEDGE, CALL_BACK, LETTER, LIMIT
from commonbeat.accountability.discipline import papers
from commonbeat.city.agency.queries import agency
from commonbeat.city.roster.models import Member
from commonbeat.demo import complaints_words as words
from commonbeat.demo import residents
from commonbeat.demo.plants import Plan
from commonbeat.demo.residents import RESIDENT
from commonbeat.kernel import audit, clocks, workflow
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.clocks.calendar import calendar
from commonbeat.kernel.contact.models import Conversation, Party
from commonbeat.kernel.walls import grants

TOTAL, YEARS = 58, 2
SPANISH, ANONYMOUS, CONFIDENTIAL, CALLS = 0.3, 0.22, 0.3, 0.12
RESULTS = ("unfounded", "exonerated", "not_sustained", "sustained"), (0.34, 0.3, 0.22, 0.14)
PROFILED = ("race", "ethnicity", "age", "national_origin"), (5, 3, 1, 2)
NEEDED = {"ia_commander", "ia_investigator", "chief", "city_manager"}


@dataclass
class Made:
    """What is stored at once at the end."""

    complaints: list[Complaint] = field(default_factory=list)
    moves: list[Any] = field(default_factory=list)
    clocks: list[Any] = field(default_factory=list)
    allegations: list[Allegation] = field(default_factory=list)
    officers: list[Officer] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    talk: list[Conversation] = field(default_factory=list)


@dataclass
class Year(residents.Year):
    """The years, and who works in them."""

    people: dict[str, User]
    members: list[Member]


def build(plan: Plan, seed: int, progress: Callable[..., object] = print) -> int:
    """Put two years of complaints into a city that has its accounts.

    Args:
        plan: the city's time frame.
        seed: another seed is another two years.
        progress: told one line.

    Returns:
        How many complaints there are; 0 when they were there already, or nobody is there to work on them.
    """
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    with as_platform():
        there = Complaint.objects.within_look().exists()
    if there or not people.keys() >= NEEDED:
        return 0
    zone = agency().tz
    now = residents.end_of(plan, zone, timezone.now())
    sworn = list(Member.objects.filter(is_sworn=True, account=None).order_by("number"))
    year = Year(np.random.default_rng([seed, 61]), zone, now, calendar(), people, sworn)
    count = residents.part_of(plan, TOTAL * YEARS)
    progress(f"Residents complain {count:,} times")
    made = Made()
    for received in _moments(year, plan, count):
        _complaint(year, made, received)
    _store(year, made)
    _one_to_read(year)
    residents.note("complaints", seed, complaints=len(made.complaints) + 1)
    return len(made.complaints) + 1


def _store(year: Year, made: Made) -> None:
    with transaction.atomic(), as_platform():
        for one in made.complaints:
            one.number = fresh_number(one.received_at)
        workflow.bulk_begin(made.complaints, made.moves)
        for model, rows in (
            (Allegation, made.allegations),
            (Officer, made.officers),
            (Finding, made.findings),
            (Conversation, made.talk),
        ):
            model.objects.bulk_create(rows)
        Party.objects.bulk_create([Party(conversation=one) for one in made.talk])
        clocks.bulk_clocks(made.clocks)
    for one in made.complaints:
        if one.lead is not None and one.closed_on is None:
            grants.let_in(
                audit.SYSTEM,
                enums.WALL,
                one.pk,
                one.lead,
                role="investigator",
                reason="Assigned to investigate.",
            )


def _one_to_read(year: Year) -> None:
    """One about the officer with an account, who was told of it: what their own page is for."""
    officer = Member.objects.filter(account=year.people.get("officer")).first()
    boss, lead = year.people["ia_commander"], year.people["ia_investigator"]
    if officer is None:
        return
    code, english, _spanish, told = words.STORIES[0]
    pk = actions.take(Told(text=english, channel="web", officers=(told,))).complaint_id
    actions_findings.add_allegation(pk, actor=boss, code=code, policy=words.POLICIES[code])
    actions_case.step(pk, "acknowledge", actor=boss)
    actions_case.step(pk, "classify", actor=boss, values={"severity": enums.Severity.MINOR})
    actions_case.assign(pk, actor=boss, lead=lead)
    with as_platform(pk):
        row = Officer.objects.within_look().get().pk
    actions_officers.match_officer(pk, row, actor=lead, member=officer, how="Dispatch record of the call.")
    actions_case.step(pk, "begin_work", actor=lead)
    papers.notify(pk, row, actor=lead, text=words.NOTICE)


def _moments(year: Year, plan: Plan, count: int) -> list[datetime]:
    """When complaints reach the department, oldest first."""
    span = min(plan.days, 7 * residents.WEEKS) * YEARS
    first = year.now.astimezone(year.zone).date() - timedelta(days=span)
    days = sorted(int(day) for day in year.rng.integers(0, span, count))
    return [year.at(first + timedelta(days=day), int(year.rng.integers(8 * 60, 21 * 60))) for day in days]


def _complaint(year: Year, made: Made, received: datetime) -> None:
    """One complaint with its life up to now."""
    code, english, spanish, told = year.pick(words.STORIES, words.ODDS)
    language = "es" if year.rng.random() < SPANISH else "en"
    chance = year.rng.random()
    openness = (
        "anonymous" if chance < ANONYMOUS else "confidential" if chance < ANONYMOUS + CONFIDENTIAL else "open"
    )
    record = Complaint(
        channel=year.pick(("web", "phone", "paper", "counter", "email"), (55, 18, 7, 14, 6)),
        openness=openness,
        filer=year.pick(tuple(enums.Filer.values)[:4], (70, 10, 4, 16)),
        language=language,
        received_at=received,
        discovered_on=received.astimezone(year.zone).date(),
        occurred_from=received - timedelta(hours=float(year.rng.uniform(2, 300))),
        text=spanish if language == "es" else english,
        officers_told=told,
        profiling=True if code == "bias" else (False if year.rng.random() < 0.7 else None),
        profiling_kinds=[year.pick(*PROFILED)] if code == "bias" else [],
        wants_call_back=bool(openness != "anonymous" and year.rng.random() < CALLS),
        label=enums.OUTSIDE if year.rng.random() < 0.02 else enums.INTERNAL,
    )
    made.complaints.append(record)
    number, title, version = words.POLICIES[code]
    allegation = Allegation(
        complaint=record,
        code=code,
        policy_number=number,
        policy_title=title,
        policy_version=version,
        added_at=received,
    )
    made.allegations.append(allegation)
    made.talk.append(residents.conversation(record, enums.CASE_KIND, language, received))
    made.moves.append(workflow.begun(record, at=received, actor=RESIDENT))
    times = _life(year, made, record, allegation, told)
    _clocks(year, made, record, times)


def _life(
    year: Year, made: Made, record: Complaint, allegation: Allegation, told: str
) -> dict[str, datetime]:
    """Take a complaint as far as the time since it came in allows; when each step was taken."""
    outside = record.label == enums.OUTSIDE
    boss = year.people["city_manager" if outside else "ia_commander"]
    judge = year.people["city_manager" if outside else "chief"]
    lead = boss if outside else year.people["ia_investigator"]
    long = float(year.rng.gamma(2.2, 34)) + (40 if codes()[allegation.code].serious else 8)
    plan = (
        ("acknowledge", boss, year.rng.uniform(0.2, 6)), ("classify", boss, year.rng.uniform(0.1, 2)),
        ("assign", boss, year.rng.uniform(0.1, 4)), ("begin_work", lead, year.rng.uniform(0.2, 4)),
        ("propose", lead, long), ("submit", boss, year.rng.uniform(1, 9)), ("decide", judge, year.rng.uniform(2, 25)),
        ("notify", boss, year.rng.uniform(1, 33)), ("close", boss, year.rng.uniform(0, 5)),
    )  # fmt: skip
    times: dict[str, datetime] = {}
    at, finding = record.received_at, None
    for step, actor, days in plan:
        if step == "close" and finding is not None and finding.adopted == enums.Result.SUSTAINED:
            days += 32
        at = at + timedelta(days=float(days))
        if at >= year.now or (step == "begin_work" and not year.members):
            break
        if step == "classify":
            serious = codes()[allegation.code].serious
            record.severity = enums.Severity.SERIOUS if serious else enums.Severity.MINOR
        elif step == "assign":
            record.lead = lead
        elif step == "begin_work":
            finding = _named(year, made, record, allegation, told, at)
        elif finding is not None:
            _finding(year, finding, step, actor, at.astimezone(year.zone).date())
        _dates(record, step, at.astimezone(year.zone).date())
        made.moves.append(workflow.made(record, step, at=at, actor=actor))
        times[step] = at
    return times


def _named(
    year: Year, made: Made, record: Complaint, allegation: Allegation, told: str, at: datetime
) -> Finding:
    """The officer it is about, matched and told."""
    member = year.pick(year.members)
    officer = Officer(
        complaint=record, member=member, description=told, rank=member.rank, sworn=True, notified=True,
        notified_at=at, matched_how="Dispatch record of the call.",
    )  # fmt: skip
    finding = Finding(complaint=record, allegation=allegation, officer=officer)
    made.officers.append(officer)
    made.findings.append(finding)
    return finding


def _finding(year: Year, finding: Finding, step: str, actor: User, day: date) -> None:
    """What is recommended, adopted and final by a step."""
    if step == "propose":
        finding.recommended, finding.recommended_on = year.pick(*RESULTS), day
        finding.recommended_by, finding.reasons = actor, words.REASONS
    elif step == "decide":
        finding.adopted, finding.adopted_on, finding.adopted_by = finding.recommended, day, actor
        if finding.adopted == enums.Result.SUSTAINED:
            finding.appeal_until = day + timedelta(days=30)
        else:
            finding.final, finding.final_on = finding.adopted, day
    elif step == "close" and finding.adopted == enums.Result.SUSTAINED:
        finding.appeal_over_on = finding.appeal_until
        finding.final, finding.final_on = finding.adopted, day
        finding.disclosed = finding.allegation.kind.disclosed
        finding.discipline = year.pick(("training", "counselling", "reprimand", "suspension"), (5, 4, 3, 2))


def _dates(record: Complaint, step: str, day: date) -> None:
    if step == "decide":
        record.decided_on, record.ended_how = day, enums.Ended.INVESTIGATED
    elif step == "notify":
        record.notified_on = day
    elif step == "close":
        record.closed_on = day


def _clocks(year: Year, made: Made, record: Complaint, times: dict[str, datetime]) -> None:
    """The clocks of a complaint as they stand."""

    def past(kind: str, started: datetime, stopped: datetime | None) -> None:
        made.clocks.append(
            clocks.past(
                kind,
                record,
                started=started,
                stopped=stopped,
                proof="demo" if stopped else "",
                days=year.days,
            )
        )

    past(ACKNOWLEDGE, record.received_at, times.get("acknowledge"))
    past(LIMIT, record.received_at, times.get("decide"))
    if "decide" in times:
        past(LETTER, times["decide"], times.get("notify"))
    if record.wants_call_back:
        called = record.received_at + timedelta(hours=float(year.rng.uniform(1, 27)))
        record.called_back_at = called if called < year.now else None
        past(CALL_BACK, record.received_at, record.called_back_at)

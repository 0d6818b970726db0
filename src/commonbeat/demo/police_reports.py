"""A year of the invented residents' police reports: what was stolen or broken, who read it and how long that took.

Everything follows the process and the clocks as they are declared. Nobody in it exists, and no telephone number works.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from commonbeat.city.agency.numbers import advance
from commonbeat.city.agency.queries import agency
from commonbeat.city.places.models import MapPoint
from commonbeat.community.reports import actions, actions_calls, numbers
from commonbeat.community.reports.models import (
    Coding,
    IncidentDraft,
    NeighbourAgency,
    OnlineReport,
    PersonLine,
    PropertyLine,
    Slot,
    StateEntry,
)
from commonbeat.community.reports.rules import tidy
from commonbeat.community.reports.text import NOTICE_VERSION, property_kinds, report_types
from commonbeat.demo import residents
from commonbeat.demo.names import FAMILY, GIVEN
from commonbeat.demo.plants import Plan
from commonbeat.demo.police_reports_words import KINDS, NEIGHBOURS, PLACES, REFUSED, STORIES, THINGS
from commonbeat.demo.residents import RESIDENT
from commonbeat.kernel import audit, clocks, workflow
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.clocks.calendar import calendar
from commonbeat.kernel.clocks.models import ClockToll
from commonbeat.kernel.contact.models import Conversation, Party, Utterance

TOTAL = 1_500
LAGS, LAG_SHARES = (
    (0, 1, 2, 3, 4, 6),
    (0.3, 0.42, 0.215, 0.035, 0.02, 0.01),
)  # business days until somebody has read it
QUESTION = {
    "en": "Do you have the serial number, or a receipt? Please tell us here.",
    "es": "¿Tiene el número de serie o un recibo? Por favor díganos aquí.",
}


@dataclass
class Loaded:
    """Rows to be stored together."""

    reports: list[OnlineReport] = field(default_factory=list)
    moves: list[Any] = field(default_factory=list)
    clocks: list[Any] = field(default_factory=list)
    tolls: list[ClockToll] = field(default_factory=list)
    people: list[PersonLine] = field(default_factory=list)
    things: list[PropertyLine] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    drafts: list[IncidentDraft] = field(default_factory=list)
    entries: list[StateEntry] = field(default_factory=list)
    conversations: list[Conversation] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    said: list[Utterance] = field(default_factory=list)


@dataclass
class Year(residents.Year):
    """A year, where things happened in it and who read of them."""

    places: list[tuple[str, str]]
    clerk: Any
    numbers: dict[str, int] = field(default_factory=dict)

    def next(self, series: str, first: int = 0) -> int:
        """The next number of a series."""
        self.numbers[series] = self.numbers.get(series, first) + 1
        return self.numbers[series]

    def read_at(self, received: datetime) -> datetime:
        """When a clerk has read a report: most within two business days, some late."""
        day = self.business_days_later(received, self.pick(LAGS, LAG_SHARES))
        moment = self.at(day, int(self.rng.integers(8 * 60, 17 * 60)))
        return max(moment, received + timedelta(minutes=int(self.rng.integers(20, 90))))


def build(plan: Plan, seed: int, progress: Callable[..., object] = print) -> int:
    """Put a year of reports into a city that has its map and its accounts. A few seconds.

    Args:
        plan: the city's time frame.
        seed: another seed is another year.
        progress: told one line.

    Returns:
        How many reports there are; 0 when they were there already.
    """
    if OnlineReport.objects.exists() or not MapPoint.objects.exists():
        return 0
    year = _year(seed)
    count = residents.part_of(plan, TOTAL)
    progress(f"Residents send {count:,} police reports")
    loaded = Loaded()
    for received in _moments(year, plan, count):
        _report(year, loaded, received)
    with transaction.atomic():
        _store(loaded)
        for series, last in year.numbers.items():
            advance(series, last - (numbers.FIRST if series.startswith("N") else 0))
        _around(year)
        residents.note("police_reports", seed, reports=count)
    return count


def _year(seed: int) -> Year:
    places = list(
        MapPoint.objects.exclude(beat_code="").order_by("id").values_list("label", "beat_code")[:4000]
    )
    clerk = User.objects.filter(email__startswith="records").first() or User.objects.order_by("email").first()
    return Year(
        np.random.default_rng([seed, 44]),
        agency().tz,
        timezone.now(),
        calendar(),
        places,
        clerk or audit.SYSTEM,
    )


def _moments(year: Year, plan: Plan, count: int) -> list[datetime]:
    """When reports come in: in the year before the plan's end (and the days since, in a fresh city), by day and evening."""
    end = residents.end_of(plan, year.zone, year.now).astimezone(year.zone)
    first = max(plan.first_day, (end - timedelta(weeks=residents.WEEKS)).date())
    span = (end.date() - first).days
    hours = np.array([1] * 7 + [3, 5, 7, 8, 8, 7, 6, 6, 6, 7, 8, 8, 7, 6, 5, 3, 2], dtype=float)
    found = []
    while len(found) < count:
        day = first + timedelta(days=int(year.rng.integers(0, span + 1)))
        minute = 60 * int(year.rng.choice(24, p=hours / hours.sum())) + int(year.rng.integers(0, 60))
        moment = year.at(day, minute)
        if moment < end:
            found.append(moment)
    return sorted(found)


def _report(year: Year, loaded: Loaded, received: datetime) -> None:
    """One report with its lines, its clerk's codes, its conversation and its story."""
    kind = year.pick(list(KINDS), list(KINDS.values()))
    local = received.astimezone(year.zone)
    spanish = year.rng.random() < 0.27
    block, beat = year.pick(year.places)
    number, _, street = block.partition(" BLOCK OF ")
    house = (
        f"{int(number) + int(year.rng.integers(1, 99))} {street.title()}"
        if number.isdecimal()
        else block.title()
    )
    began = received - timedelta(hours=float(year.rng.exponential(18)) + 1)
    name = f"{year.pick(GIVEN)} {year.pick(FAMILY)}"
    own = report_types()[kind]
    report = OnlineReport(
        number=f"T{local:%y}-{year.next(f'T{local:%y}'):05d}",
        kind=kind,
        source=year.pick(("web", "phone", "counter"), (0.78, 0.17, 0.05)),
        language="es" if spanish else "en",
        gate_rule="identity_theft" if kind == "identity_theft" else "online",
        received_at=received,
        happened_from=began.replace(second=0, microsecond=0),
        happened_to=(received - timedelta(minutes=30)).replace(second=0, microsecond=0),
        address=house[:200],
        place=year.pick(PLACES[kind]),
        narrative=year.pick(STORIES[kind])[1 if spanish else 0],
        answers=_answers(year, kind, local.date()),
        forms={own.form: 1},
        signed_name=name,
        notice_version=NOTICE_VERSION,
    )
    things = _things(year, report) if kind in THINGS else []
    values = [line.value for line in things if line.value is not None]
    report.loss_total = sum(values, Decimal("0.00")) if values else None
    phone = f"+120955501{int(year.rng.integers(0, 100)):02d}"
    loaded.reports.append(report)
    loaded.things += things
    loaded.people += [
        PersonLine(report=report, position=0, part="reporter", name=name, phone=phone),
        PersonLine(report=report, position=1, part="victim", name=name, phone=phone),
    ]
    coding = Coding(
        report=report,
        offence=own.offence_for(report.answers),
        location=actions.LOCATIONS.get(report.place, "25"),
        occurred_from=report.happened_from,
        occurred_to=report.happened_to,
        block=block[:200],
        beat=beat,
        changed_at=received,
    )
    loaded.codings.append(coding)
    conversation = residents.conversation(report, "reports.report", report.language, received)
    loaded.conversations.append(conversation)
    loaded.parties.append(Party(conversation=conversation, name=name, phone=phone))
    _live(year, loaded, report, coding, conversation, things)
    _enter(year, loaded, report, things)


def _answers(year: Year, kind: str, day: date) -> dict[str, Any]:
    """Answers to the kind's own questions."""
    own = {
        "theft": {"how": year.pick(("yard", "yard", "building", "pocket"))},
        "bicycle": {"kept": year.pick(("street", "yard", "garage")), "lock": year.pick(("cable", "none", "u_lock"))},
        "from_vehicle": {"what": year.pick(("taken", "taken", "parts", "tampered"))},
        "vandalism": {"way": year.pick(("broken", "paint", "scratched"))},
        "lost_property": {"last_seen": "On the way home"},
        "identity_theft": {"used_for": [year.pick(("account", "card", "loan"))], "found_out": day.isoformat()},
        "fraud": {"contact": year.pick(("phone", "text", "web")), "paid": year.pick(("card", "bank", "gift", "none"))},
        "harassment": {"means": ["text"], "often": "some"},
    }  # fmt: skip
    return own[kind]


def _things(year: Year, report: OnlineReport) -> list[PropertyLine]:
    """One to three things, half of them with a serial number where they have one."""
    kinds, rows = property_kinds(), []
    for at in range(int(year.pick((1, 1, 1, 2, 3)))):
        kind, what, make, low, high, numbered = year.pick(THINGS[report.kind])
        serial = (
            f"{make[:2].upper()}{int(year.rng.integers(10_000, 99_999))}"
            if numbered and year.rng.random() < 0.5
            else ""
        )
        rows.append(
            PropertyLine(
                report=report, position=at, kind=kind, what=what, make=make, serial=serial, serial_tidy=tidy(serial),
                value=Decimal(int(year.rng.integers(low, high))), code=kinds[kind].code, loss=report_types()[report.kind].loss,
            )
        )  # fmt: skip
    return rows


def _live(
    year: Year,
    loaded: Loaded,
    report: OnlineReport,
    coding: Coding,
    conversation: Conversation,
    things: list[PropertyLine],
) -> None:
    """What became of a report: read in time or late, asked about, accepted, refused, taken back, or still open."""
    who = RESIDENT if report.source == "web" else year.clerk
    moves = [workflow.begun(report, at=report.received_at, actor=who)]
    read = year.read_at(report.received_at)
    fate = year.pick(("accept", "refuse", "withdraw", "ask"), (0.83, 0.09, 0.03, 0.05))
    stopped: datetime | None = None
    if read >= year.now:
        pass  # nobody has read it yet
    elif fate == "withdraw":
        moves.append(
            workflow.made(report, "withdraw", at=read, actor=RESIDENT, reason="Taken back by the resident")
        )
        report.decided_at = read
    elif fate == "ask" and year.now - report.received_at < timedelta(days=4):
        moves.append(
            workflow.made(
                report, "ask", at=read, actor=year.clerk, reason="Questions were sent to the resident"
            )
        )
        loaded.said.append(
            Utterance(conversation=conversation, by="department", text=QUESTION[report.language], language=report.language,
                      at=read, actor_kind="user", actor_id=str(getattr(year.clerk, "pk", "")))
        )  # fmt: skip
    else:
        stopped, draft = _decide(year, report, moves, read, refuse=fate == "refuse")
        if draft is not None:
            draft.property_codes = sorted({line.code for line in things})
            actions.code_draft(draft, coding)
            loaded.drafts.append(draft)
    loaded.moves += moves
    back = report.state == "withdrawn"
    clock = clocks.past("reports.review", report, started=report.received_at, stopped=read if back else stopped,
                        proof=f"move {moves[-1].pk}" if stopped else "", days=year.days,
                        void="Taken back by the resident" if back else "")  # fmt: skip
    if report.state == "returned" and read < clock.due_at:
        clock.still_since = read
        loaded.tolls.append(ClockToll(clock=clock, since=read, entered_at=read, reason="Questions were sent to the resident",
                                      actor_kind="user", actor_id=str(getattr(year.clerk, "pk", ""))))  # fmt: skip
    loaded.clocks.append(clock)


def _decide(
    year: Year, report: OnlineReport, moves: list[Any], at: datetime, *, refuse: bool
) -> tuple[datetime, IncidentDraft | None]:
    """Accept or refuse; identity theft is never refused."""
    report.decided_at = at
    if refuse and report.kind != "identity_theft":
        report.refusal = year.pick(REFUSED)
        reason = f"Public reason: {report.refusal}"
        moves.append(workflow.made(report, "refuse", at=at, actor=year.clerk, reason=reason))
        return at, None
    series = f"{at.astimezone(year.zone):%y}"
    report.case_number = f"{series}-{year.next(f'N{series}', numbers.FIRST)}"
    moves.append(workflow.made(report, "accept", at=at, actor=year.clerk))
    draft = IncidentDraft(
        report=report, external_id=report.number, case_number=report.case_number, reported_at=report.received_at,
        approved_at=at, exported_at=at + timedelta(days=1) if year.now - at > timedelta(days=7) else None,
        victims=1, suspects=0, loss_total=report.loss_total,
    )  # fmt: skip
    return at, draft


def _enter(year: Year, loaded: Loaded, report: OnlineReport, things: list[PropertyLine]) -> None:
    """Serial numbers in the state's lists, most of them within the week."""
    if report.state in ("refused", "withdrawn"):
        return
    for line in things:
        if not line.serial_tidy or line.loss != "7":
            continue
        done = report.received_at + timedelta(
            days=float(year.pick((1, 2, 3, 5, 9), (0.3, 0.3, 0.25, 0.13, 0.02)))
        )
        entry = StateEntry(report=report, thing=line, made_at=report.received_at)
        if done < year.now:
            entry.entered_at, entry.state_number = done, f"S{int(year.rng.integers(10**7, 10**8))}"
        loaded.entries.append(entry)
        loaded.clocks.append(
            clocks.past("reports.state_entry", entry, started=report.received_at, stopped=entry.entered_at,
                        days=year.days, proof=entry.state_number)
        )  # fmt: skip


def _store(loaded: Loaded) -> None:
    """Everything, in the order of its keys."""
    workflow.bulk_begin(loaded.reports, loaded.moves)
    for model, rows in (
        (PersonLine, loaded.people), (PropertyLine, loaded.things), (Coding, loaded.codings), (IncidentDraft, loaded.drafts),
        (StateEntry, loaded.entries), (Conversation, loaded.conversations), (Party, loaded.parties), (Utterance, loaded.said),
    ):  # fmt: skip
        model._default_manager.bulk_create(rows, batch_size=2000)  # type: ignore[attr-defined]
    clocks.bulk_clocks(loaded.clocks)
    ClockToll.objects.bulk_create(loaded.tolls)


def _around(year: Year) -> None:
    """Neighbouring departments, times for calls, a few people who wait for one, and a plate for dispatch."""
    NeighbourAgency.objects.bulk_create([NeighbourAgency(**row) for row in NEIGHBOURS])
    day, slots = year.now.astimezone(year.zone).date(), []
    for ahead in range(1, 15):
        on = day + timedelta(days=ahead)
        if year.days.is_business_day(on):
            slots += [
                Slot(starts_at=datetime.combine(on, time(hour, minute), year.zone), minutes=30, capacity=1)
                for hour in range(9, 16)
                for minute in (0, 30)
            ]
    Slot.objects.bulk_create(slots)
    waiting = (("theft", "known_suspect", True), ("other", "other", True), ("domestic", "abuse", False))
    for kind, rule, safe in waiting:
        actions_calls.ask_for_call(
            actor=RESIDENT, name=f"{year.pick(GIVEN)} {year.pick(FAMILY)}", phone=f"(209) 555-01{int(year.rng.integers(0, 100)):02d}",
            language=year.pick(("en", "es")), kind=kind, rule=rule, message_is_safe=safe,
            slot=slots[int(year.rng.integers(0, len(slots)))].pk if kind == "theft" and slots else None,
        )  # fmt: skip

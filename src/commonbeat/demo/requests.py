"""A year of the invented residents' requests: what they report, what becomes of it, what is said, and what is late.

Everything follows the processes and clocks as they are declared, so that no figure on the promises page needs an excuse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

import h3
import numpy as np
from django.db import transaction
from django.utils import timezone

from commonbeat.city.agency.numbers import numbers_at
from commonbeat.city.agency.queries import agency
from commonbeat.city.places.models import MapPoint
from commonbeat.city.places.queries import beat_index
from commonbeat.community.requests import publication
from commonbeat.community.requests.models import Category, ReplyTemplate, ServiceRequest
from commonbeat.community.requests.promises import CLOSING, FIRST_ANSWER, closing_length
from commonbeat.demo import requests_afterwards as afterwards
from commonbeat.demo import requests_sayings as sayings
from commonbeat.demo import requests_words as words
from commonbeat.demo import residents
from commonbeat.demo.plants import Plan
from commonbeat.demo.residents import RESIDENT, WEEKS
from commonbeat.kernel import audit, clocks, workflow
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.clocks.calendar import calendar

TOTAL = 7_600  # with the police reports and the questions ten thousand residents
OFFICE_OPENS, OFFICE_HOURS = 8, 9
HOURS = np.array(
    [0.2] * 6 + [0.8, 1.6, 2.2, 2.4, 2.4, 2.2, 2.0, 1.9, 1.9, 2.0, 2.2, 2.6, 2.8, 2.6, 2.0, 1.4, 0.8, 0.4]
)
DUPLICATES, REOPENED, SPANISH, NAMED, UNANSWERED = 0.04, 0.03, 0.24, 0.04, 0.05
SOURCES = (
    ("web", 0.62),
    ("phone", 0.2),
    ("open311", 0.1),
    ("counter", 0.05),
    ("text", 0.02),
    ("paper", 0.01),
)
STEPS_BEFORE = (
    ("confirm", "investigate"),
    ("investigate",),
    ("confirm", "investigate", "schedule", "start"),
    ("confirm", "start"),
)


@dataclass
class Story:
    """One request with everything that happened to it."""

    record: ServiceRequest
    moves: list[Any] = field(default_factory=list)
    clocks: list[Any] = field(default_factory=list)
    answered_at: datetime | None = None
    worker: Any = None


@dataclass
class Year(residents.Year):
    """A year since ``start``, and what the department had in it."""

    start: datetime
    categories: dict[str, Category]
    staff: dict[str, Any]
    templates: dict[str, ReplyTemplate]

    def office(self, moment: datetime) -> datetime:
        """The next moment at which somebody is at work."""
        local = moment.astimezone(self.zone)
        closing = OFFICE_OPENS + OFFICE_HOURS
        while not self.days.is_business_day(local.date()) or local.hour >= closing:
            local = datetime.combine(local.date() + timedelta(days=1), time(OFFICE_OPENS), self.zone)
        if local.hour < OFFICE_OPENS:
            local = datetime.combine(local.date(), time(OFFICE_OPENS), self.zone)
        return (local + timedelta(minutes=float(self.rng.uniform(1, 55)))).astimezone(UTC)

    def after(self, moment: datetime, business_days: float) -> datetime:
        """So many business days later, at an hour of the office."""
        local, left = moment.astimezone(self.zone), business_days
        while left >= 1:
            local += timedelta(days=1)
            left -= self.days.is_business_day(local.date())
        return self.office((local + timedelta(hours=left * OFFICE_HOURS)).astimezone(UTC))


def build(plan: Plan, seed: int, progress: Callable[..., object] = print) -> int:
    """Put a year of requests into a city that has its map and its accounts. Under ten seconds.

    Args:
        plan: the city's time frame.
        seed: another seed is another year.
        progress: told one line.

    Returns:
        How many requests there are; 0 when they were there already.
    """
    if ServiceRequest.objects.exists() or not MapPoint.objects.exists():
        return 0
    year = _year(plan, seed)
    count = residents.part_of(plan, TOTAL)
    progress(f"Residents report {count:,} issues")
    stories = _stories(year, count)
    with transaction.atomic():
        workflow.bulk_begin([one.record for one in stories], [move for one in stories for move in one.moves])
        clocks.bulk_clocks([clock for one in stories for clock in one.clocks])
        said = sayings.tell(stories, year)
        afterwards.follow(stories, year)
        publication.project_many([one.record for one in stories])
        residents.note("requests", seed, requests=len(stories), said=said)
    afterwards.pictures(stories, year)
    publication.refresh()
    return len(stories)


def _year(plan: Plan, seed: int) -> Year:
    """The frame: a year (or the plan, where it is shorter) that ends now, or with a city that lives in the past."""
    zone = agency().tz
    now = residents.end_of(plan, zone, timezone.now())
    length = min(plan.days, 7 * WEEKS)
    accounts = {user.email.partition("@")[0]: user for user in User.objects.all()}
    teams = {
        "code_enforcement": "code_enforcement", "community": "community", "traffic": "command", "patrol": "command",
        "animal_services": "code_enforcement",
    }  # fmt: skip
    return Year(
        rng=np.random.default_rng([seed, 311]),
        zone=zone,
        now=now,
        start=now - timedelta(days=length),
        categories={row.pk: row for row in Category.objects.select_related("group")},
        staff={team: accounts.get(role, audit.SYSTEM) for team, role in teams.items()},
        templates={row.pk: row for row in ReplyTemplate.objects.all()},
        days=calendar(),
    )


def _stories(year: Year, count: int) -> list[Story]:
    """Every request in the order it came in, with its life up to now."""
    rng = year.rng
    moments = _moments(year, count)
    kinds = _kinds(year, moments)
    places = _places(rng, count)
    sources, odds = zip(*SOURCES, strict=True)
    came = rng.choice(sources, count, p=odds)
    numbers = numbers_at("R", moments, digits=6)
    stories: list[Story] = []
    seen: dict[str, list[Story]] = {}
    for at in range(count):
        code = kinds[at]
        earlier = seen.get(code, [])[-40:]
        twin = earlier[int(rng.integers(len(earlier)))] if earlier and rng.random() < DUPLICATES else None
        record = _record(year, code, moments[at], places[at] if twin is None else _near(rng, twin.record))
        record.number, record.source = numbers[at], str(came[at])
        story = Story(record, worker=year.staff[record.team])
        _live(year, story, twin)
        stories.append(story)
        if twin is None and not record.private:
            seen.setdefault(code, []).append(story)
    _in_words([one.record for one in stories])
    return stories


def _in_words(records: list[ServiceRequest]) -> None:
    """The newest that nobody has looked at say where they are in words that no map holds."""
    fresh = [one for one in reversed(records) if one.state == "new" and one.source in ("web", "open311")]
    for record, text in zip(fresh, words.NOT_FOUND, strict=False):
        record.lon = record.lat = record.h3 = None
        record.beat_code, record.place_text, record.place_source = "", text, "words"


def _moments(year: Year, count: int) -> list[datetime]:
    """When requests come in: by day more than by night, fewer on Sundays, more from month to month as people hear of it."""
    rng, found = year.rng, []
    length = (year.now - year.start).total_seconds()
    while len(found) < count:
        part = float(rng.beta(1.15, 1.0))
        local = (year.start + timedelta(seconds=part * length)).astimezone(year.zone)
        chance = HOURS[local.hour] / HOURS.max() * (0.7 if local.weekday() == 6 else 1.0)
        if rng.random() < chance:
            found.append(local.astimezone(UTC).replace(microsecond=0))
    return sorted(found)


def _kinds(year: Year, moments: list[datetime]) -> list[str]:
    """A category for each moment, by share and season."""
    codes = [code for code in words.KINDS if code in year.categories]
    table = np.array([
        [words.KINDS[code].share * (words.KINDS[code].months[month] if words.KINDS[code].months else 1.0) for code in codes]
        for month in range(12)
    ])  # fmt: skip
    table /= table.sum(axis=1, keepdims=True)
    sums = np.cumsum(table, axis=1)
    draws = year.rng.random(len(moments))
    return [
        codes[min(int(np.searchsorted(sums[at.astimezone(year.zone).month - 1], draw)), len(codes) - 1)]
        for at, draw in zip(moments, draws, strict=True)
    ]


def _places(rng: np.random.Generator, count: int) -> list[tuple[float, float, str, str]]:
    """Longitude, latitude, beat and words of a place for each request, on streets where people live and shop."""
    points = list(MapPoint.objects.order_by("id").values_list("label", "lon", "lat", "address_count"))
    weight = np.array([2.0 + homes for *_rest, homes in points]) * rng.gamma(0.8, 1.25, len(points))
    drawn = rng.choice(len(points), count, p=weight / weight.sum())
    lon = np.array([points[i][1] for i in drawn]) + rng.normal(0, 0.00035, count)
    lat = np.array([points[i][2] for i in drawn]) + rng.normal(0, 0.00028, count)
    beats = beat_index().locate(lon, lat)
    made = []
    for at, i in enumerate(drawn):
        label = publication.block_name(points[i][0])
        head, found, street = label.partition(" block of ")
        text = f"{int(head) + int(rng.integers(1, 50)) * 2} {street}" if found else label
        if not beats[at]:  # blown over the city limit: back onto the street
            lon[at], lat[at] = points[i][1], points[i][2]
        made.append((round(float(lon[at]), 6), round(float(lat[at]), 6), str(beats[at]), text))
    inside = beat_index().locate(np.array([p[0] for p in made]), np.array([p[1] for p in made]))
    return [(x, y, str(beat), text) for (x, y, _old, text), beat in zip(made, inside, strict=True)]


def _near(rng: np.random.Generator, other: ServiceRequest) -> tuple[float, float, str, str]:
    """A few steps from another request."""
    lon, lat = other.lon + float(rng.normal(0, 0.0001)), other.lat + float(rng.normal(0, 0.00008))
    return round(lon, 6), round(lat, 6), other.beat_code, other.place_text


def _record(
    year: Year, code: str, received: datetime, place: tuple[float, float, str, str]
) -> ServiceRequest:
    """A request as it came in."""
    rng, category = year.rng, year.categories[code]
    spanish = rng.random() < SPANISH
    lon, lat, beat, text = place
    private = category.private or rng.random() < 0.02
    name = sayings.person(rng) if rng.random() < NAMED and not private else ""
    return ServiceRequest(
        category=category, team=category.team, received_at=received, lon=lon, lat=lat, beat_code=beat, place_text=text,
        description=sayings.describe(rng, code, spanish), language="es" if spanish else "en",
        answers={key: choices[int(rng.integers(len(choices)))] for key, choices in words.KINDS[code].answers},
        form_version=1 if category.form_key else None, h3=h3.str_to_int(h3.latlng_to_cell(lat, lon, 9)),
        place_source=str(rng.choice(["pin", "address", "device", "corner"], p=[0.4, 0.35, 0.2, 0.05])),
        private=private, show_name=bool(name), shown_name=name,
    )  # fmt: skip


def _live(year: Year, story: Story, twin: Story | None) -> None:
    """Let a request live until it is closed or the present comes."""
    rng, record = year.rng, story.record
    received = record.received_at
    story.moves.append(workflow.begun(record, at=received, actor=RESIDENT))
    length = closing_length(record)
    first = year.after(received, float(rng.gamma(1.3, 0.55)) + (4.0 if rng.random() < UNANSWERED else 0.0))
    ends = year.after(first, record.category.target_days * float(rng.lognormal(-0.85, 0.62)))
    if twin is not None:
        ends = year.after(first, float(rng.uniform(0.0, 0.6)))
    if record.category.team not in ("traffic", "patrol") and rng.random() < 0.8:
        record.owner = story.worker if isinstance(story.worker, User) else None
    steps = ("confirm",) if twin is not None else STEPS_BEFORE[int(rng.integers(len(STEPS_BEFORE)))]
    share = np.sort(rng.uniform(0, 1, len(steps) - 1)) if len(steps) > 1 else []
    moments = [first, *(first + (ends - first) * float(part) * 0.9 for part in share)]
    for name, at in zip(steps, moments, strict=True):
        if at >= year.now or at >= ends:
            break
        if name == "schedule":
            record.scheduled_on = ends.astimezone(year.zone).date()
        story.moves.append(workflow.made(record, name, at=at, actor=story.worker))
    story.answered_at = first if first < year.now and len(story.moves) > 1 else None
    closed = ends if ends < year.now and story.answered_at else None
    if closed:
        _close(year, story, closed, twin)
    clock = _clock(year, CLOSING, record, received, closed, length, _taken_back(story))
    story.clocks += [_clock(year, FIRST_ANSWER, record, received, story.answered_at, None), clock]
    record.expected_on = clock.due_at.astimezone(year.zone).date()
    if closed and record.state == "fixed" and rng.random() < REOPENED:
        _again(year, story, closed)


def _clock(
    year: Year, kind: str, record: ServiceRequest, started: datetime, stopped: datetime | None, length: Any,
    void: str = "",
) -> Any:  # fmt: skip
    return clocks.past(
        kind, record, started=started, stopped=stopped, length=length, void=void, days=year.days
    )


def _taken_back(story: Story) -> str:
    """Why the closing day did not apply after all, "" where it did."""
    return story.record.public_reason_en if story.moves[-1].transition == "withdraw" else ""


def _close(year: Year, story: Story, at: datetime, twin: Story | None) -> None:
    """End a request with the department's reason."""
    rng, record = year.rng, story.record
    choices = words.KINDS[record.category_id].closing
    odds = np.array([weight for *_rest, weight in choices])
    name, reason, _weight = choices[int(rng.choice(len(choices), p=odds / odds.sum()))]
    actor = story.worker
    if twin is not None:
        name, reason, record.duplicate_of = "merge", "duplicate", twin.record
    elif rng.random() < 0.015:
        name, actor = "withdraw", RESIDENT
    story.moves.append(workflow.made(record, name, at=at, actor=actor))
    record.closed_at = at
    number = twin.record.number if twin else ""
    if name == "withdraw":
        record.public_reason_en = "The resident took the request back."
        record.public_reason_es = "La persona retiró su solicitud."
        return
    record.public_reason_en = year.templates[reason].text_en.replace("{survivor}", number)
    record.public_reason_es = year.templates[reason].text_es.replace("{survivor}", number)


def _again(year: Year, story: Story, closed: datetime) -> None:
    """The resident says it is not fixed; it is opened and, if time allows, closed a second time."""
    rng, record = year.rng, story.record
    back = closed + timedelta(days=float(rng.uniform(1, 20)))
    if back >= year.now:
        return
    reason = str(rng.choice(words.REOPENED))
    story.moves.append(workflow.made(record, "not_fixed", at=back, actor=RESIDENT, reason=reason))
    record.closed_at, record.public_reason_en, record.public_reason_es = None, "", ""
    ends = year.after(back, record.category.target_days * float(rng.uniform(0.3, 0.9)))
    done = ends if ends < year.now else None
    if done:
        _close(year, story, done, None)
    clock = _clock(year, CLOSING, record, back, done, closing_length(record), _taken_back(story))
    story.clocks.append(clock)
    record.expected_on = clock.due_at.astimezone(year.zone).date()

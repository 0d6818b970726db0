"""Which public requests a call asks for, and how they are said; reads released rows only."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone, translation

import commonbeat.community.requests.public as desk
from commonbeat.kernel.publish import dataset
from commonbeat.kernel.publish.queries import NotReleased, published
from commonbeat.kernel.ui.site import current_site

from . import here, services
from .faults import refused
from .given import Given, joined

DATASET = "service-requests"
SPAN_DAYS = 90
MOST = 1_000
MOST_PAGES = 10_000
MOST_OLD_CODES = 20  # codes of categories that are offered no more, looked up one by one
RADIUS_M, MOST_RADIUS_M = 500.0, 20_000.0
METRES_PER_DEGREE = 111_195.0
STATUS = {"open": ("open",), "closed": ("closed", "fixed")}
NEWEST = ("-day", "-public_id")
CHANGED = ("-updated_at", "-public_id")
_NUMBER = re.compile(r"R?(\d{2})-?(\d{4,10})", re.IGNORECASE | re.ASCII)
_FIELDS = (
    "public_id", "number", "state_kind", "reason_en", "reason_es", "category", "description", "day", "updated_at",
    "expected_on", "block", "lat", "lon",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page of an answer.

    Attributes:
        rows: as they are written.
        more: whether another page follows.
    """

    rows: list[dict[str, Any]]
    more: bool


def public_rows() -> QuerySet[Any]:
    """Every public request; none before the department released them."""
    try:
        return published(DATASET).rows()
    except NotReleased:
        return dataset(DATASET).rows().none()


def is_released() -> bool:
    """Whether the department released its requests."""
    try:
        published(DATASET)
    except NotReleased:
        return False
    return True


def asked_for(given: Given, language: str) -> Page:
    """The requests a call asks for.

    Args:
        given: its parameters.
        language: of names and reasons.

    Raises:
        Refused: a parameter cannot be read, or names what does not exist.
    """
    at = given.whole("page", least=1, most=MOST_PAGES, otherwise=1)
    size = given.whole("page_size", least=1, most=MOST, otherwise=MOST)
    ids = given.listed("service_request_id")
    if ids:
        given.check()
        rows = public_rows().filter(named(ids)).order_by(*NEWEST)
    else:
        rows = _filtered(given)
    first = (at - 1) * size
    found = list(rows.values_list(*_FIELDS)[first : first + size + 1])
    if ids and not found and at == 1:
        raise refused(404, f"service_request_id {joined(ids)} was not found.")
    return Page(said(found[:size], language), len(found) > size)


def one(words: str, language: str) -> dict[str, Any]:
    """One request.

    Raises:
        Refused: 404, there is none of this id that everybody may see.
    """
    found = list(public_rows().filter(named([words])).values_list(*_FIELDS)[:1])
    if not found:
        raise refused(404, f"service_request_id {words[:60]} was not found.")
    return said(found, language)[0]


def number_of(words: str) -> str | None:
    """The number of a public request by anything that names it, or None."""
    return public_rows().filter(named([words])).values_list("number", flat=True).first()


def numbers_of(ids: Iterable[str]) -> list[str]:
    """Numbers of the public requests these name; those that name none are left out."""
    return list(public_rows().filter(named(ids)).values_list("number", flat=True))


def named(ids: Iterable[str]) -> Q:
    """The condition for requests by number (``R26-004213``, ``26004213``) or by public id."""
    numbers, keys = set(), set()
    for words in ids:
        if found := _NUMBER.fullmatch(words):
            numbers.add(f"R{found[1]}-{found[2]}")
        elif len(words) in (32, 36):
            try:
                keys.add(UUID(words))
            except ValueError:
                continue
    wanted = Q(number__in=numbers)
    return wanted | Q(public_id__in=keys) if keys else wanted


def _filtered(given: Given) -> QuerySet[Any]:
    """Public requests that fit every filter.

    Raises:
        Refused: with everything that cannot be read.
    """
    wanted, changed = _changed(given)
    wanted &= _period(given, needed=not changed) & _status(given) & _near(given)
    codes = given.listed("service_code")
    if codes:
        _check_codes(codes, given)
        wanted &= Q(category__in=codes)
    given.check()
    return public_rows().filter(wanted).order_by(*(CHANGED if changed else NEWEST))


def _changed(given: Given) -> tuple[Q, bool]:
    """By the time of the last change, as many servers offer it."""
    after, before = given.moment("updated_after"), given.moment("updated_before")
    wanted = Q()
    if after:
        wanted &= Q(updated_at__gte=after)
    if before:
        wanted &= Q(updated_at__lte=before)
    return wanted, bool(after or before)


def _period(given: Given, *, needed: bool) -> Q:
    """By the day of the request. Only the day is public, so every day that the span touches counts whole.

    Args:
        needed: whether the last 90 days are meant where nothing was said.
    """
    start, end = given.moment("start_date"), given.moment("end_date")
    if not (start or end or needed):
        return Q()
    zone = current_site().zone
    last = end.astimezone(zone).date() if end else None
    first = start.astimezone(zone).date() if start else None
    span = timedelta(days=SPAN_DAYS)
    if first is None:
        first = (last or timezone.now().astimezone(zone).date()) - span
    if last is None:
        last = first + span
    if last < first:
        given.wrong("end_date is before start_date.")
    elif last - first > span:
        given.wrong(
            f"The span from start_date to end_date is more than {SPAN_DAYS} days; ask in several calls."
        )
    return Q(day__range=(first, last))


def _status(given: Given) -> Q:
    """By status, open or closed."""
    sent = [words.lower() for words in given.listed("status")]
    unknown = [words for words in sent if words not in STATUS]
    if unknown:
        given.wrong(f"status {joined(unknown)} is not known; use open, closed or both.")
    if not sent or set(sent) >= STATUS.keys():
        return Q()
    return Q(state_kind__in=[kind for words in sent for kind in STATUS.get(words, ())])


def _near(given: Given) -> Q:
    """By distance from a point, in metres; requests without a public place are left out."""
    lat = given.decimal("lat", least=-90, most=90)
    lon = given.decimal("long", least=-180, most=180)
    radius = given.decimal("radius", least=1, most=MOST_RADIUS_M)
    if lat is None and lon is None:
        if radius is not None:
            given.wrong("radius needs lat and long.")
        return Q()
    if lat is None or lon is None:
        if not given.faults:
            given.wrong("lat and long belong together; one of them was not provided.")
        return Q()
    metres = radius or RADIUS_M
    up, narrow = metres / METRES_PER_DEGREE, max(0.01, math.cos(math.radians(lat)))
    square = Q(lat__range=(lat - up, lat + up), lon__range=(lon - up / narrow, lon + up / narrow))
    north, east = F("lat") - lat, (F("lon") - lon) * narrow
    return square & Q(_circle(north * north + east * east, up * up))


def _circle(distance: Any, most: float) -> LessThanOrEqual:
    return LessThanOrEqual(distance, Value(most, output_field=FloatField()))


def _check_codes(codes: list[str], given: Given) -> None:
    """Every code is one that is offered, or one that public requests were filed under."""
    unknown = set(codes) - {one.code for one in services.offered("en")}
    if len(unknown) <= MOST_OLD_CODES:
        unknown -= {code for code in unknown if public_rows().filter(category=code).exists()}
    if unknown:
        given.wrong(f"service_code {joined(sorted(unknown))} was not found.", 404)


def said(rows: list[tuple[Any, ...]], language: str) -> list[dict[str, Any]]:
    """Public rows as the standard names them; what is not kept or not public is empty."""
    site = current_site()
    with translation.override(language):
        names = desk.category_names()
    photos = desk.photo_tokens([row[0] for row in rows])
    say = _sayer(site.name, site.zone, names, photos, language)
    return [say(row) for row in rows]


def _sayer(
    responsible: str, zone: ZoneInfo, names: dict[str, str], photos: dict[UUID, str], language: str
) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    """A function that says one row; days are worked out once each."""
    starts: dict[date, str] = {}
    ends: dict[date, str] = {}
    media = f"{here.endpoint()}/media/"

    def start_of(day: date) -> str:
        if day not in starts:
            starts[day] = datetime.combine(day, time(), zone).isoformat()
        return starts[day]

    def end_of(day: date) -> str:
        if day not in ends:
            ends[day] = datetime.combine(day, time(23, 59, 59), zone).isoformat()
        return ends[day]

    def say(row: tuple[Any, ...]) -> dict[str, Any]:
        (
            public_id, number, kind, reason_en, reason_es, category, description, day, updated_at,
            expected_on, block, lat, lon,
        ) = row  # fmt: skip
        token = photos.get(public_id)
        return {
            "service_request_id": number,
            "status": "open" if kind == "open" else "closed",
            "status_notes": (reason_es if language == "es" and reason_es else reason_en) or None,
            "service_name": names.get(category, category),
            "service_code": category,
            "description": description or None,
            "agency_responsible": responsible,
            "service_notice": None,
            "requested_datetime": start_of(day),
            "updated_datetime": updated_at.astimezone(zone).isoformat(timespec="seconds"),
            "expected_datetime": end_of(expected_on) if expected_on else None,
            "address": block or None,
            "address_id": None,
            "zipcode": None,
            "lat": lat,
            "long": lon,
            "media_url": f"{media}{token}.jpg" if token else None,
        }

    return say

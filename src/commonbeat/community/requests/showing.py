"""What everybody may read about public requests."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import attachments, workflow
from commonbeat.kernel.contact.cases import Text

from .models import Category, Picture, PublicRequest, PublicUpdate, ServiceRequest, in_language
from .process import REQUEST
from .scrubbing import scrubbed
from .shown import PublicCard, PublicDetail, PublicPicture, PublicStep

NEAR_M, MOST_NEAR = 150, 5
RECENT = timedelta(days=60)
METRES_PER_DEGREE = 111_195.0


def nearby(category: str, lon: float, lat: float) -> list[PublicCard]:
    """Open public requests of a category within 150 m, nearest first, at most five; recently closed ones after them.

    Distances are from the public point, so that nobody can find an exact place by asking around.

    Args:
        category: its code; "" for all.
        lon, lat: degrees.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return []
    rows = _around(PublicRequest.objects.all(), lon, lat, NEAR_M)
    if category:
        rows = rows.filter(category=category.replace("\0", ""))
    rows = rows.exclude(state__in=("duplicate", "cancelled", "not_ours"))
    rows = rows.filter(day__gte=(timezone.now() - RECENT).date()) | rows.filter(state_kind="open")
    found = [(distance_m(lon, lat, row.lon, row.lat), row) for row in rows]
    near = sorted(
        ((metres, row) for metres, row in found if metres <= NEAR_M),
        key=lambda pair: (pair[1].state_kind != "open", pair[0], str(pair[1].public_id)),
    )[:MOST_NEAR]
    made = cards([row for _, row in near])
    return [_at_distance(card, metres) for card, (metres, _) in zip(made, near, strict=True)]


def _at_distance(card: PublicCard, metres: float) -> PublicCard:
    return PublicCard(**{**card.__dict__, "distance_m": round(metres)})


def _around(rows: QuerySet[PublicRequest], lon: float, lat: float, metres: float) -> QuerySet[PublicRequest]:
    """Rows in the square that holds the circle."""
    up = metres / METRES_PER_DEGREE
    aside = up / max(0.01, math.cos(math.radians(lat)))
    return rows.filter(lat__range=(lat - up, lat + up), lon__range=(lon - aside, lon + aside))


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres between two near points."""
    east = (other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(east, other_lat - lat) * METRES_PER_DEGREE


def cards(rows: Iterable[PublicRequest]) -> list[PublicCard]:
    """Cards of public rows, in their order; three queries whatever their number."""
    rows = list(rows)
    names = category_names()
    pictures = dict(
        Picture.objects.filter(request_id__in=[row.request_id for row in rows], shown=True)
        .order_by("request_id", "kind", "at")  # "after" stands before "before"
        .values_list("request_id", "token")
    )
    return [
        PublicCard(
            public_id=row.public_id,
            number=row.number,
            title=_title(row, names),
            category=names.get(row.category, row.category),
            state=str(state_words(row.state)),
            state_kind=row.state_kind,
            label=row.block,
            day=row.day,
            photo_url_token=str(pictures[row.request_id]) if row.request_id in pictures else None,
            distance_m=0,
            followers=row.followers,
        )
        for row in rows
    ]


def category_names() -> dict[str, str]:
    """Names of all categories in the active language."""
    return {row.code: in_language(row, "name") for row in Category.objects.all()}


def state_words(state: str) -> Text:
    """A state in words for residents."""
    return workflow.process(REQUEST).state(state).public_title


def _title(row: PublicRequest, names: dict[str, str]) -> str:
    """The beginning of the description, or the category where there are no words."""
    words = " ".join(row.description.split())
    if not words:
        return names.get(row.category, row.category)
    return words if len(words) <= 80 else f"{words[:79].rsplit(' ', 1)[0]}…"


def card(public_id: UUID) -> PublicDetail | None:
    """Everything public about one request; None for one that is not (any more)."""
    row = (
        PublicRequest.objects.select_related("request", "request__category__group")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        return None
    record = row.request
    names = category_names()
    return PublicDetail(
        public_id=row.public_id,
        number=row.number,
        title=_title(row, names),
        category=names.get(row.category, row.category),
        category_code=row.category,
        group=in_language(record.category.group, "name"),
        state=str(state_words(row.state)),
        state_kind=row.state_kind,
        label=row.block,
        lon=row.lon,
        lat=row.lat,
        beat=row.beat,
        day=row.day,
        description=row.description,
        reason=in_language(row, "reason"),
        expected_by=row.expected_on,
        closed_on=row.closed_on,
        late=row.late == "yes",
        followers=row.followers,
        reporter=scrubbed(record.shown_name) if record.show_name else "",
        steps=_first_by_day(steps_of(record), row.day),
        pictures=[
            PublicPicture(str(one.token), one.kind, "")
            for one in record.pictures.filter(shown=True).order_by("-kind", "at")
        ],
    )


def _first_by_day(steps: list[PublicStep], day: date) -> list[PublicStep]:
    """The timeline for everybody: that a request came in is told by its day, not by the minute somebody stood there."""
    midnight = datetime.combine(day, time.min, agency().tz)
    return [replace(steps[0], at=midnight), *steps[1:]] if steps else []


def steps_of(record: ServiceRequest) -> list[PublicStep]:
    """The timeline, oldest first: moves in residents' words, and the department's public updates; to the second."""
    steps = [PublicStep(move.at, str(state_words(move.to_state))) for move in workflow.history(record)]
    steps += [
        PublicStep(update.at, "", in_language(update, "text"))
        for update in PublicUpdate.objects.filter(request=record)
    ]
    ended = str(state_words(record.state))
    if not workflow.is_open(record) and record.closed_at:
        steps = [
            PublicStep(step.at, step.title, in_language(record, "public_reason"))
            if step.title == ended and step.at == record.closed_at
            else step
            for step in steps
        ]
    return sorted(steps, key=lambda step: step.at)


def picture(token: str, size: str = "full") -> HttpResponse | None:
    """A picture that may be shown; None for one that may not (any more), or for a word we did not make.

    Args:
        token: from a card or a detail.
        size: ``full`` or ``small``.
    """
    try:
        wanted = UUID(token)
    except (ValueError, AttributeError, TypeError):
        return None
    row: Any = Picture.objects.filter(token=wanted, shown=True, request__public__isnull=False).first()
    if row is None:
        return None
    found = next((one for one in attachments.of(row.request) if one.pk == row.attachment_id), None)
    return attachments.picture_response(found, size, public=True) if found else None

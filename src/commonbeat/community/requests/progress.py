"""Public progress of many requests at once, and their pictures: what other systems poll, in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import translation

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import workflow

from .enums import PictureKind
from .models import Picture
from .process import REQUEST
from .publication import FIXED
from .shown import UpdateShown

# Moves and public updates of the requests that changed since then. That a request came in is told by its day alone: the
# first step stands at midnight, under the request's public id.
STEPS = """
WITH shown AS (
    SELECT public_id, request_id, number, day, state, reason_en, reason_es
    FROM requests_publicrequest WHERE updated_at >= %(since)s {named}
), steps AS (
    SELECT CASE WHEN m.from_state = '' THEN s.public_id ELSE m.id END AS id, s.number, s.request_id,
        CASE WHEN m.from_state = '' THEN s.day::timestamp AT TIME ZONE %(zone)s ELSE m.at END AS at,
        m.to_state AS state, true AS moved,
        CASE WHEN m.from_state = '' THEN 'before' WHEN m.to_state = s.state AND m.at = r.closed_at THEN 'after' ELSE '' END
            AS picture,
        CASE WHEN m.to_state <> s.state OR m.at IS DISTINCT FROM r.closed_at THEN ''
            WHEN %(spanish)s AND s.reason_es <> '' THEN s.reason_es ELSE s.reason_en END AS words
    FROM shown s JOIN requests_servicerequest r ON r.id = s.request_id
    JOIN workflow_move m ON m.subject_id = s.request_id AND m.process = %(process)s
    UNION ALL
    SELECT u.id, s.number, s.request_id, u.at,
        (SELECT m.to_state FROM workflow_move m WHERE m.subject_id = s.request_id AND m.process = %(process)s AND m.at <= u.at
            ORDER BY m.at DESC, m.id DESC LIMIT 1),
        false, '', CASE WHEN %(spanish)s AND u.text_es <> '' THEN u.text_es ELSE u.text_en END
    FROM shown s JOIN requests_publicupdate u ON u.request_id = s.request_id
)
SELECT id, number, request_id, at, state, moved, picture, words FROM steps
WHERE at BETWEEN %(since)s AND %(until)s ORDER BY at, id LIMIT %(most)s OFFSET %(skip)s
"""


def updates(
    *,
    since: datetime,
    until: datetime,
    numbers: Sequence[str] = (),
    most: int = 1000,
    skip: int = 0,
    language: str = "en",
) -> list[UpdateShown]:
    """Steps and public updates of public requests, oldest first; three queries whatever their number.

    Args:
        since, until: moments, both included.
        numbers: of requests; empty for all.
        most: how many at most.
        skip: how many to leave out at the beginning.
        language: of the words, ``en`` or ``es``.
    """
    given = {
        "since": since, "until": until, "numbers": list(numbers), "most": most, "skip": skip, "process": REQUEST,
        "zone": agency().tz.key, "spanish": language == "es",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STEPS.format(named="AND number = ANY(%(numbers)s)" if numbers else ""), given)
        rows = cursor.fetchall()
    pictures = _pictures({row[2] for row in rows if row[6]})
    course = workflow.process(REQUEST)
    first = course.initial.name
    made = []
    with translation.override(language):
        for key, number, request, at, state, moved, picture, words in rows:
            now = course.state(state or first)
            title = str(now.public_title) if moved else ""
            made.append(
                UpdateShown(
                    id=key,
                    number=number,
                    at=at,
                    state_kind=FIXED if now.name == FIXED else now.kind,
                    text=". ".join(part for part in (title, words) if part),
                    photo_token=pictures.get((request, picture), ""),
                )
            )
    return made


def _pictures(requests: Iterable[Any]) -> dict[tuple[Any, str], str]:
    """The newest shown picture of each kind, by request and kind."""
    keys = list(requests)
    if not keys:
        return {}
    shown = Picture.objects.filter(request_id__in=keys, shown=True).order_by("at", "id")
    return {(pk, kind): str(token) for pk, kind, token in shown.values_list("request_id", "kind", "token")}


def photo_tokens(public_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The newest shown picture of each public request, by its id, for ``picture``; one query.

    One of the place afterwards stands before one that came with the report.

    Args:
        public_ids: of public requests; those without a picture are left out of the answer.
    """
    if not public_ids:
        return {}
    rows = Picture.objects.filter(request__public__public_id__in=list(public_ids), shown=True)
    found: dict[UUID, str] = {}
    pairs = rows.order_by("at", "id").values_list("request__public__public_id", "kind", "token")
    for public_id, _kind, token in sorted(pairs, key=lambda pair: pair[1] == PictureKind.AFTER):
        found[public_id] = str(token)
    return found

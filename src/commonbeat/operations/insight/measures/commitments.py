"""What became of the things the department said it would do: filled in from the records, not typed."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

WINDOW = dt.timedelta(days=28)
METHOD = (
    "Counts in the same number of days before and after the decision (28 at most), in the beat and in all other beats "
    "together. A difference may have other causes; with small counts it often is chance."
)

_COMMUNITY = "AND origin = 'community' AND service = 'police' AND NOT is_test"
_TABLES = {
    "calls": (
        "calls_call",
        "type_group",
        "received_at",
        _COMMUNITY,
    ),
    "incidents": ("records_incident", "offence_group", "reported_at", ""),
}
_MINUTES = """
    SELECT coalesce(sum(greatest(unit_count, 1)
               * extract(epoch FROM cleared_at - coalesce(dispatched_at, received_at))), 0) / 60
    FROM calls_call
    WHERE origin = 'officer' AND beat_code = %s AND received_at >= %s AND received_at < %s AND cleared_at IS NOT NULL
"""


class Commitment(Protocol):
    """What is read of an accepted finding."""

    finding_key: str
    title: str
    source: str
    group: str
    beat_code: str
    tactic: str
    owner: str
    hours: str
    review_on: dt.date | None
    decided_at: dt.datetime


def commitment_results(connection: Any, rows: list[Any], as_of: dt.datetime) -> tuple[dict[str, Any], ...]:
    """Before and after of every open commitment.

    Args:
        connection: an open database connection.
        rows: accepted findings that nobody has closed (:class:`Commitment`).
        as_of: the report's moment; nothing later is counted.

    Returns:
        One plain record a commitment: counts here and elsewhere, days compared, minutes of officers' own work in
        the beat since, and ``status`` (``due soon``, ``late`` or ``on time``).
    """
    return tuple(_result(connection, row, as_of) for row in rows if row.decided_at <= as_of)


def _result(connection: Any, row: Commitment, as_of: dt.datetime) -> dict[str, Any]:
    span = min(WINDOW, as_of - row.decided_at)
    start, end = row.decided_at - span, row.decided_at + span
    here, elsewhere = _counts(connection, row, start, row.decided_at, end)
    with connection.cursor() as cursor:
        cursor.execute(_MINUTES, [row.beat_code, row.decided_at, end])
        minutes = float(cursor.fetchone()[0])
    return {
        "finding": row.finding_key,
        "title": row.title,
        "tactic": row.tactic,
        "owner": row.owner,
        "hours": row.hours,
        "beat": row.beat_code,
        "decided": row.decided_at.date(),
        "review_on": row.review_on,
        "status": _status(row.review_on, as_of.date()),
        "days": round(span.total_seconds() / 86_400, 1),
        "before": here[0],
        "after": here[1],
        "elsewhere_before": elsewhere[0],
        "elsewhere_after": elsewhere[1],
        "officer_minutes": round(minutes),
        "method": METHOD,
    }


def _counts(
    connection: Any, row: Commitment, start: dt.datetime, middle: dt.datetime, end: dt.datetime
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Counts before and after, in the beat and in all others."""
    table, group, moment, only = _TABLES[row.source]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE here AND early), count(*) FILTER (WHERE here AND NOT early),
                   count(*) FILTER (WHERE NOT here AND early), count(*) FILTER (WHERE NOT here AND NOT early)
            FROM (SELECT (%s = '' OR beat_code = %s) AS here, {moment} < %s AS early FROM {table}
                  WHERE {group} = %s AND {moment} >= %s AND {moment} < %s {only}) AS compared
            """,
            [row.beat_code, row.beat_code, middle, row.group, start, end],
        )
        a, b, c, d = cursor.fetchone()
    return (a, b), (c, d)


def _status(review_on: dt.date | None, today: dt.date) -> str:
    if review_on is None:
        return "on time"
    if review_on < today:
        return "late"
    return "due soon" if (review_on - today).days <= 7 else "on time"

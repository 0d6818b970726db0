"""Public figures about calls, computed in SQL from the working records with the publication delay applied."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.publish import MeasureValue

DAYS = 28
BASE = """
    c.service = 'police' AND c.origin = 'community' AND NOT c.is_test
    AND (c.received_local AT TIME ZONE 'UTC')::date BETWEEN %(start)s AND %(end)s
    AND c.received_at BETWEEN %(from_at)s AND %(to_at)s
"""
SECONDS = """CROSS JOIN LATERAL (SELECT CASE WHEN c.arrived_at >= c.received_at
    THEN extract(epoch FROM c.arrived_at - c.received_at)::float8 END AS m) travelled"""
TIMED = "NOT (c.cancelled OR c.held OR c.scheduled OR c.phone_handled OR c.reopened)"


def period() -> tuple[date, date]:
    """First and last local day of the newest 28 whole days that are past the publication delay and have calls."""
    profile = agency()
    end = profile.local_time(timezone.now() - timedelta(hours=profile.publication_delay_hours)).date()
    end -= timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT received_local FROM calls_call ORDER BY received_at DESC, id DESC LIMIT 1")
        newest = cursor.fetchone()
    if newest:
        end = min(end, newest[0].date())
    return end - timedelta(days=DAYS - 1), end


def _one(select: str, where: str = "true") -> tuple[tuple[Any, ...], date, date]:
    """One row over the calls of the period."""
    start, end = period()
    zone = agency().tz
    params = {
        "start": start,
        "end": end,
        "from_at": datetime.combine(start, time.min, zone),
        "to_at": datetime.combine(end + timedelta(days=1), time.min, zone),
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {select} FROM calls_call c {SECONDS} WHERE {BASE} AND {where}", params)
        return cursor.fetchone(), start, end


def community_calls() -> MeasureValue:
    """Calls from the community in the period, of types that are public one by one.

    Other types are left out, because the difference between two days' figures would show their daily number.
    """
    listed = "c.type_code IN (SELECT code FROM codes_calltype WHERE publication = 'block')"
    (n,), start, end = _one("count(*)", listed)
    return MeasureValue(n, n, start, end, f"{n:,}")


def _response(quantile: float) -> MeasureValue:
    row, start, end = _one(
        f"count(*), count(m), percentile_cont({quantile}) WITHIN GROUP (ORDER BY m)",
        f"c.priority = 1 AND {TIMED}",
    )
    total, n, seconds = row
    shown = "–" if seconds is None else f"{int(seconds) // 60} min {int(seconds) % 60} s"
    return MeasureValue(seconds, n, start, end, shown, {"without_arrival": total - n, "emergencies": total})


def response_median() -> MeasureValue:
    """Seconds within which half of the priority 1 calls were reached."""
    return _response(0.5)


def response_nine_of_ten() -> MeasureValue:
    """Seconds within which nine of ten priority 1 calls were reached."""
    return _response(0.9)


def arrival_recorded() -> MeasureValue:
    """Of 100 priority 1 calls, how many carry an arrival time."""
    (total, n), start, end = _one("count(*), count(c.arrived_at)", f"c.priority = 1 AND {TIMED}")
    share = 100 * n / total if total else None
    shown = "–" if share is None else f"{share:.0f} of 100"
    return MeasureValue(share, total, start, end, shown, {"with_arrival": n})

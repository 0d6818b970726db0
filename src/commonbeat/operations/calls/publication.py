"""From working calls to public rows: which calls, how exact, and what changed since the last release.

Works on sets: candidates are chosen in SQL, places are snapped in NumPy, and the difference to the public rows is
written back in three statements. Rules: ``docs/explanation/disclosure.md``.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
import shapely
from django.db import connection, transaction
from django.utils import timezone

from commonbeat.city.agency.queries import agency
from commonbeat.city.places.models import MapPoint
from commonbeat.kernel.publish import Change
from commonbeat.kernel.publish.actions import LATE_CHANGE
from commonbeat.kernel.publish.queries import latest

from .models import PublicNumberKey
from .rules import LEAST_ADDRESSES, hundred_block

DATASET = "calls"
DECIMALS = 4
PLACES_AT_ONCE = 50_000
OPEN_AT_MOST_DAYS = 30  # a call nobody closed counts as over after this long

# What may be counted in public at all; the same words decide for rows and for monthly counts.
ELIGIBLE = """
    c.service = 'police' AND c.origin IN ('community', 'officer') AND NOT c.is_test
    AND c.received_at < %(before)s
    AND (c.closed_at IS NOT NULL OR c.cleared_at IS NOT NULL OR c.cancelled OR c.received_at < %(open_before)s)
"""
# A number of the year: a nested SHA-256 of the year's secret and the call's key, cut to a UUID (version 8).
PUBLIC_NUMBER = """overlay(overlay(encode(substring(sha256(%(key)s::bytea || sha256(%(key)s::bytea || uuid_send(c.id)))
    FROM 1 FOR 16), 'hex') PLACING '8' FROM 13 FOR 1) PLACING 'a' FROM 17 FOR 1)::uuid"""
FIELDS = (
    "public_id", "day", "time_band", "origin", "type_group", "type_label", "priority", "beat", "block", "lon", "lat",
    "reception", "response", "disposition",
)  # fmt: skip
NEW_ROWS = f"""
CREATE TEMP TABLE public_new ON COMMIT DROP AS
SELECT c.id AS call_id, {PUBLIC_NUMBER} AS public_id,
    (c.received_local AT TIME ZONE 'UTC')::date AS day,
    lpad((b.start)::text, 2, '0') || ':00–' || lpad((b.start + 3)::text, 2, '0') || ':59' AS time_band,
    c.origin, c.type_group, t.label AS type_label, c.priority, c.beat_code AS beat,
    coalesce(p.block, '') AS block, p.point_lon AS lon, p.point_lat AS lat,
    CASE WHEN c.reception = '911' THEN '911' WHEN c.reception IN ('phone', 'text') THEN 'phone or text'
         WHEN c.reception = 'alarm' THEN 'alarm' WHEN c.reception = 'officer' THEN 'officer'
         WHEN c.reception = 'unknown' THEN '' ELSE 'other' END AS reception,
    CASE WHEN c.origin <> 'community' OR c.arrived_at IS NULL OR c.arrived_at < c.received_at THEN ''
         WHEN c.arrived_at < c.received_at + interval '5 min' THEN 'under 5'
         WHEN c.arrived_at < c.received_at + interval '10 min' THEN '5 to 9'
         WHEN c.arrived_at < c.received_at + interval '20 min' THEN '10 to 19'
         WHEN c.arrived_at < c.received_at + interval '60 min' THEN '20 to 59'
         ELSE '60 or more' END AS response,
    coalesce(d.label, '') AS disposition
FROM calls_call c
JOIN codes_calltype t ON t.code = c.type_code AND t.publication = 'block'
CROSS JOIN LATERAL (SELECT extract(hour FROM c.received_local AT TIME ZONE 'UTC')::int / 4 * 4 AS start) b
LEFT JOIN public_place p ON p.lon = c.lon AND p.lat = c.lat AND p.beat_code = c.beat_code
LEFT JOIN codes_disposition d ON d.code = c.disposition_code
WHERE {ELIGIBLE}
"""
REMOVE = """
DELETE FROM calls_publiccall p
WHERE NOT EXISTS (SELECT 1 FROM public_new n WHERE n.call_id = p.call_id)
"""
_SET = ", ".join(f"{name} = n.{name}" for name in FIELDS)
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in FIELDS) for row in "pn")
UPDATE = f"""
UPDATE calls_publiccall p SET {_SET} FROM public_new n
WHERE n.call_id = p.call_id AND ({_OLD}) IS DISTINCT FROM ({_NEW})
"""
INSERT = f"""
INSERT INTO calls_publiccall (call_id, {", ".join(FIELDS)})
SELECT n.call_id, {_NEW} FROM public_new n
WHERE NOT EXISTS (SELECT 1 FROM calls_publiccall p WHERE p.call_id = n.call_id)
ORDER BY n.day, n.public_id
"""
MONTHS = f"""
INSERT INTO calls_publicmonth (month, type_label, place, n)
SELECT date_trunc('month', c.received_local AT TIME ZONE 'UTC')::date, t.label,
    CASE WHEN t.publication = 'beat' THEN coalesce(nullif(c.beat_code, ''), 'not known') ELSE 'city' END, count(*)
FROM calls_call c JOIN codes_calltype t ON t.code = c.type_code AND t.publication IN ('beat', 'city_month')
WHERE {ELIGIBLE} AND (c.received_local AT TIME ZONE 'UTC')::date < %(month)s
GROUP BY 1, 2, 3
"""


def refresh(now: datetime | None = None) -> list[Change]:
    """Bring the public rows up to date in one transaction.

    Args:
        now: the moment to work at; calls younger than the agency's publication delay are left out.

    Returns:
        Months whose number was public before this refresh and now reads differently.
    """
    moment = now or timezone.now()
    profile = agency()
    before = moment - timedelta(hours=profile.publication_delay_hours)
    params = {
        "before": before,
        "open_before": moment - timedelta(days=OPEN_AT_MOST_DAYS),
        "month": profile.local_time(before).date().replace(day=1),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        params["key"] = _key_of(profile.local_time(moment).year)
        until, old = _last_release()
        cursor.execute("DROP TABLE IF EXISTS public_place, public_new")
        _snap_places(params)
        cursor.execute(NEW_ROWS, params)
        cursor.execute("CREATE INDEX ON public_new (call_id)")
        cursor.execute("ANALYZE public_new")
        for statement in (REMOVE, UPDATE, INSERT):
            cursor.execute(statement)
        cursor.execute("DELETE FROM calls_publicmonth")
        cursor.execute(MONTHS, params)
        cursor.execute("DROP TABLE public_place, public_new")
        return _changes(old, _monthly(until))


def _key_of(year: int) -> bytes:
    """The secret of this year's public numbers; those of other years are destroyed, so that nobody can join two years."""
    PublicNumberKey.objects.exclude(year=year).delete()
    made, _ = PublicNumberKey.objects.get_or_create(year=year, defaults={"key": secrets.token_bytes(32)})
    return bytes(made.key)


def _snap_places(params: dict[str, object]) -> None:
    """Fill the temporary table of exact places and the public point each is replaced by, some thousand at a time."""
    points = allowed_points()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE public_place (lon float8, lat float8, beat_code text, block text,"
            " point_lon float8, point_lat float8) ON COMMIT DROP"
        )
        with connection.chunked_cursor() as read:
            read.execute(
                "SELECT DISTINCT c.beat_code, c.lon, c.lat FROM calls_call c WHERE c.lon IS NOT NULL"
                f" AND c.lat IS NOT NULL AND c.beat_code <> '' AND {ELIGIBLE} ORDER BY 1",
                params,
            )
            while places := read.fetchmany(PLACES_AT_ONCE):
                codes, lon, lat = zip(*places, strict=True)
                nearest = snap(np.array(lon), np.array(lat), codes, points)
                with cursor.copy("COPY public_place FROM STDIN") as copy:
                    for (code, x, y), at in zip(places, nearest, strict=True):
                        if at >= 0:
                            copy.write_row((x, y, code, *points[at][:3]))  # block, longitude, latitude
        cursor.execute("CREATE INDEX ON public_place (lon, lat)")
        cursor.execute("ANALYZE public_place")


def allowed_points() -> list[tuple[str, float, float, str]]:
    """Public name, rounded longitude and latitude, and beat of every point that may stand for others."""
    rows = MapPoint.objects.order_by("id").values_list("label", "lon", "lat", "beat_code", "address_count")
    return [
        (hundred_block(label), round(lon, DECIMALS), round(lat, DECIMALS), beat)
        for label, lon, lat, beat, homes in rows
        if homes == 0 or homes >= LEAST_ADDRESSES
    ]


def snap(
    lon: np.ndarray, lat: np.ndarray, beats: Sequence[str], points: Sequence[tuple[str, float, float, str]]
) -> np.ndarray:
    """Index of the nearest allowed point of the same beat for each place, -1 where the beat has none.

    Args:
        lon, lat: places in degrees, shape (n,).
        beats: beat code of each place.
        points: as ``allowed_points`` gives them.
    """
    out = np.full(len(lon), -1, dtype=np.int64)
    codes = np.array(beats, dtype=object)
    point_codes = np.array([point[3] for point in points], dtype=object)
    for code in set(beats) - {""}:
        mine, theirs = np.flatnonzero(codes == code), np.flatnonzero(point_codes == code)
        if not theirs.size:
            continue
        # Degrees of longitude are shorter than those of latitude; one scale for a beat is exact enough, and it must not
        # depend on the other places asked for, or neighbours could get different points.
        scale = np.cos(np.radians(np.mean([points[i][2] for i in theirs])))
        tree = shapely.STRtree([shapely.Point(points[i][1] * scale, points[i][2]) for i in theirs])
        out[mine] = theirs[tree.nearest(shapely.points(lon[mine] * scale, lat[mine]))]
    return out


def months() -> dict[str, dict[str, int]]:
    """Public rows of each month, kept with a release so that the next one can say what changed."""
    return {"months": {f"{month:%Y-%m-%d}": n for month, n in _monthly(date.max).items()}}


def _last_release() -> tuple[date | None, dict[date, int]]:
    """First day of the month that was not yet complete at the last release, and the counts released before it."""
    last = latest(DATASET)
    if last is None:
        return None, {}
    profile = agency()
    seen = last.released_at - timedelta(hours=profile.publication_delay_hours)
    until = profile.local_time(seen).date().replace(day=1)
    kept = {date.fromisoformat(month): n for month, n in (last.value or {}).get("months", {}).items()}
    return until, {month: n for month, n in kept.items() if month < until}


def _monthly(until: date | None) -> dict[date, int]:
    """Public rows of each month before ``until``."""
    if until is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_trunc('month', day)::date, count(*) FROM calls_publiccall WHERE day < %s GROUP BY 1",
            [until],
        )
        return dict(cursor.fetchall())


def _changes(old: dict[date, int], new: dict[date, int]) -> list[Change]:
    """One notice for each complete month whose count differs."""
    return [
        Change(
            what=f"{month:%Y-%m}",
            old=f"{old.get(month, 0):,}",
            new=f"{new.get(month, 0):,}",
            why=LATE_CHANGE,
        )
        for month in sorted(old.keys() | new.keys())
        if old.get(month, 0) != new.get(month, 0)
    ]

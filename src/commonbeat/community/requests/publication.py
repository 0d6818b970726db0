"""From a working request to its public row, in the same transaction; and the monthly counts of private ones.

Places are snapped as those of calls are: to the nearest point of the same beat that stands for no home or for eight and
more. Rules: ``docs/explanation/disclosure.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Count, F, Max
from django.db.models.functions import Greatest
from django.utils import timezone

from commonbeat.city.agency.queries import Agency, agency
from commonbeat.kernel.publish import Change
from commonbeat.kernel.retention.queries import disposed_months
from commonbeat.kernel.workflow import process, state_of
from commonbeat.kernel.workflow.models import Move
from commonbeat.operations.calls.publication import DECIMALS, allowed_points, snap
from commonbeat.operations.calls.rules import LEAST_ADDRESSES, hundred_block

from .models import Follower, Picture, PublicRequest, PublicRequestMonth, PublicUpdate, ServiceRequest
from .scrubbing import scrubbed

DATASET, MONTHLY = "service-requests", "private-requests-by-month"
FIXED = "fixed"
BATCH = 2_000
STEP = timedelta(
    minutes=15
)  # a new request is dated no finer, so that its row does not tell the minute of reporting
NO_CHANGE = frozenset({"request", "followers", "late", "updated_at"})
# One scale for a beat, as the calls' own snapping has it; a place outside every beat takes the nearest point of all.
# Rounded to a centimetre, so that two points as near as each other are told apart by their ids alone.
NEAREST = f"""
SELECT label, lon, lat FROM places_mappoint p
WHERE (address_count = 0 OR address_count >= {LEAST_ADDRESSES}) AND beat_code = %(beat)s
ORDER BY round((((lon - %(lon)s) * (SELECT cos(radians(avg(lat))) FROM places_mappoint WHERE beat_code = %(beat)s)) ^ 2
    + (lat - %(lat)s) ^ 2)::numeric, 14), id
LIMIT 1
"""
LATE = """
UPDATE requests_publicrequest SET late = CASE
    WHEN coalesce(closed_on, %(today)s) > expected_on THEN 'yes' ELSE 'no' END
WHERE expected_on IS NOT NULL AND late IS DISTINCT FROM
    CASE WHEN coalesce(closed_on, %(today)s) > expected_on THEN 'yes' ELSE 'no' END
"""
MONTHS = """
INSERT INTO requests_publicrequestmonth (month, category, n)
SELECT date_trunc('month', received_at AT TIME ZONE %(zone)s)::date, category_id, count(*)
FROM requests_servicerequest WHERE private AND received_at < %(before)s
    AND date_trunc('month', received_at AT TIME ZONE %(zone)s)::date <> ALL(%(settled)s::date[])
GROUP BY 1, 2
"""


def project(record: ServiceRequest) -> PublicRequest | None:
    """Write what the public may see of a request, or take it away; call it in the transaction of the change.

    Returns:
        The public row, or None for a private request.
    """
    if record.private or record.category.private:
        PublicRequest.objects.filter(request=record).delete()
        return None
    row = PublicRequest.objects.filter(request=record).first() or PublicRequest(request=record)
    before = None if row._state.adding else _said(row)
    fill(row, record)
    if row._state.adding or not row.block:
        row.block, row.lon, row.lat = _shown_at(record)
    row.followers = record.followers.filter(confirmed_at__isnull=False).count()
    row.updated_at = _changed_at(row, record, before)
    row.save()
    return row


def show_place(record: ServiceRequest) -> PublicRequest | None:
    """Write the public row anew after its place was found or corrected; else a public block stays as it was first shown.

    Returns:
        The public row, or None for a private request.
    """
    row = project(record)
    if row is None:
        return None
    before = row.block, row.lon, row.lat
    row.block, row.lon, row.lat = _shown_at(record)
    if before != (row.block, row.lon, row.lat):
        row.updated_at = max(row.updated_at, timezone.now())
        row.save(update_fields=["block", "lon", "lat", "updated_at"])
    return row


def _shown_at(record: ServiceRequest) -> tuple[str, float | None, float | None]:
    """The point that stands for a request in public; nothing while its place is known in words only."""
    return public_place(*record.point, record.beat_code) if record.point else ("", None, None)


def touch(record: ServiceRequest) -> None:
    """Date the public row of a request anew, where what changed is beside it: a picture that is shown or hidden."""
    rows = PublicRequest.objects.filter(request=record)
    rows.update(updated_at=Greatest(F("updated_at"), timezone.now()))


def _said(row: PublicRequest) -> list[Any]:
    """What a public row says of the request itself; followers and late marks come and go without it."""
    return [getattr(row, one.attname) for one in row._meta.concrete_fields if one.name not in NO_CHANGE]


def _changed_at(row: PublicRequest, record: ServiceRequest, before: list[Any] | None) -> datetime:
    """The moment of the last public change; it never goes back, for others poll by it."""
    if before is None:
        return rounded_up(timezone.now())
    if before != _said(row):
        return max(row.updated_at, timezone.now())
    latest = PublicUpdate.objects.filter(request=record).aggregate(at=Max("at"))["at"]
    return max(row.updated_at, latest) if latest else row.updated_at


def rounded_up(at: datetime) -> datetime:
    """The end of the quarter of an hour: never before, so that nobody who polls by time misses a new request."""
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at + (STEP - over) if over else at


def project_many(records: Sequence[ServiceRequest]) -> int:
    """Write the public rows of many new requests at once, for loaders; returns how many there are.

    Args:
        records: saved, without public rows so far; their categories are read already.
    """
    shown = [one for one in records if not (one.private or one.category.private)]
    here, now, points = agency(), timezone.now(), allowed_points()
    placed = [one for one in shown if one.point]
    lon, lat = np.array([one.lon for one in placed]), np.array([one.lat for one in placed])
    snapped = snap(lon, lat, [one.beat_code for one in placed], points) if placed else []
    nearest = {one.pk: at for one, at in zip(placed, snapped, strict=True)}
    counted = (
        Follower.objects.filter(confirmed_at__isnull=False).values_list("request").annotate(n=Count("pk"))
    )
    followers, changed = dict(counted), _last_changes(shown)
    rows = []
    for record in shown:
        row = PublicRequest(
            request=record, followers=followers.get(record.pk, 0), updated_at=changed.get(record.pk, now)
        )
        fill(row, record, here, now)
        if (at := nearest.get(record.pk, -1)) >= 0:
            row.block, row.lon, row.lat = block_name(points[at][0]), points[at][1], points[at][2]
        rows.append(row)
    PublicRequest.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _last_changes(records: Sequence[ServiceRequest]) -> dict[Any, datetime]:
    """The last public step of each request: a move, an update, a picture that is shown; a new one is rounded up."""
    keys = [one.pk for one in records]
    moves = Move.objects.filter(process=ServiceRequest.PROCESS, subject_id__in=keys)
    last = {}
    for pk, at, n in moves.values_list("subject_id").annotate(at=Max("at"), n=Count("pk")):
        last[pk] = at if n > 1 else rounded_up(at)
    pictures = Picture.objects.filter(request__in=keys, shown=True)
    for rows in (PublicUpdate.objects.filter(request__in=keys), pictures):
        for pk, at in rows.order_by().values_list("request").annotate(last=Max("at")):
            last[pk] = max(last.get(pk, at), at)
    return last


def fill(
    row: PublicRequest, record: ServiceRequest, here: Agency | None = None, now: datetime | None = None
) -> None:
    """Set everything of a public row that follows from the request alone.

    Args:
        row: the public row.
        record: the request.
        here, now: the agency and the moment, where they are known already.
    """
    here, now = here or agency(), now or timezone.now()
    state = state_of(record)
    row.number = record.number
    row.day = here.local_time(record.received_at).date()
    row.category, row.group = record.category_id, record.category.group_id
    row.state = record.state
    row.state_kind = FIXED if record.state == FIXED else state.kind
    row.beat = record.beat_code
    row.description = "" if words_wait(record) else scrubbed(record.description)
    row.expected_on = record.expected_on
    row.closed_on = here.local_time(record.closed_at).date() if record.closed_at else None
    reference = row.closed_on or here.local_time(now).date()
    row.late = "yes" if record.expected_on and reference > record.expected_on else "no"
    row.reason_en, row.reason_es = record.public_reason_en, record.public_reason_es
    row.source = record.source


def words_wait(record: ServiceRequest) -> bool:
    """Whether the resident's words sound like an emergency and nobody has looked at them: not for the public yet."""
    return record.urgent and record.state == process(record.PROCESS).initial.name


def public_place(lon: float, lat: float, beat: str) -> tuple[str, float | None, float | None]:
    """Name, longitude and latitude of the point that stands for a place in public; nothing where the beat has none."""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"lon": lon, "lat": lat, "beat": beat})
        found = cursor.fetchone()
    if found is None or not beat:
        return "", None, None
    return block_name(found[0]), round(found[1], DECIMALS), round(found[2], DECIMALS)


def block_name(label: str) -> str:
    """A map point's label as it is printed: "1200 block of Oak Avenue"."""
    name = hundred_block(label)
    head, found, street = name.partition(" block of ")
    if found and street.isupper():
        return f"{head}{found}{street.title()}"
    return name.title() if name.isupper() else name


def refresh(now: datetime | None = None) -> Sequence[Change]:
    """Bring what depends on the day up to date: late marks and monthly counts. The rows themselves are always current.

    Args:
        now: the moment to work at.
    """
    here, moment = agency(), now or timezone.now()
    today = here.local_time(moment).date()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LATE, {"today": today})
        _count_months(cursor, moment)
    return []


def _count_months(cursor: Any, moment: datetime) -> None:
    """Count private requests of the months that are over; a month of which some are disposed of stays as it was."""
    here = agency()
    first = here.local_time(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    settled = sorted(disposed_months(ServiceRequest._meta.label, here.tz))
    PublicRequestMonth.objects.exclude(month__in=settled).delete()
    cursor.execute(MONTHS, {"zone": here.tz.key, "before": first, "settled": settled})

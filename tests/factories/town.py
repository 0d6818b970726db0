"""A small town with two beats and the same calls every day, so that every figure can be worked out by hand."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import h3

from commonbeat.city.codes.models import CallType
from commonbeat.city.places.models import Beat, Boundary
from commonbeat.operations.calls.models import Call

ZONE = ZoneInfo("America/Los_Angeles")
FIRST = date(2025, 1, 6)  # a Monday
WEEKS = 12
END = FIRST + timedelta(weeks=WEEKS)
WEST, EAST = (-121.47, 37.75), (-121.43, 37.75)
# Two a day: in the west at 09:15, in the east at 21:40; each holds one unit from five minutes later for half an hour.
DAILY = ((time(9, 15), WEST, "W", "theft"), (time(21, 40), EAST, "E", "noise"))
QUERY = {"since": FIRST.isoformat(), "until": (END - timedelta(days=1)).isoformat()}


def square(west: float, east: float) -> dict[str, Any]:
    ring = [[west, 37.7], [east, 37.7], [east, 37.8], [west, 37.8], [west, 37.7]]
    return {"type": "Polygon", "coordinates": [ring]}


def one_call(day: date, at: time, place: tuple[float, float], beat: str, group: str, **facts: Any) -> Call:
    local = datetime.combine(day, at)
    received = local.replace(tzinfo=ZONE).astimezone(UTC)
    number = f"{day:%y%m%d}{at:%H%M}{beat}{facts.pop('copy', '')}"
    given = {
        "source": "test", "external_id": number, "number": number, "origin": "community", "reception": "phone",
        "type_code": group.upper(), "type_group": group, "priority": 2, "received_at": received,
        "received_local": local.replace(tzinfo=UTC), "utc_offset_min": -480, "known_at": received, "beat_code": beat,
        "dispatched_at": received + timedelta(minutes=5), "arrived_at": received + timedelta(minutes=11),
        "cleared_at": received + timedelta(minutes=35), "closed_at": received + timedelta(minutes=35),
        "lon": place[0], "lat": place[1], "h3": h3.str_to_int(h3.latlng_to_cell(place[1], place[0], 9)),
        "unit_count": 1, "block_text": f"100 BLOCK OF {'OAK' if beat == 'W' else 'ELM'} STREET", "location_text": "",
    }  # fmt: skip
    return Call(**{**given, **facts})


def build() -> None:
    """Boundary, two beats, and the same two calls on each of 84 days."""
    Boundary.objects.create(geometry=square(-121.5, -121.4))
    Beat.objects.create(code="W", name="West", geometry=square(-121.5, -121.45), area_km2=49.0)
    Beat.objects.create(code="E", name="East", geometry=square(-121.45, -121.4), area_km2=49.0)
    for group in ("theft", "noise"):
        CallType.objects.create(
            code=group.upper(), label=group.capitalize(), group=group, publication="block"
        )
    days = [FIRST + timedelta(days=i) for i in range(7 * WEEKS)]
    Call.objects.bulk_create([one_call(day, *what) for day in days for what in DAILY])

"""Calls, types, beats and map points for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from commonbeat.city.codes.models import CallType
from commonbeat.city.places.models import Beat, MapPoint
from commonbeat.operations.calls.models import Call

ZONE = ZoneInfo("America/Los_Angeles")
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-121.5, 37.7], [-121.4, 37.7], [-121.4, 37.8], [-121.5, 37.8], [-121.5, 37.7]]],
}


def call_type(code: str = "THEFT", publication: str = "block", group: str = "theft") -> CallType:
    return CallType.objects.create(code=code, label=code.capitalize(), group=group, publication=publication)


def beat(code: str = "1A", geometry: dict[str, Any] | None = None) -> Beat:
    return Beat.objects.create(code=code, name="Centre", geometry=geometry or SQUARE, area_km2=98.0)


def point(label: str, lon: float, lat: float, homes: int, code: str = "1A") -> MapPoint:
    return MapPoint.objects.create(label=label, lon=lon, lat=lat, address_count=homes, beat_code=code)


def call(number: str, received: datetime | None = None, **facts: Any) -> Call:
    at = received or datetime(2026, 1, 10, 20, 30, tzinfo=UTC)
    local = at.astimezone(ZONE)
    given = {
        "source": "test", "external_id": number, "number": number, "origin": "community", "reception": "phone",
        "type_code": "THEFT", "type_group": "theft", "priority": 2, "received_at": at,
        "received_local": local.replace(tzinfo=UTC), "utc_offset_min": int(local.utcoffset() / timedelta(minutes=1)),
        "closed_at": at + timedelta(hours=1), "known_at": at, "beat_code": "1A", "lon": -121.45, "lat": 37.75,
        "location_text": "1234 Main St",
    }  # fmt: skip
    return Call.objects.create(**{**given, **facts})

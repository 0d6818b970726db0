"""A small town with streets, and requests in it, for tests."""

from typing import Any

from commonbeat.city.agency.models import AgencyProfile
from commonbeat.city.places.models import Beat, Boundary, Landmark, MapPoint, Street
from commonbeat.community.requests import public
from commonbeat.community.requests.models import ServiceRequest
from commonbeat.kernel import audit, workflow
from commonbeat.kernel.contact import conversation_of

HOME = (-121.4501, 37.7502)
REASON = {"public_reason_en": "It was fixed.", "public_reason_es": "Se arregló."}


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def line(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


def town() -> None:
    """Two beats, four streets, blocks with and without enough homes, and a landmark."""
    AgencyProfile.objects.update_or_create(
        id=1,
        defaults={
            "name": "Marisol Police Department",
            "city_name": "Marisol",
            "state": "California",
            "languages": ["en", "es"],
            "other_help_number": "(555) 010-0198",
        },
    )
    Boundary.objects.create(geometry=square(-121.5, 37.7, -121.4, 37.8))
    Beat.objects.create(code="W", name="West", geometry=square(-121.5, 37.7, -121.45, 37.8), area_km2=49.0)
    Beat.objects.create(code="E", name="East", geometry=square(-121.45, 37.7, -121.4, 37.8), area_km2=49.0)
    for name, kind, shape in (
        ("Oak Avenue", "local", line((-121.46, 37.75), (-121.44, 37.75))),
        ("Main Street", "arterial", line((-121.45, 37.74), (-121.45, 37.76))),
        ("Fifth Street", "local", line((-121.445, 37.74), (-121.445, 37.76))),
        ("Calle Piñón", "local", line((-121.46, 37.79), (-121.45, 37.79))),
        ("Marisol Creek", "water", line((-121.49, 37.71), (-121.41, 37.79))),
    ):
        Street.objects.create(name=name, kind=kind, geometry=shape)
    for label, lon, lat, homes, beat in (
        ("1200 BLOCK OF OAK AVENUE", -121.4512, 37.7501, 12, "W"),
        ("1300 BLOCK OF OAK AVENUE", -121.4504, 37.7501, 3, "W"),  # too few homes to stand for anybody
        ("1400 BLOCK OF OAK AVENUE", -121.448, 37.7501, 9, "E"),
    ):
        MapPoint.objects.create(label=label, lon=lon, lat=lat, address_count=homes, beat_code=beat)
    Landmark.objects.create(name="Valle Mall", kind="shops", lon=-121.447, lat=37.752)


def given(**facts: Any) -> dict[str, Any]:
    """What a resident fills in."""
    return {
        "category": "shopping-cart", "description": "Three carts by the wall.", "lon": HOME[0], "lat": HOME[1],
        "place_text": "1250 Oak Avenue", "place_source": "address", "answers": {}, "form_version": None,
        "language": "en", **facts,
    }  # fmt: skip


def submitted(**facts: Any) -> public.Submitted:
    """A request that came in through the web form."""
    return public.submit(**given(**facts))


def request(**facts: Any) -> ServiceRequest:
    """The working record of a request that came in."""
    done = submitted(**facts)
    return ServiceRequest.objects.get(number=done.number)


def close(record: ServiceRequest, actor: Any, step: str = "fix", **more: Any) -> None:
    workflow.move(record, step, actor=actor, values={**REASON, **more})


def conversation(record: ServiceRequest) -> Any:
    return conversation_of(record)


RESIDENT = audit.Actor("resident")

"""Streets, addresses and landmarks from a city's own map files: named, counted by block, every feature accounted for."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import mapping

from commonbeat.city.places.gazetteer import import_addresses, import_landmarks, import_streets
from commonbeat.city.places.models import Beat, Landmark, MapPoint, Street
from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.intake.errors import FileRefused

pytestmark = pytest.mark.django_db
LON, LAT = -121.43, 37.74


def geojson(path: Path, features: list[tuple[Any, dict[str, Any]]]) -> Path:
    rows = [
        {"type": "Feature", "geometry": mapping(shape), "properties": values} for shape, values in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return path


def line(x: float, y: float, length: float = 0.002) -> Any:
    return shapely.LineString([(LON + x, LAT + y), (LON + x + length, LAT + y)])


def point(x: float = 0.0, y: float = 0.0) -> Any:
    return shapely.Point(LON + x, LAT + y)


def counts(done: dict[str, Any]) -> tuple[int, ...]:
    return tuple(done[name] for name in ("read", "accepted", "updated", "unchanged", "rejected"))


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    return geojson(
        tmp_path / "streets.geojson",
        [
            (line(0, 0), {"FULLNAME": "OAK AVE", "MTFCC": "S1400"}),
            (line(0.002, 0), {"FULLNAME": "OAK AVE", "MTFCC": "S1400"}),
            (line(0, 0.01), {"FULLNAME": "I-205", "MTFCC": "S1100"}),
            (line(0, 0.02), {"FULLNAME": None, "MTFCC": "S1400"}),
            (point(), {"FULLNAME": "no line at all", "MTFCC": ""}),
        ],
    )


def test_parts_of_one_name_are_one_street(streets: Path) -> None:
    done = import_streets(streets, actor=SYSTEM)
    assert counts(done) == (4, 3, 0, 0, 1)
    assert done["notes"][1] == "Left out, as they have another shape or none: 1."
    assert done["examples"] == [
        {"row": 4, "column": "FULLNAME", "reason": "a street needs a name", "value": ""}
    ]
    assert list(Street.objects.order_by("name").values_list("name", "kind")) == [
        ("I-205", "freeway"), ("Oak Ave", "local")
    ]  # fmt: skip
    oak = Street.objects.get(name="Oak Ave").geometry
    assert (oak["type"], oak["coordinates"][0], oak["coordinates"][-1]) == (
        "LineString", [LON, LAT], [-121.426, LAT]
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="places.imported")
    assert (entry.object_kind, entry.details["rows"]) == ("streets", 2)


def test_the_same_file_again_changes_nothing_and_a_new_one_replaces(streets: Path, tmp_path: Path) -> None:
    import_streets(streets, actor=SYSTEM)
    before = list(Street.objects.values_list("pk", flat=True))
    assert counts(import_streets(streets, actor=SYSTEM)) == (4, 0, 0, 3, 1)
    assert list(Street.objects.values_list("pk", flat=True)) == before
    other = geojson(
        tmp_path / "new.geojson", [(line(0, 0), {"NAME": "Oak Ave"}), (line(0, 1), {"NAME": "Elm St"})]
    )
    done = import_streets(other, actor=SYSTEM)
    assert counts(done) == (2, 1, 1, 0, 0)
    assert done["notes"] == ["2 streets on file; 1 of before are gone."]
    assert set(Street.objects.values_list("name", flat=True)) == {"Oak Ave", "Elm St"}


def test_a_trial_keeps_nothing(streets: Path) -> None:
    assert counts(import_streets(streets, actor=SYSTEM, dry_run=True)) == (4, 3, 0, 0, 1)
    assert (Street.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_a_file_without_names_says_what_to_do(tmp_path: Path) -> None:
    path = geojson(tmp_path / "x.geojson", [(line(0, 0), {"A": "1", "B": "2"})])
    with pytest.raises(FileRefused, match="--code which attribute holds the name; there are A, B"):
        import_streets(path, actor=SYSTEM)
    assert import_streets(path, actor=SYSTEM, name="B")["accepted"] == 1
    with pytest.raises(FileRefused, match="holds no points"):
        import_addresses(path, actor=SYSTEM)


@pytest.fixture
def beat() -> None:
    area = shapely.box(LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01)
    Beat.objects.create(code="1A", geometry=mapping(area), area_km2=1)


def houses(
    first: int, count: int, street: str = "OAK AVE", y: float = 0.0
) -> list[tuple[Any, dict[str, Any]]]:
    return [
        (point(0.0001 * n, y), {"HOUSE_NUM": first + 2 * n, "STREET": street, "OWNER": "Somebody"})
        for n in range(count)
    ]


def test_addresses_are_counted_by_block_and_not_kept(tmp_path: Path, beat: None) -> None:
    rows = [
        *houses(1200, 9),
        *houses(1300, 7, y=0.001),
        *houses(5, 8, "Elm St", 0.002),
        (point(), {"HOUSE_NUM": None, "STREET": "X"}),
    ]
    path = geojson(tmp_path / "addresses.geojson", rows)
    done = import_addresses(path, actor=SYSTEM)
    assert counts(done) == (25, 17, 0, 7, 1)
    assert done["notes"][-1] == "2 blocks with at least 8 addresses; 1 with fewer are never published."
    kept = MapPoint.objects.order_by("label").values_list("label", "lon", "lat", "beat_code", "address_count")
    assert list(kept) == [
        ("0 BLOCK OF ELM ST", -121.42965, 37.742, "1A", 8),
        ("1200 BLOCK OF OAK AVE", -121.4296, 37.74, "1A", 9),
    ]
    assert counts(import_addresses(path, actor=SYSTEM)) == (25, 0, 0, 24, 1)


def test_flats_in_one_house_are_one_address(tmp_path: Path) -> None:
    same = [(point(), {"address": f"1250 Oak Ave Apt {n}"}) for n in range(20)]
    import_addresses(geojson(tmp_path / "a.geojson", same), actor=SYSTEM)
    assert MapPoint.objects.count() == 0


def test_whole_addresses_in_a_table(tmp_path: Path) -> None:
    rows = [f"{1250 + n} Oak Ave #{n},{LON + n / 10000},{LAT}" for n in range(8)]
    path = tmp_path / "addresses.csv"
    path.write_text("\n".join(["Full Address,Longitude,Latitude", *rows, f"Town Hall,{LON},{LAT}"]))
    done = import_addresses(path, actor=SYSTEM)
    assert counts(done) == (9, 8, 0, 0, 1)
    assert MapPoint.objects.get().label == "1200 BLOCK OF OAK AVE"


def test_points_without_addresses_stay(tmp_path: Path) -> None:
    MapPoint.objects.create(label="PARK", lon=LON, lat=LAT, address_count=0)
    import_addresses(geojson(tmp_path / "a.geojson", houses(1200, 8)), actor=SYSTEM)
    assert set(MapPoint.objects.values_list("label", flat=True)) == {"PARK", "1200 BLOCK OF OAK AVE"}


def test_landmarks_keep_what_is_known_of_them(tmp_path: Path) -> None:
    Landmark.objects.create(name="Police station", kind="station", lon=0, lat=0, is_default_place=True)
    rows = [
        (point(), {"name": "Police station", "type": "station"}),
        (point(0.001), {"name": "Pond Park", "type": "park"}),
        (point(), {"name": ""}),
    ]
    done = import_landmarks(geojson(tmp_path / "l.geojson", rows), actor=SYSTEM)
    assert counts(done) == (3, 1, 1, 0, 1)
    assert list(Landmark.objects.order_by("name").values_list("name", "kind", "lon", "is_default_place")) == [
        ("Police station", "station", LON, True), ("Pond Park", "park", -121.429, False)
    ]  # fmt: skip

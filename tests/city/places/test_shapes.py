"""Beats and the boundary from map files of every kind: the same shapes, areas and beats come of them."""

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely
from pyproj import Transformer

from commonbeat.city.places.models import Beat, Boundary
from commonbeat.city.places.queries import beat_index, beat_of
from commonbeat.city.places.shapes import import_beats, import_boundary
from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.intake.errors import FileRefused

pytestmark = pytest.mark.django_db
WEST, SOUTH = -122.3, 37.8
HOLE = [(0.024, 0.004), (0.026, 0.004), (0.026, 0.006), (0.024, 0.006)]


def square(x: float, y: float, side: float = 0.01) -> Any:
    return shapely.box(WEST + x, SOUTH + y, WEST + x + side, SOUTH + y + side)


#: 1A is whole; 2B has an exclave; 3C has a hole.
SHAPES = {
    "1A": square(0, 0),
    "2B": shapely.MultiPolygon([square(0.01, 0), square(0.05, 0.05)]),
    "3C": shapely.Polygon(square(0.02, 0).exterior.coords, [[(WEST + x, SOUTH + y) for x, y in HOLE]]),
}
POINTS = {
    (0.005, 0.005): "1A",
    (0.015, 0.005): "2B",
    (0.055, 0.055): "2B",
    (0.021, 0.001): "3C",
    (0.025, 0.005): "",
}


def write(path: Path, driver: str, epsg: int = 4326, parts: bool = False) -> Path:
    """The three beats as one file; with ``parts``, exclaves are features of their own."""
    codes, shapes = [], []
    for code, shape in SHAPES.items():
        for one in shape.geoms if parts and shape.geom_type == "MultiPolygon" else [shape]:
            codes.append(code)
            shapes.append(one)
    if epsg != 4326:
        turn = Transformer.from_crs(4326, epsg, always_xy=True)
        shapes = [
            shapely.transform(s, lambda xy: np.column_stack(turn.transform(xy[:, 0], xy[:, 1])))
            for s in shapes
        ]
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb(np.array(shapes, dtype=object)), field_data=[np.array(codes, dtype=object)],
        fields=np.array(["Name" if driver == "KML" else "beat"]), geometry_type="Unknown", crs=f"EPSG:{epsg}", driver=driver,
    )  # fmt: skip
    return path


def shapefile(folder: Path, epsg: int) -> Path:
    """A shapefile in a zip, as city portals hand it out."""
    stem = folder / "beats"
    codes = np.array(list(SHAPES), dtype=object)
    turn = Transformer.from_crs(4326, epsg, always_xy=True)
    shapes = [
        shapely.transform(shape, lambda xy: np.column_stack(turn.transform(xy[:, 0], xy[:, 1])))
        for shape in SHAPES.values()
    ]
    pyogrio.raw.write(
        f"{stem}.shp", geometry=shapely.to_wkb(np.array(shapes, dtype=object)), field_data=[codes],
        fields=np.array(["beat"]), geometry_type="MultiPolygon", crs=f"EPSG:{epsg}", driver="ESRI Shapefile",
    )  # fmt: skip
    out = folder / "beats.zip"
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.glob("beats.*")):
            if path != out:
                archive.write(path, path.name)
    return out


def packed(path: Path) -> Path:
    out = path.with_suffix(".json.gz")
    out.write_bytes(gzip.compress(path.read_bytes()))
    return out


MAKERS = {
    "geojson": lambda folder: write(folder / "a.geojson", "GeoJSON"),
    "geojson, parts apart": lambda folder: write(folder / "a.geojson", "GeoJSON", parts=True),
    "geojson, gzipped": lambda folder: packed(write(folder / "a.geojson", "GeoJSON")),
    "kml": lambda folder: write(folder / "a.kml", "KML"),
    "geopackage in web mercator": lambda folder: write(folder / "a.gpkg", "GPKG", 3857),
    "shapefile in state plane feet": lambda folder: shapefile(folder, 2227),
    "shapefile in utm": lambda folder: shapefile(folder, 26910),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_of_map_file_gives_the_same_beats(kind: str, tmp_path: Path) -> None:
    path = MAKERS[kind](tmp_path)
    read = 4 if kind.endswith("apart") else 3
    out = import_beats(path, actor=SYSTEM, source="city")
    assert (out["read"], out["accepted"], out["updated"], out["unchanged"], out["rejected"]) == (
        read,
        read,
        0,
        0,
        0,
    )
    beats = {beat.code: beat for beat in Beat.objects.all()}
    assert sorted(beats) == ["1A", "2B", "3C"]
    assert {code: beat.geometry["type"] for code, beat in beats.items()} == {
        "1A": "Polygon", "2B": "MultiPolygon", "3C": "Polygon",
    }  # fmt: skip
    # 0.01° by 0.01° at 37.8° north: 0.880 km by 1.110 km.
    assert [round(beats[code].area_km2, 2) for code in ("1A", "2B", "3C")] == [0.98, 1.95, 0.94]
    for code, shape in SHAPES.items():
        ours = shapely.from_geojson(json.dumps(beats[code].geometry))
        assert shapely.hausdorff_distance(ours.boundary, shape.boundary) < 1e-6
    points = np.array([(WEST + x, SOUTH + y) for x, y in POINTS])
    assert beat_index().locate(points[:, 0], points[:, 1]).tolist() == list(POINTS.values())
    again = import_beats(path, actor=SYSTEM, source="city")
    assert (again["accepted"], again["updated"], again["unchanged"]) == (0, 0, read)
    assert Beat.objects.count() == 3


def test_a_redrawn_beat_ends_and_starts_anew_and_the_others_stay(tmp_path: Path) -> None:
    from datetime import date

    path = write(tmp_path / "a.geojson", "GeoJSON")
    import_beats(path, actor=SYSTEM, today=date(2025, 1, 1))
    data = json.loads(path.read_text())
    data["features"][0]["geometry"] = json.loads(shapely.to_geojson(square(0, 0.01)))
    path.write_text(json.dumps(data))
    out = import_beats(path, actor=SYSTEM, today=date(2025, 6, 1))
    assert (out["updated"], out["unchanged"]) == (1, 2)
    history = Beat.objects.filter(code="1A").order_by("id").values_list("valid_from", "valid_to")
    assert list(history) == [(None, date(2025, 6, 1)), (date(2025, 6, 1), None)]
    assert beat_of(WEST + 0.005, SOUTH + 0.015) == "1A"


@pytest.mark.parametrize("kind", ["geojson", "shapefile in state plane feet"])
def test_the_boundary_is_one_shape_of_all_parts(kind: str, tmp_path: Path) -> None:
    path = MAKERS[kind](tmp_path)
    out = import_boundary(path, actor=SYSTEM)
    assert (out["read"], out["accepted"], out["unchanged"]) == (3, 3, 0)
    ours = shapely.from_geojson(json.dumps(Boundary.objects.get().geometry))
    whole = shapely.union_all(list(SHAPES.values()))
    assert (ours.geom_type, len(ours.geoms)) == ("MultiPolygon", 2)
    assert ours.symmetric_difference(whole).area < 1e-8
    assert import_boundary(path, actor=SYSTEM)["unchanged"] == 3
    assert AuditEntry.objects.filter(action="places.imported").count() == 2


def test_a_trial_run_keeps_nothing(tmp_path: Path) -> None:
    out = import_beats(MAKERS["kml"](tmp_path), actor=SYSTEM, dry_run=True)
    assert (out["accepted"], out["dry_run"], Beat.objects.count()) == (3, True, 0)


def zipped_text() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "no map")
    return out.getvalue()


REFUSED = {
    "empty": (b"", "cannot be read as a map file"),
    "text": (b"beat,lon,lat\n1A,1,2\n", "holds no shapes|cannot be read as a map file"),
    "points": (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"beat":"1"},'
        b'"geometry":{"type":"Point","coordinates":[1,2]}}]}',
        "holds no polygons",
    ),
    "no features": (b'{"type":"FeatureCollection","features":[]}', "holds no shapes"),
    "zip without a map": (zipped_text(), "cannot be read as a map file"),
    "cut gzip": (gzip.compress(b'{"type":"FeatureCollection"}' * 50)[:30], "is cut or damaged"),
    "feet without a system": (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"beat":"1"},"geometry":'
        b'{"type":"Polygon","coordinates":[[[6000000,2000000],[6001000,2000000],[6001000,2001000],[6000000,2000000]]]}}]}',
        "not in degrees",
    ),
    "no code": (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"colour":"red"},"geometry":'
        b'{"type":"Polygon","coordinates":[[[1,2],[2,2],[2,3],[1,2]]]}}]}',
        "Say with --code which attribute",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_map_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    data, words = REFUSED[name]
    path = tmp_path / "beats"
    path.write_bytes(data)
    with pytest.raises(FileRefused, match=words):
        import_beats(path, actor=SYSTEM)
    assert Beat.objects.count() == 0

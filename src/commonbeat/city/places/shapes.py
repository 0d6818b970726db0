"""Beats and the city's boundary from any vector file."""

from __future__ import annotations

import gzip
import html
import json
import re
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from django.db import transaction
from django.utils import timezone

from commonbeat.kernel import audit
from commonbeat.kernel.intake.errors import FileRefused

from .models import Beat, Boundary

MAX_SHAPES = 1_000_000_000
TYPES = {"polygons": (3, 6, 7), "lines": (1, 2, 5), "points": (0, 4)}
"""Shapely's numbers of the types of geometry that count as each."""
CSV_POINTS = {
    "X_POSSIBLE_NAMES": "lon,long,longitude,x,point_x,x_coord", "Y_POSSIBLE_NAMES": "lat,latitude,y,point_y,y_coord",
}  # fmt: skip


def import_boundary(path: Path, *, actor: Any, dry_run: bool = False) -> dict[str, Any]:
    """Take the city's outline from a vector file; several shapes become one.

    Raises:
        FileRefused: the file holds no polygons.
    """
    frame = read_shapes(path)
    whole = shapely.union_all(frame["geometry"].to_list())
    if not dry_run:
        with transaction.atomic():
            old = Boundary.objects.filter(id=1).first()
            same = old is not None and old.geometry == _geojson(whole)
            Boundary.objects.update_or_create(id=1, defaults={"geometry": _geojson(whole)})
            _written(actor, path, "boundary", {"shapes": frame.height})
    else:
        same = False
    return _result(path, "boundary", frame.height, 0 if same else frame.height, 0, dry_run, [])


def import_beats(
    path: Path,
    *,
    actor: Any,
    source: str = "",
    code: str = "",
    dry_run: bool = False,
    today: date | None = None,
) -> dict[str, Any]:
    """Take beats from a vector file (GeoJSON, shapefile, KML …, any reference system, plain, gzipped or zipped).

    Features of one code become one beat (exclaves). A beat whose shape differs from the one in force ends today and
    starts anew, so that old weeks can still be told apart; a beat missing from the file stays.

    Args:
        path: the file.
        actor: who imports.
        source: name of the source, kept on the beats.
        code: attribute with the beat's code; guessed from its name otherwise.
        dry_run: change nothing.
        today: the day from which new shapes hold.

    Raises:
        FileRefused: no polygons, or no attribute that could be the code.
    """
    frame = read_shapes(path)
    column = code or _code_column(frame)
    if column not in frame.columns:
        raise FileRefused(f"{path.name} has no attribute {column!r}; it has {', '.join(frame.columns[:-1])}.")
    merged: dict[str, list[Any]] = {}
    nameless = 0
    sectors: dict[str, str] = {}
    sector_column = next(
        (name for name in frame.columns if name.lower() in ("sector", "district", "precinct")), None
    )
    for row in frame.iter_rows(named=True):
        key = _words(row[column])[:20]
        nameless += not key
        if key:
            merged.setdefault(key, []).append(row["geometry"])
            sectors.setdefault(key, _words(row[sector_column])[:40] if sector_column else "")
    day = today or timezone.localdate()
    counts = {"accepted": 0, "updated": 0}
    exclaves = sum(len(shapes) > 1 for shapes in merged.values())
    with transaction.atomic():
        for key, shapes in sorted(merged.items()):
            change = _put_beat(key, shapely.union_all(shapes), sectors[key], source[:40], day)
            if change:
                counts[change] += len(shapes)
        _written(actor, path, "beats", {"beats": len(merged), **counts}) if not dry_run else None
        transaction.set_rollback(dry_run)
    notes = [f"{len(merged)} beats by attribute {column!r}; {exclaves} have several parts."]
    out = _result(path, "beats", frame.height, counts["accepted"], counts["updated"], dry_run, notes)
    out["rejected"] = nameless
    out["unchanged"] -= nameless
    return out


def _put_beat(code: str, geometry: Any, sector: str, source: str, day: date) -> str:
    new = _geojson(geometry)
    old = Beat.objects.filter(code=code, valid_to=None).first()
    if old and old.geometry == new:
        return ""
    if old and old.valid_from == day:
        old.delete()
    elif old:
        old.valid_to = day
        old.save(update_fields=["valid_to"])
    Beat.objects.create(
        code=code, name=f"Beat {code}", sector=sector, geometry=new, area_km2=round(_area_km2(geometry), 4), source=source,
        valid_from=day if old else None,
    )  # fmt: skip
    return "updated" if old else "accepted"


def read_shapes(path: Path, of: str = "polygons") -> pl.DataFrame:
    """Shapes of a vector file in WGS 84: its attributes as text, and ``geometry`` (shapely objects) last.

    Args:
        path: GeoJSON, shapefile, KML …, plain, gzipped or zipped; for points also CSV.
        of: ``polygons``, ``lines`` or ``points``; others in the file are left out.

    Raises:
        FileRefused: the file cannot be read or holds none of them.
    """
    from pyogrio.errors import DataLayerError, DataSourceError
    from pyogrio.raw import read

    if not path.is_file():
        raise FileRefused(f"There is no file {path}.")
    where: Any = str(path)
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(b"\x1f\x8b"):
        where = unpacked(path)
    elif head.startswith(b"PK"):
        where = f"/vsizip/{path.resolve()}"
    try:
        meta, _, shapes, values = read(where, **(CSV_POINTS if path.suffix.lower() == ".csv" else {}))
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise FileRefused(f"{path.name} cannot be read as a map file: {str(error)[:120]}.") from None
    if shapes is None or not len(shapes):
        raise FileRefused(f"{path.name} holds no shapes.")
    parts = shapely.from_wkb(shapes)
    parts = shapely.force_2d(shapely.make_valid(parts) if of == "polygons" else parts)
    wanted = np.isin(shapely.get_type_id(parts), TYPES[of]) & ~shapely.is_empty(parts)
    if not wanted.any():
        raise FileRefused(f"{path.name} holds no {of}.")
    parts = _to_wgs84(parts[wanted], meta["crs"])
    columns = {
        name: [_plain(one) for one in column[wanted]]
        for name, column in zip(meta["fields"], values, strict=True)
    }
    return pl.DataFrame(columns).with_columns(pl.Series("geometry", list(parts), dtype=pl.Object))


def unpacked(path: Path) -> bytes:
    """The bytes inside a gzipped file, at most 1 GB.

    Raises:
        FileRefused: damaged or too large.
    """
    try:
        with gzip.open(path) as file:
            data = file.read(MAX_SHAPES + 1)
    except (OSError, EOFError, zlib.error):
        raise FileRefused(
            f"{path.name} is cut or damaged; a map must be whole, nothing was imported."
        ) from None
    if len(data) > MAX_SHAPES:
        raise FileRefused(f"{path.name} unpacks to more than {MAX_SHAPES // 1_000_000} MB.")
    return data


def _to_wgs84(shapes: Any, crs: str | None) -> Any:
    from pyproj import CRS, Transformer

    if not crs or CRS.from_user_input(crs).to_epsg() == 4326:
        lon, lat = shapely.bounds(shapes)[:, [0, 1]].T
        if np.nanmax(np.abs(lon)) > 180 or np.nanmax(np.abs(lat)) > 90:
            raise FileRefused(
                "The shapes are not in degrees and the file does not name its coordinate system."
            )
        return shapes
    turn = Transformer.from_crs(crs, 4326, always_xy=True)
    return shapely.transform(shapes, lambda xy: np.column_stack(turn.transform(xy[:, 0], xy[:, 1])))


def _area_km2(geometry: Any) -> float:
    from pyproj import Geod

    # Holes count against their ring only where the two run in opposite directions.
    oriented = shapely.orient_polygons(geometry)
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(oriented)[0]) / 1e6


def _geojson(geometry: Any) -> dict[str, Any]:
    """GeoJSON with seven decimals (1 cm); polygonal parts only."""
    parts = [one for one in shapely.get_parts(geometry) if one.geom_type == "Polygon"]
    flat = [
        part for one in shapely.get_parts(geometry) if one.geom_type == "MultiPolygon" for part in one.geoms
    ]
    whole = shapely.MultiPolygon(parts + flat) if len(parts + flat) > 1 else (parts + flat)[0]
    rounded = shapely.transform(whole, lambda xy: np.round(xy, 7))
    return json.loads(shapely.to_geojson(rounded))


CODE_NAMES = (
    "beatnum", "beatcode", "policebeat", "beatno", "beatid", "beat", "cpbeat", "code", "name", "precinctid", "nbhdname",
)  # fmt: skip


def _code_column(frame: pl.DataFrame) -> str:
    """The attribute most likely to hold the code: known by name, filled in every shape."""
    names = {re.sub(r"[^a-z]", "", name.lower()): name for name in reversed(frame.columns[:-1])}
    for wanted in CODE_NAMES:
        if wanted in names and not frame[names[wanted]].is_in(["", "-1", "None"]).any():
            return names[wanted]
    raise FileRefused(
        f"Say with --code which attribute holds the code; there are {', '.join(frame.columns[:-1])}."
    )


def _plain(value: Any) -> str:
    if value is None or value == "None" or (isinstance(value, float) and np.isnan(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _words(text: str) -> str:
    """Text without HTML tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text or "")).split())


def _written(actor: Any, path: Path, what: str, details: dict[str, Any]) -> None:
    audit.record("places.imported", actor=actor, object_kind=what, object_id=path.name[:60], details=details)


def _result(
    path: Path, what: str, read: int, accepted: int, updated: int, dry_run: bool, notes: list[str]
) -> dict[str, Any]:
    return {
        "file": path.name, "target": what, "read": read, "accepted": accepted, "updated": updated,
        "unchanged": read - accepted - updated, "rejected": 0, "dry_run": dry_run, "notes": notes, "examples": [],
    }  # fmt: skip

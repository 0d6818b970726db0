"""Beats and the city's boundary from any vector file."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from django.db import transaction
from django.utils import timezone

from commonbeat.kernel.intake.errors import FileRefused

from .map_files import account, read_shapes, words, written
from .models import Beat, Boundary


def import_boundary(path: Path, *, actor: Any, dry_run: bool = False) -> dict[str, Any]:
    """Take the city's outline from a vector file; several shapes become one.

    Raises:
        FileRefused: the file holds no polygons.
    """
    frame, _left_out = read_shapes(path)
    whole = shapely.union_all(frame["geometry"].to_list())
    if not dry_run:
        with transaction.atomic():
            old = Boundary.objects.filter(id=1).first()
            same = old is not None and old.geometry == _geojson(whole)
            Boundary.objects.update_or_create(id=1, defaults={"geometry": _geojson(whole)})
            written(actor, path, "boundary", {"shapes": frame.height})
    else:
        same = False
    return account(path, "boundary", frame.height, 0 if same else frame.height, 0, dry_run, [])


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
    frame, _left_out = read_shapes(path)
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
        key = words(row[column])[:20]
        nameless += not key
        if key:
            merged.setdefault(key, []).append(row["geometry"])
            sectors.setdefault(key, words(row[sector_column])[:40] if sector_column else "")
    day = today or timezone.localdate()
    counts = {"accepted": 0, "updated": 0}
    exclaves = sum(len(shapes) > 1 for shapes in merged.values())
    with transaction.atomic():
        for key, shapes in sorted(merged.items()):
            change = _put_beat(key, shapely.union_all(shapes), sectors[key], source[:40], day)
            if change:
                counts[change] += len(shapes)
        written(actor, path, "beats", {"beats": len(merged), **counts}) if not dry_run else None
        transaction.set_rollback(dry_run)
    notes = [f"{len(merged)} beats by attribute {column!r}; {exclaves} have several parts."]
    out = account(path, "beats", frame.height, counts["accepted"], counts["updated"], dry_run, notes)
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

"""Reading the map files cities hand out, and accounting for their features."""

from __future__ import annotations

import gzip
import html
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely

from commonbeat.kernel import audit
from commonbeat.kernel.intake.errors import FileRefused

MAX_SHAPES = 1_000_000_000
TYPES = {"polygons": (3, 6, 7), "lines": (1, 2, 5), "points": (0, 4)}
"""Shapely's numbers of the types of geometry that count as each."""
CSV_POINTS = {
    "X_POSSIBLE_NAMES": "lon,long,longitude,x,point_x,x_coord", "Y_POSSIBLE_NAMES": "lat,latitude,y,point_y,y_coord",
}  # fmt: skip


def read_shapes(path: Path, of: str = "polygons") -> tuple[pl.DataFrame, int]:
    """Shapes of a vector file in WGS 84.

    Args:
        path: GeoJSON, shapefile, KML …, plain, gzipped or zipped; for points also CSV.
        of: ``polygons``, ``lines`` or ``points``; others in the file are left out.

    Returns:
        The attributes as text with ``geometry`` (shapely objects) last, and how many features were left out.

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
    frame = pl.DataFrame(columns).with_columns(pl.Series("geometry", list(parts), dtype=pl.Object))
    return frame, int((~wanted).sum())


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


def _plain(value: Any) -> str:
    if value is None or value == "None" or (isinstance(value, float) and np.isnan(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def attribute(frame: pl.DataFrame, names: Sequence[str]) -> str:
    """The attribute most likely meant by the first of some names that is there, whatever its spelling; "" for none.

    Args:
        frame: from `read_shapes`.
        names: lower-case letters only, the likeliest first.
    """
    known = {re.sub(r"[^a-z]", "", column.lower()): column for column in reversed(frame.columns[:-1])}
    return next((known[name] for name in names if name in known), "")


def words(text: str) -> str:
    """Text without HTML tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text or "")).split())


def written(actor: Any, path: Path, what: str, details: dict[str, Any]) -> None:
    """Note in the audit log what was taken from which file."""
    audit.record("places.imported", actor=actor, object_kind=what, object_id=path.name[:60], details=details)


def account(
    path: Path, what: str, read: int, accepted: int, updated: int, dry_run: bool, notes: list[str]
) -> dict[str, Any]:
    """What became of the features of a file; what is neither accepted nor updated was there already."""
    return {
        "file": path.name, "target": what, "read": read, "accepted": accepted, "updated": updated,
        "unchanged": read - accepted - updated, "rejected": 0, "dry_run": dry_run, "notes": notes, "examples": [],
    }  # fmt: skip

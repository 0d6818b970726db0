"""Streets, addresses and landmarks from the city's own map files, so that a place can be named and a block published.

Each file is the whole truth of its kind: what it no longer holds goes. Every feature is accounted for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from django.db import transaction
from shapely.geometry import mapping

from commonbeat.kernel.intake.errors import FileRefused

from .map_files import account, attribute, read_shapes, words, written
from .models import Landmark, MapPoint, Street
from .queries import beat_index

LEAST_ADDRESSES = 8
"""A point with fewer addresses about it could point at one home; see ``docs/explanation/disclosure.md``."""
EXAMPLES = 20
STREET_NAMES = (
    "fullname", "fullstreet", "fullstname", "streetname", "stname", "street", "roadname", "rdname", "name",
)  # fmt: skip
NUMBER_NAMES = (
    "housenumber", "housenum", "houseno", "addrnum", "addnum", "addno", "addrno", "addressnumber", "stnum", "stno",
    "streetnumber", "number",
)  # fmt: skip
ADDRESS_NAMES = ("fulladdress", "fulladdr", "siteaddress", "siteaddr", "address", "addr")
LANDMARK_NAMES = ("name", "landmark", "label", "facility", "fullname")
KIND_NAMES = ("mtfcc", "highway", "roadclass", "stclass", "funcclass", "class", "kind", "type", "category")
_KINDS = (
    ("freeway", re.compile(r"^s1100|motorway|freeway|interstate|expressway", re.IGNORECASE)),
    ("rail", re.compile(r"^r1|rail", re.IGNORECASE)),
    ("water", re.compile(r"^h[123]0|water|creek|canal|river", re.IGNORECASE)),
    ("arterial", re.compile(r"^s1200|trunk|primary|secondary|arterial|highway", re.IGNORECASE)),
    ("collector", re.compile(r"tertiary|collector", re.IGNORECASE)),
)
_WHOLE = re.compile(
    r"^(\d{1,6})[A-Z]?(?: ?1/2)?\s+(.+?)(?:\s*(?:,|#| apt\b| unit\b| ste\b| suite\b| spc\b).*)?$",
    re.IGNORECASE,
)
Rejects = list[dict[str, Any]]


def import_streets(path: Path, *, actor: Any, name: str = "", dry_run: bool = False) -> dict[str, Any]:
    """Take the streets of the city: lines with a name; parts of one name and kind become one street.

    Args:
        path: the file.
        actor: who imports.
        name: attribute with the street's name; guessed from its name otherwise.
        dry_run: change nothing.

    Raises:
        FileRefused: no lines, or no attribute that could be the name.
    """
    frame, left_out = read_shapes(path, "lines")
    column, kind = _column(frame, name, STREET_NAMES), attribute(frame, KIND_NAMES)
    rejects: Rejects = []
    parts: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for number, row in enumerate(frame.iter_rows(named=True), 1):
        said = _title(words(row[column]))[:120]
        if said:
            parts[said, _kind(row[kind]) if kind else "local"].append(row["geometry"])
        else:
            rejects.append(_reject(number, column, "a street needs a name", row[column]))
    rows = {key: (_line(lines), len(lines)) for key, lines in parts.items()}
    old = {(one.name, one.kind): one.geometry for one in Street.objects.all()}

    def store(new: Mapping[Any, Any]) -> None:
        Street.objects.all().delete()
        made = [Street(name=key[0], kind=key[1], geometry=shape) for key, shape in sorted(new.items())]
        Street.objects.bulk_create(made, batch_size=500)

    return _replaced(path, "streets", frame.height, left_out, rows, old, store, rejects, actor, dry_run)


def import_addresses(path: Path, *, actor: Any, name: str = "", dry_run: bool = False) -> dict[str, Any]:
    """Take the addresses of the city: points with a number and a street; they are counted by block and not kept.

    A block with at least eight addresses gets a point in its middle, which may be published in place of an exact one.
    Of the others only their number is said.

    Args:
        path: the file (GeoJSON, shapefile, CSV with longitude and latitude …).
        actor: who imports.
        name: attribute with the whole address ("1250 Oak Ave"); number and street are looked for otherwise.
        dry_run: change nothing.

    Raises:
        FileRefused: no points, or no attributes that could be number and street.
    """
    frame, left_out = read_shapes(path, "points")
    read = _reader(frame, name)
    rejects: Rejects = []
    blocks: dict[tuple[str, ...], list[tuple[float, float]]] = defaultdict(list)
    for number, row in enumerate(frame.iter_rows(named=True), 1):
        house, street = read(row)
        if not house or not street:
            rejects.append(
                _reject(number, "", "an address needs a number and a street", f"{house} {street}".strip())
            )
            continue
        point = row["geometry"].centroid
        blocks[f"{int(house) // 100 * 100} BLOCK OF {street.upper()}"[:120],].append((point.x, point.y))
    kept = {key: points for key, points in blocks.items() if len(set(points)) >= LEAST_ADDRESSES}
    rows = {
        key: (value, len(kept[key])) for key, value in zip(kept, _middles(list(kept.values())), strict=True)
    }
    counted = MapPoint.objects.filter(address_count__gt=0)
    old = {(one.label,): (one.lon, one.lat, one.beat_code, one.address_count) for one in counted}

    def store(new: Mapping[Any, Any]) -> None:
        counted.delete()
        made = [
            MapPoint(label=key[0], lon=lon, lat=lat, beat_code=beat, address_count=count)
            for key, (lon, lat, beat, count) in sorted(new.items())
        ]
        MapPoint.objects.bulk_create(made, batch_size=1000)

    out = _replaced(path, "addresses", frame.height, left_out, rows, old, store, rejects, actor, dry_run)
    out["notes"].append(
        f"{len(kept)} blocks with at least {LEAST_ADDRESSES} addresses; {len(blocks) - len(kept)} with fewer are never published."
    )
    return out


def import_landmarks(path: Path, *, actor: Any, name: str = "", dry_run: bool = False) -> dict[str, Any]:
    """Take places people know by name: points (parks, schools, stations) with a name.

    Raises:
        FileRefused: no points, or no attribute that could be the name.
    """
    frame, left_out = read_shapes(path, "points")
    column, kind = _column(frame, name, LANDMARK_NAMES), attribute(frame, KIND_NAMES)
    rejects: Rejects = []
    rows: dict[tuple[str, ...], Any] = {}
    for number, row in enumerate(frame.iter_rows(named=True), 1):
        said = words(row[column])[:120]
        if not said:
            rejects.append(_reject(number, column, "a landmark needs a name", row[column]))
            continue
        point = row["geometry"].centroid
        value = (round(point.x, 6), round(point.y, 6), words(row[kind])[:40] if kind else "place")
        rows[said,] = (value, rows[said,][1] + 1 if (said,) in rows else 1)
    known = {(one.name,): one for one in Landmark.objects.all()}
    old = {key: (one.lon, one.lat, one.kind) for key, one in known.items()}

    def store(new: Mapping[Any, Any]) -> None:
        Landmark.objects.all().delete()
        Landmark.objects.bulk_create(
            Landmark(
                name=key[0], lon=lon, lat=lat, kind=what,
                is_default_place=key in known and known[key].is_default_place,
            )
            for key, (lon, lat, what) in sorted(new.items())
        )  # fmt: skip

    return _replaced(path, "landmarks", frame.height, left_out, rows, old, store, rejects, actor, dry_run)


def _replaced(
    path: Path, what: str, read: int, left_out: int, rows: Mapping[Any, tuple[Any, int]], old: Mapping[Any, Any],
    store: Callable[[Mapping[Any, Any]], None], rejects: Rejects, actor: Any, dry_run: bool,
) -> dict[str, Any]:  # fmt: skip
    """Put the new rows in place of the old ones and account for every feature of the file."""
    counts: Counter[str] = Counter()
    for key, (value, features) in rows.items():
        counts["accepted" if key not in old else "unchanged" if old[key] == value else "updated"] += features
    gone = len(old.keys() - rows.keys())
    if not dry_run and (gone or counts["accepted"] or counts["updated"]):
        with transaction.atomic():
            store({key: value for key, (value, _features) in rows.items()})
            written(actor, path, what, {"rows": len(rows), "gone": gone, **counts})
    notes = [
        f"{len(rows):,} {what if what != 'addresses' else 'blocks'} on file; {gone:,} of before are gone."
    ]
    if left_out:
        notes.append(f"Left out, as they have another shape or none: {left_out:,}.")
    out = account(path, what, read, counts["accepted"], counts["updated"], dry_run, notes)
    out["rejected"], out["examples"] = len(rejects), rejects[:EXAMPLES]
    out["unchanged"] -= len(rejects)
    return out


def _reader(frame: pl.DataFrame, name: str) -> Callable[[Mapping[str, Any]], tuple[str, str]]:
    """Reads number and street of a row.

    Raises:
        FileRefused: no attributes that could be them.
    """
    number, street = attribute(frame, NUMBER_NAMES), attribute(frame, STREET_NAMES)
    whole = name or ("" if number and street else attribute(frame, ADDRESS_NAMES))
    if (whole and whole not in frame.columns) or (not whole and not (number and street)):
        raise FileRefused(
            "Say with --code which attribute holds the whole address (1250 Oak Ave); "
            f"there are {', '.join(frame.columns[:-1])}."
        )

    def parts(row: Mapping[str, Any]) -> tuple[str, str]:
        if whole:
            found = _WHOLE.match(words(row[whole]))
            return (found[1], found[2].strip()) if found else ("", "")
        digits = re.match(r"\d{1,6}", words(row[number]))
        return digits[0] if digits else "", words(row[street])

    return parts


def _middles(blocks: Sequence[Sequence[tuple[float, float]]]) -> list[tuple[float, float, str, int]]:
    """Longitude, latitude, beat and number of addresses of each block's middle."""
    if not blocks:
        return []
    lon = np.array([np.mean([x for x, _y in points]) for points in blocks]).round(6)
    lat = np.array([np.mean([y for _x, y in points]) for points in blocks]).round(6)
    beats = beat_index().locate(lon, lat)
    return [
        (float(x), float(y), str(beat), len(points))
        for x, y, beat, points in zip(lon, lat, beats, blocks, strict=True)
    ]


def _line(parts: Iterable[Any]) -> dict[str, Any]:
    """The parts of a street as one GeoJSON line, six decimals (11 cm)."""
    whole = shapely.line_merge(
        shapely.MultiLineString([one for part in parts for one in shapely.get_parts(part)])
    )
    rounded = dict(mapping(shapely.transform(whole, lambda xy: np.round(xy, 6))))
    return {"type": rounded["type"], "coordinates": _lists(rounded["coordinates"])}


def _lists(value: Any) -> Any:
    """Tuples as lists, as JSON gives them back."""
    return [_lists(one) for one in value] if isinstance(value, tuple | list) else value


def _kind(text: str) -> str:
    """The kind of a street by what the file calls its class."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text or "")), "local")


def _title(name: str) -> str:
    """OAK AVE as Oak Ave; 2ND ST as 2nd St."""
    return " ".join(word.capitalize() for word in name.split()) if name.isupper() else name


def _column(frame: pl.DataFrame, wanted: str, names: Sequence[str]) -> str:
    """The attribute with the name.

    Raises:
        FileRefused: there is none.
    """
    found = wanted or attribute(frame, names)
    if not found or found not in frame.columns[:-1]:
        raise FileRefused(
            f"Say with --code which attribute holds the name; there are {', '.join(frame.columns[:-1])}."
        )
    return found


def _reject(row: int, column: str, reason: str, value: Any) -> dict[str, Any]:
    return {"row": row, "column": column, "reason": reason, "value": str(value or "")}

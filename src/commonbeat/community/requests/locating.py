"""Finding a place from words, from our own street data: address, cross-streets, landmark. No outside service."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from django.db import connection
from django.utils.translation import gettext as _
from shapely.geometry import shape

from commonbeat.city.agency.queries import agency
from commonbeat.city.places.models import Boundary, Landmark, MapPoint, Street
from commonbeat.city.places.queries import beat_index
from commonbeat.operations.calls.rules import hundred_block

from .publication import public_place
from .shown import PlaceChecked, PlaceFound

MOST_FOUND = 8
CORNER_GAP_DEGREES = 0.0006  # about 60 m: two lines this near meet for a resident
LONGEST_TYPED = 120
# "100 block of Oak Avenue" as our own public pages say it, and "the 100 block on Oak", "cuadra 100 de Oak" as people do.
_BLOCK = re.compile(
    r"^\s*(?:(?:the|la)\s+)?(?:(\d+)\s+(?:blocks?|blk)\.?|cuadra\s+(\d+))\s+(?:(?:of|on|de|del|en)\s+)?(?=\S)",
    re.I,
)
_CORNER = re.compile(r"\s+(?:and|y|at|con)\s+|\s*[&/@]\s*", re.I)
_NUMBER = re.compile(r"^\s*(\d{1,6})[A-Za-z]?(?:\s+1/2)?\s+(?!th\b|st\b|nd\b|rd\b)(.+)$", re.I)
_SHORT = {
    "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "dr": "drive", "ln": "lane", "rd": "road",
    "blvd": "boulevard", "ct": "court", "pl": "place", "cir": "circle", "hwy": "highway", "pkwy": "parkway", "wy": "way",
    "n": "north", "s": "south", "e": "east", "w": "west", "1st": "first", "2nd": "second", "3rd": "third",
    "4th": "fourth", "5th": "fifth", "6th": "sixth", "7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth",
    "1a": "first", "2a": "second", "3a": "third", "4a": "fourth", "5a": "fifth", "5ta": "fifth", "avenida": "avenue",
}  # fmt: skip
_NOT_FOR_ADDRESSES = ("rail", "water")
_HEADINGS = {
    "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "ne", "nw", "se", "sw",
    "norte", "sur", "este", "oeste",
}  # fmt: skip
_TYPES = frozenset(
    _SHORT[short] for short in ("st", "ave", "dr", "ln", "rd", "blvd", "ct", "pl", "cir", "hwy", "pkwy", "wy")
)
_UNIT = re.compile(
    r"\s*(?:#\s*[\w-]+|\b(?:apt|apartment|apto|apartamento|depto|unit|suite|ste|spc)\b\.?\s*#?\s*(?:\d[\w-]*|[a-z]))\s*$",
    re.I,
)


@dataclass(frozen=True)
class _Known:
    """What the street data says, ready to search.

    Attributes:
        blocks: words of a street without its heading ("S") → heading and first number → street as written, place.
    """

    streets: dict[str, Any]
    words: dict[str, tuple[str, ...]]
    blocks: dict[tuple[str, ...], dict[tuple[tuple[str, ...], int], tuple[str, float, float]]]
    landmarks: tuple[tuple[str, float, float, tuple[str, ...]], ...]


def locate(text: str) -> list[PlaceFound]:
    """Places that fit what was typed, best first; at most eight.

    "Main & 5th" gives corners, "1234 Oak Ave" and "1200 block of Oak Ave" the block of that number (or the nearest one on
    file of that street), other words streets and landmarks. Abbreviations, accents, capitals and an apartment do not
    matter, nor does a heading ("S Main Street") that the street data does not have.

    Args:
        text: as typed, in either language.
    """
    typed = _UNIT.sub("", text.replace("\0", " ")[:LONGEST_TYPED].split(",")[0]).strip()
    if not typed:
        return []
    typed = _BLOCK.sub(lambda found: f"{found[1] or found[2]} ", typed)
    known = _known(_mark())
    parts = [part for part in _CORNER.split(typed) if part.strip()]
    if len(parts) == 2 and (found := _corners(known, *parts)):
        return found[:MOST_FOUND]
    if numbered := _NUMBER.match(typed):
        found = _numbered(known, int(numbered[1]), numbered[2])
    else:
        found = [_middle(known, name) for name in _streets_named(known, typed)]
    return (_landmarks(known, typed) + found)[:MOST_FOUND]


def chosen(found: list[PlaceFound], picked: str) -> PlaceFound | None:
    """The one place that was found, or the one that was picked among several; None while neither is so.

    Args:
        found: what `locate` gave for the words.
        picked: label of the picked one, "" for none.
    """
    if len(found) == 1:
        return found[0]
    return next((place for place in found if place.label == picked), None)


def check_place(lon: float, lat: float) -> PlaceChecked:
    """Whether a point lies in the city, in which beat, and how it will be named in public.

    Args:
        lon, lat: degrees WGS 84.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return PlaceChecked(False, _outside(), "", "")
    point = shapely.Point(lon, lat)
    limit = _boundary(_mark())
    beats = beat_index()
    beat = next(
        (code for code, area in zip(beats.codes, beats.shapes, strict=True) if area.intersects(point)), ""
    )
    if not (limit.intersects(point) if limit is not None else beat or not beats.codes):
        return PlaceChecked(False, _outside(), "", "")
    block, _lon, _lat = public_place(lon, lat, beat)
    return PlaceChecked(True, "", beat, block)


def _outside() -> str:
    """Whom to ask about a place that is not ours."""
    here = agency()
    return _(
        "This place is outside %(city)s. Please ask the city or county it is in. In an emergency, call %(number)s."
    ) % {"city": here.city_name or here.name, "number": here.emergency_number}


def _mark() -> str:
    """Changes when a street, a point, a landmark or the boundary does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM places_street),"
            " (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM places_mappoint),"
            " (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM places_landmark),"
            " (SELECT max(xmin::text::bigint) FROM places_boundary)"
        )
        return f"{connection.settings_dict['NAME']} {cursor.fetchone()}"


@lru_cache(maxsize=2)
def _boundary(mark: str) -> Any:
    """The city's outline, prepared; None where there is none."""
    geometry = Boundary.objects.values_list("geometry", flat=True).first()
    if geometry is None:
        return None
    limit = shape(geometry)
    shapely.prepare(limit)
    return limit


@lru_cache(maxsize=2)
def _known(mark: str) -> _Known:
    """The street data as it was at this mark."""
    lines: dict[str, list[Any]] = defaultdict(list)
    rows = Street.objects.exclude(kind__in=_NOT_FOR_ADDRESSES).order_by("id")
    for name, geometry in rows.values_list("name", "geometry"):
        if geometry and geometry.get("coordinates"):
            lines[name].append(shape(geometry))
    streets = {name: shapely.unary_union(parts) for name, parts in lines.items()}
    blocks: dict[tuple[str, ...], dict[tuple[tuple[str, ...], int], tuple[str, float, float]]] = defaultdict(
        dict
    )
    for label, lon, lat in MapPoint.objects.order_by("id").values_list("label", "lon", "lat"):
        found = re.match(r"^(\d+) block of (.+)$", hundred_block(label))
        if found:
            heading, bare = _split(_plain(found[2]))
            blocks[bare].setdefault((heading, int(found[1])), (found[2], lon, lat))
    marks = tuple(
        (name, lon, lat, _plain(name))
        for name, lon, lat in Landmark.objects.values_list("name", "lon", "lat")
    )
    return _Known(streets, {name: _plain(name) for name in streets}, blocks, marks)


def _plain(text: str) -> tuple[str, ...]:
    """Words in lower case, accents gone, abbreviations written out."""
    bare = unicodedata.normalize("NFKD", text.lower())
    words = re.findall(r"\w+", "".join(sign for sign in bare if not unicodedata.combining(sign)))
    return tuple(_SHORT.get(word, word) for word in words)


def _split(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The heading of a street ("S" in S Main Street) and the rest; in East Street the heading is the name itself."""
    bare = tuple(word for word in words if word not in _HEADINGS)
    if not bare or all(word in _TYPES for word in bare):
        return (), words
    return tuple(word for word in words if word in _HEADINGS), bare


def _fits(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return bool(wanted) and all(any(word.startswith(one) for word in words) for one in wanted)


def _streets_named(known: _Known, typed: str) -> list[str]:
    """Names of streets that fit, the exact one first, then those that begin with the words."""
    wanted = _plain(typed)
    found = [name for name, words in known.words.items() if _fits(wanted, words)]
    heading, bare = _split(wanted)
    if heading and not found:
        found = [name for name, words in known.words.items() if not _split(words)[0] and _fits(bare, words)]

    def rank(name: str) -> tuple[bool, bool, int, str]:
        words = known.words[name]
        return words != wanted, words[: len(wanted)] != wanted, len(words), name

    return sorted(found, key=rank)[:MOST_FOUND]


def _corners(known: _Known, first: str, second: str) -> list[PlaceFound]:
    """Where two streets meet or come within about 60 m."""
    made = []
    for one in _streets_named(known, first):
        for other in _streets_named(known, second):
            if one == other:
                continue
            a, b = known.streets[one], known.streets[other]
            if a.distance(b) > CORNER_GAP_DEGREES:
                continue
            line = shapely.shortest_line(a, b)
            point = line.centroid
            made.append(PlaceFound(f"{one} & {other}", round(point.x, 6), round(point.y, 6), "corner"))
    return made


def _numbered(known: _Known, number: int, street: str) -> list[PlaceFound]:
    """A house number on each street that fits: its block, the nearest block on file, or the middle of the street."""
    made: list[PlaceFound] = []
    typed, _bare = _split(_plain(street))
    for name in _streets_named(known, street):
        heading, bare = _split(known.words[name])
        blocks = known.blocks.get(bare, {})
        wanted = [key for key in blocks if not (heading or typed) or key[0] == (heading or typed)] or list(
            blocks
        )
        if not wanted:
            middle = _middle(known, name)
            made.append(PlaceFound(f"{number} {name}", middle.lon, middle.lat, "address"))
            continue
        near = min(abs(start - number // 100 * 100) for _heading, start in wanted)
        best: dict[tuple[str, ...], tuple[str, float, float]] = {}
        for key in sorted(wanted):
            if abs(key[1] - number // 100 * 100) == near:
                best.setdefault(key[0], blocks[key])
        for written, lon, lat in best.values():
            said = written if len(_plain(written)) > len(known.words[name]) else name
            made.append(PlaceFound(f"{number} {said}", lon, lat, "address"))
    return made


def _middle(known: _Known, name: str) -> PlaceFound:
    """A point on the street, halfway along its longest part."""
    line = known.streets[name]
    part = max(getattr(line, "geoms", [line]), key=lambda one: one.length)
    point = part.interpolate(0.5, normalized=True)
    return PlaceFound(name, round(point.x, 6), round(point.y, 6), "address")


def _landmarks(known: _Known, typed: str) -> list[PlaceFound]:
    wanted = _plain(typed)
    return [
        PlaceFound(name, lon, lat, "landmark")
        for name, lon, lat, words in known.landmarks
        if _fits(wanted, words)
    ]

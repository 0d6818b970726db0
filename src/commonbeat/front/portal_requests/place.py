"""Where a report is about: typed, chosen from what fits, pointed at on the map, or told by the device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

import commonbeat.community.requests.public as requests

from . import citymap

MOVES = {"north": (0, 1), "south": (0, -1), "west": (-1, 0), "east": (1, 0)}
ZOOMS = {"closer": 1, "wider": -1}
HOWS = ("pin", "address", "corner", "landmark", "device")


@dataclass(frozen=True)
class Result:
    """A place that fits what was typed; `value` is what the form sends back."""

    value: str
    label: str


@dataclass(frozen=True)
class Pointed:
    """What is known about the place.

    Attributes:
        lat, lon: degrees; None while nothing is set.
        address: the typed text that `lat` and `lon` belong to.
        results: places that fit, when there are several.
        label: block or corner of the place.
        problem: what is wrong, "" for nothing.
        outside: whom to ask, when the place is not in the city.
        zoom: of the map, see `citymap.WIDTHS`.
        how: how the place was given, one of `HOWS`; `words` when it was not found and goes on as it was typed.
        unknown: whether the typed words were not found.
    """

    lat: float | None = None
    lon: float | None = None
    address: str = ""
    results: list[Result] = field(default_factory=list)
    label: str = ""
    problem: str = ""
    outside: str = ""
    zoom: int = 0
    how: str = "pin"
    unknown: bool = False

    @property
    def at(self) -> tuple[float, float] | None:
        """Longitude and latitude, or None."""
        return None if self.lat is None or self.lon is None else (self.lon, self.lat)

    @property
    def in_words(self) -> bool:
        """Whether the typed words are all there is, and are sent as they are."""
        return self.how == "words"


def read(posted: Mapping[str, str], lat: float | None, lon: float | None) -> Pointed:
    """What the form says about the place.

    A chosen result wins; then an address that was typed since the place was set; then the point itself.

    Args:
        posted: the form as sent.
        lat, lon: the point of the form's own fields, None where they cannot be read.
    """
    address = posted.get("address", "").strip()[:200]
    chosen = _chosen(posted.get("choice", ""))
    if chosen:
        return _checked(chosen)
    known = lat is not None and lon is not None
    placed_for = posted.get("placed_for", "").strip()
    if address and (not known or address != placed_for):
        found = find(address)
        if not (found.unknown and known and not placed_for):
            return found
        # A point that came without words: these stand beside it, they do not take it away.
    if known:
        how = posted.get("how", "")
        return _checked(Pointed(lat, lon, address, how=how if how in HOWS else "pin"))
    return Pointed(problem=_("Say where it is: type an address or point to it on the map."))


def find(address: str) -> Pointed:
    """Look an address up: set when one place fits, a choice when several do."""
    found = requests.locate(address)
    if not found:
        return Pointed(
            address=address,
            problem=_("We could not find that place. Try a street and a number, or point to it on the map."),
            unknown=True,
        )
    if len(found) == 1:
        only = found[0]
        return _checked(Pointed(only.lat, only.lon, address, label=only.label, how=only.kind))
    results = [Result(f"{one.lon},{one.lat},{one.kind},{one.label}", one.label) for one in found]
    return Pointed(address=address, results=results)


def as_typed(now: Pointed) -> Pointed:
    """The place in its words alone, where they were not found: staff look for it later."""
    return replace(now, how="words", problem="") if now.unknown else now


def pointed_at(posted: Mapping[str, str], now: Pointed) -> Pointed | None:
    """The place after a click on the map or one of its buttons; None when none was used."""
    go = posted.get("go", "")
    seen = _seen(posted)
    x, y = _whole(posted.get("map.x", "")), _whole(posted.get("map.y", ""))
    if x is not None and y is not None and seen and (x, y) != (0, 0):
        lon, lat = seen.place(x, y)
        zoom = min(seen.zoom + 1, len(citymap.WIDTHS) - 1)
        return _checked(Pointed(lat, lon, now.address, zoom=zoom))
    if go in MOVES and seen:
        lon, lat = seen.shifted(*MOVES[go])
        return _checked(Pointed(lat, lon, now.address, zoom=seen.zoom))
    if go in ZOOMS and seen:
        zoom = max(0, min(seen.zoom + ZOOMS[go], len(citymap.WIDTHS) - 1))
        lon, lat = seen.pin or seen.middle
        return replace(_checked(Pointed(lat, lon, now.address)), zoom=zoom)
    if go == "map":
        return replace(now, zoom=1 if now.at else 0, problem="")
    return None


def _checked(at: Pointed) -> Pointed:
    """The point with its block, or with whom to ask when it is not ours."""
    if at.lat is None or at.lon is None:
        return at
    told = requests.check_place(at.lon, at.lat)
    return replace(at, label=at.label or told.label, outside="" if told.inside else told.elsewhere)


def _chosen(value: str) -> Pointed | None:
    """A result that was chosen, as the form sends it back."""
    parts = value.split(",", 3)
    try:
        lon, lat = float(parts[0]), float(parts[1])
    except (ValueError, IndexError):
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    label = parts[3][:200] if len(parts) == 4 else ""
    how = parts[2] if len(parts) == 4 and parts[2] in HOWS else "address"
    return Pointed(lat, lon, label, label=label, how=how)


def _seen(posted: Mapping[str, str]) -> citymap.Window | None:
    """The map as it was when the resident clicked on it."""
    try:
        lat, lon = float(posted.get("seen_lat", "")), float(posted.get("seen_long", ""))
    except ValueError:
        return citymap.window(None, 0)
    if not (-180 <= lon <= 180 and -85 <= lat <= 85):
        return None
    return citymap.window((lon, lat), _whole(posted.get("seen_zoom", "")) or 0)


def _whole(text: str) -> int | None:
    """A whole number of up to four digits, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None


def map_of(now: Pointed) -> dict[str, Any] | None:
    """What the page needs to draw the map; None where no city is on file."""
    shown = citymap.window(now.at, now.zoom)
    if shown is None:
        return None
    drawn = shown.projection
    words = {
        "north": _("North"),
        "south": _("South"),
        "west": _("West"),
        "east": _("East"),
        "closer": _("Closer"),
        "wider": _("Wider"),
    }
    return {
        "src": citymap.as_data(citymap.picture(shown)),
        "lat": "" if now.lat is None else now.lat,
        "long": "" if now.lon is None else now.lon,
        "zoom": shown.zoom,
        "moves": list(words.items()),
        "west": drawn.west,
        "top": drawn.north,
        "scale_x": drawn.scale_x,
        "scale_y": drawn.scale_y,
    }


def at(lat: float, lon: float, zoom: int) -> Pointed:
    """A point that was given as such, with its block."""
    return _checked(Pointed(lat, lon, zoom=max(0, min(zoom, len(citymap.WIDTHS) - 1))))

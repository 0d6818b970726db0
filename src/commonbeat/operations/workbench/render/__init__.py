"""From kept answers to charts, maps and sentences: one file a page, each with `shown(content, scope)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..scope import Scope
from . import beats, places, repeats, staffing, times, trends

SHOWN: dict[str, Callable[[Mapping[str, Any], Scope], dict[str, Any]]] = {
    "trends": trends.shown,
    "times": times.shown,
    "places": places.shown,
    "repeats": repeats.shown,
    "staffing": staffing.shown,
    "beats": beats.shown,
}

"""From kept answers to charts, maps and sentences: one file a page, each with `shown(content, scope)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..scope import Scope
from . import staffing, times

SHOWN: dict[str, Callable[[Mapping[str, Any], Scope], dict[str, Any]]] = {
    "times": times.shown,
    "staffing": staffing.shown,
}

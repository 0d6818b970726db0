"""The bridge to the analysis library: one file a page, each with `VERSION`, `quick(scope, rows)` and `compute(work)`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from ..scope import Scope
from . import beats, places, repeats, staffing, times, trends
from .work import Work


@dataclass(frozen=True)
class Entry:
    """How one page is computed.

    Attributes:
        version: of the method; another version makes another answer.
        quick: takes the scope and its rows (counted to `QUICK_ROWS` + 1): whether it is answered within the request.
        compute: makes the answer, plain values only, so that it can be kept.
    """

    version: str
    quick: Callable[[Scope, int], bool]
    compute: Callable[[Work], dict[str, Any]]


def _entry(module: ModuleType) -> Entry:
    return Entry(module.VERSION, module.quick, module.compute)


PAGES: dict[str, Entry] = {
    "trends": _entry(trends),
    "times": _entry(times),
    "places": _entry(places),
    "repeats": _entry(repeats),
    "staffing": _entry(staffing),
    "beats": _entry(beats),
}

"""Rules of calls: what state one is in, and how exactly a place may be named in public."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Call

LEAST_ADDRESSES = 8
_NUMBERED = re.compile(r"^\s*(\d+)[A-Za-z]?(?:\s*-\s*\d+)?(?:\s+1/2)?\s+(.+)$")
_UNIT = re.compile(
    r"[,;]?\s*(?:#|\b(?:apt|apartment|unit|ste|suite|rm|room|lot|bldg|fl|floor)\b\.?)\s*[\w-]*\s*$", re.I
)
_CORNER = re.compile(r"\s*(?:/|&|\band\b|@)\s*", re.I)
_BLOCK = re.compile(r"^(\d+)(?:\s*-\s*\d+)?\s+(?:blk|block)(?:\s+of)?\s+(.+)$", re.I)


def hundred_block(location: str) -> str:
    """A place as it may be said: "1234 Main St" is "1200 block of Main St", a corner stays a corner.

    A text that is neither a numbered address nor a corner of two streets is not said at all, because it may name a
    person, a business or a home.

    Args:
        location: address as recorded.

    Returns:
        The block or corner, "" where the text is neither.
    """
    text = location.split(",")[0].strip()
    if found := _BLOCK.match(text):
        return f"{int(found[1]) // 100 * 100} block of {_street(found[2])}"
    if found := _NUMBERED.match(text):
        return f"{int(found[1]) // 100 * 100} block of {_street(found[2])}"
    parts = [part for part in _CORNER.split(text) if part]
    if len(parts) == 2 and not any(
        any(sign.isdigit() for sign in part[:1]) and " " not in part for part in parts
    ):
        return f"{_street(parts[0])} and {_street(parts[1])}"
    return ""


def _street(text: str) -> str:
    """A street's name without flat, suite or unit."""
    return _UNIT.sub("", text).strip()


def may_be_shown(address_count: int) -> bool:
    """Whether a map point hides the people near it: it stands for no home, or for eight and more."""
    return address_count == 0 or address_count >= LEAST_ADDRESSES


def state(call: Call) -> tuple[str, str]:
    """A call's state as status kind and words, read from its times."""
    if call.cleared_at or call.closed_at or call.cancelled:
        return "done", "cancelled" if call.cancelled else "closed"
    if call.arrived_at:
        return "on_time", "on scene"
    if call.dispatched_at or call.enroute_at:
        return "on_time", "en route"
    return "due_soon", "held" if call.held else "waiting"

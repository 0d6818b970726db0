"""The console's left navigation: rooms register entries, the viewer sees those they may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

LONGEST = 7  # more than seven entries are no longer read at a glance


@dataclass(frozen=True)
class Entry:
    """One registered line of the navigation."""

    label: str | Promise
    url_name: str
    capability: str
    order: int
    badge: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Shown:
    """One line as the page draws it."""

    label: str
    href: str
    here: bool
    badge: int


_entries: dict[str, Entry] = {}


def register(
    label: str | Promise,
    url_name: str,
    capability: str = "",
    order: int = 100,
    badge: Callable[[Any], int] | None = None,
) -> None:
    """Add a line to the console's navigation (call it in `module.py`).

    Args:
        label: the word shown; pass a lazy translation where the console is translated.
        url_name: name of the page, reversed without arguments.
        capability: what the viewer must hold to see it; "" for everyone signed in.
        order: smaller stands higher.
        badge: counts what waits for this viewer; 0 shows nothing.
    """
    _entries[url_name] = Entry(label, url_name, capability, order, badge)


def entries() -> list[Entry]:
    """Return all registered lines in order."""
    return sorted(_entries.values(), key=lambda entry: (entry.order, str(entry.label)))


def shown(viewer: Any, path: str) -> list[Shown]:
    """Return the lines a viewer sees, at most seven, with the current one marked.

    Args:
        viewer: the signed-in user (or an anonymous one, who sees nothing).
        path: the path of the page being drawn.
    """
    if not getattr(viewer, "is_authenticated", False):
        return []
    visible = [(entry, href) for entry in entries() if (href := _href(entry)) and _may(viewer, entry)]
    visible = visible[:LONGEST]
    here = max((href for _, href in visible if path.startswith(href)), key=len, default="")
    return [
        Shown(str(entry.label), href, href == here, entry.badge(viewer) if entry.badge else 0)
        for entry, href in visible
    ]


def _href(entry: Entry) -> str:
    """Return the address, or "" when the topic that owns it is left out of this installation."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def _may(viewer: Any, entry: Entry) -> bool:
    """Say whether the viewer holds the entry's capability."""
    if not entry.capability:
        return True
    from commonbeat.kernel.access import allowed

    return allowed(viewer, entry.capability)

"""The console's left navigation: rooms register entries, the viewer sees those they may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

LONGEST = 7  # more than seven entries are no longer read at a glance


@dataclass(frozen=True)
class Group:
    """Pages of one kind of work, one line of the navigation until one of them is open."""

    label: str | Promise
    order: int


@dataclass(frozen=True)
class Entry:
    """One registered line of the navigation."""

    label: str | Promise
    url_name: str
    capability: str | Callable[[Any], bool]
    order: int
    badge: Callable[[Any], int] | None = None
    under: str = ""


@dataclass(frozen=True)
class Shown:
    """One line as the page draws it; ``inner`` holds the pages of a group, drawn while one of them is open."""

    label: str
    href: str
    here: bool
    badge: int
    inner: tuple[Shown, ...] = ()

    @property
    def open(self) -> bool:
        """Whether one of the group's pages is the current one."""
        return any(line.here for line in self.inner)


_entries: dict[str, Entry] = {}
_groups: dict[str, Group] = {}


def register_group(name: str, label: str | Promise, order: int = 100) -> None:
    """Add a line that stands for several pages (call it in `module.py` of the room's first topic)."""
    _groups[name] = Group(label, order)


def register(
    label: str | Promise,
    url_name: str,
    capability: str | Callable[[Any], bool] = "",
    order: int = 100,
    badge: Callable[[Any], int] | None = None,
    under: str = "",
) -> None:
    """Add a line to the console's navigation (call it in `module.py`).

    Args:
        label: the word shown; pass a lazy translation where the console is translated.
        url_name: name of the page, reversed without arguments.
        capability: what the viewer must hold to see it, or says whether they see it; "" for everyone signed in.
        order: smaller stands higher.
        badge: counts what waits for this viewer; 0 shows nothing.
        under: name of the group it belongs to; "" for a line of its own.
    """
    _entries[url_name] = Entry(label, url_name, capability, order, badge, under)


def entries() -> list[Entry]:
    """Return all registered lines in order."""
    return sorted(_entries.values(), key=lambda entry: (entry.order, str(entry.label)))


def shown(viewer: Any, path: str) -> list[Shown]:
    """Return the lines a viewer sees, at most seven, with the current one marked; what has no room is under “More”.

    Args:
        viewer: the signed-in user (or an anonymous one, who sees nothing).
        path: the path of the page being drawn.
    """
    if not getattr(viewer, "is_authenticated", False):
        return []
    visible = [(entry, href) for entry in entries() if (href := _href(entry)) and _may(viewer, entry)]
    here = max((href for _, href in visible if path.startswith(href)), key=len, default="")
    lines: list[tuple[int, Shown]] = []
    grouped: dict[str, list[Shown]] = {}
    for entry, href in visible:
        line = Shown(str(entry.label), href, href == here, entry.badge(viewer) if entry.badge else 0)
        if entry.under in _groups:
            grouped.setdefault(entry.under, []).append(line)
        else:
            lines.append((entry.order, line))
    lines += [(_groups[name].order, _as_line(_groups[name], inner)) for name, inner in grouped.items()]
    return _at_most([line for _, line in sorted(lines, key=lambda pair: pair[0])])


def _at_most(lines: list[Shown]) -> list[Shown]:
    """Seven lines: the last one stands for all that have no room, so that no page is out of reach."""
    if len(lines) <= LONGEST:
        return lines
    kept, folded = lines[: LONGEST - 1], lines[LONGEST - 1 :]
    inner = [page for line in folded for page in (line.inner or (line,))]
    return [*kept, _as_line(Group(gettext_lazy("More"), 0), inner)]


def _as_line(group: Group, inner: list[Shown]) -> Shown:
    """A group as one line that leads to its first page; a group of one page is that page."""
    if len(inner) == 1:
        return inner[0]
    return Shown(str(group.label), inner[0].href, False, sum(line.badge for line in inner), tuple(inner))


def _href(entry: Entry) -> str:
    """Return the address, or "" when the topic that owns it is left out of this installation."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def _may(viewer: Any, entry: Entry) -> bool:
    """Say whether the viewer holds the entry's capability."""
    if callable(entry.capability):
        return entry.capability(viewer)
    if not entry.capability:
        return True
    from commonbeat.kernel.access import allowed

    return allowed(viewer, entry.capability)

"""What the console's first page tells a viewer before any click: topics register a panel each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from commonbeat.kernel.access import allowed


@dataclass(frozen=True)
class Panel:
    """A few sentences and where they lead.

    Attributes:
        title: what it is about.
        lines: sentences, the most important first.
        href: the page behind it.
        link: what the way there is called.
    """

    title: str
    lines: Sequence[str]
    href: str
    link: str


Build = Callable[[Any], Panel | None]
_panels: list[tuple[int, str, Build]] = []


def register_panel(build: Build, capability: str, *, order: int = 100) -> None:
    """Add a panel; call it from a topic's ``module.py``.

    Args:
        build: gives the panel for a viewer, or None where there is nothing to tell.
        capability: needed to see it; "" for everyone signed in.
        order: lower comes first.
    """
    _panels.append((order, capability, build))
    _panels.sort(key=lambda entry: entry[0])


def panels_for(viewer: Any) -> list[Panel]:
    """The panels this viewer may see and that have something to tell."""
    built = [
        build(viewer) for _, capability, build in _panels if not capability or allowed(viewer, capability)
    ]
    return [panel for panel in built if panel is not None]

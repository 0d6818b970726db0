"""What other topics add to the staff report: signed analyses, kept as they stood on the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Chapter = dict[str, Any]
_sources: list[Callable[[], Sequence[Chapter]]] = []


def register_chapters(source: Callable[[], Sequence[Chapter]]) -> None:
    """Add a source of chapters; call it from a topic's ``module.py``.

    Args:
        source: gives chapters as plain values: ``title`` (a sentence with its numbers), ``intro`` (name, period, who
            signed), ``headings``, ``rows``, ``address`` in the console, ``definition`` and ``n`` for the notes.
    """
    if source not in _sources:
        _sources.append(source)


def chapters() -> list[Chapter]:
    """All chapters as they stand now, in the order the sources were registered."""
    return [dict(chapter) for source in _sources for chapter in source()]

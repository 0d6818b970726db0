"""Which topics exist: read from the folders, so that leaving one out is deleting (or not installing) its folder."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import commonbeat

PACKAGE = Path(commonbeat.__path__[0]).resolve()


def topics_with(filename: str) -> list[str]:
    """Dotted names of every ``<room>.<topic>`` that holds ``filename``, sorted.

    Args:
        filename: a file's name, for instance ``apps.py``.
    """
    found = PACKAGE.glob(f"*/*/{filename}")
    topics = [path.parts[-3:-1] for path in found]
    return sorted(f"{PACKAGE.name}.{room}.{topic}" for room, topic in topics if topic.isidentifier())


def modules_named(name: str) -> Iterator[ModuleType]:
    """Import and yield ``<room>.<topic>.<name>`` for every topic that has that file."""
    for topic in topics_with(f"{name}.py"):
        yield import_module(f"{topic}.{name}")

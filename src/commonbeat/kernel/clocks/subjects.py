"""Who knows what a clock's record is called and where it is shown: topics register it, lists of clocks ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Subject:
    """A record as a list of clocks names it.

    Attributes:
        number: its human number, for instance ``R26-000412``.
        what: what it is about, in a few words that may stand on a list.
        href: the page a viewer opens it on.
    """

    number: str
    what: str
    href: str


Describe = Callable[[Any, Iterable[UUID]], dict[UUID, Subject]]
_describers: dict[str, Describe] = {}


def register_subject(label: str, describe: Describe) -> None:
    """Say how records of one model are named in lists of clocks (call it in ``module.py``).

    Args:
        label: of the model, for instance ``requests.ServiceRequest``.
        describe: gets a viewer and ids, returns what this viewer may see of them; the others are left out.
    """
    _describers[label] = describe


def subjects(viewer: Any, label: str, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """The records this viewer may see, by id; none for a model nobody describes."""
    wanted = list(ids)
    return _describers[label](viewer, wanted) if wanted and label in _describers else {}

"""Reading what was released; the only thing public pages read."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Release, RevisionNotice
from .registry import Measure, measures


@dataclass(frozen=True)
class Shown:
    """A measure with its newest release."""

    measure: Measure
    release: Release


def latest(name: str, kind: str = "dataset") -> Release | None:
    """The newest release of a name, or None before the first one."""
    return Release.objects.filter(kind=kind, name=name).order_by("-number").first()


def releases(name: str, limit: int = 30) -> list[Release]:
    """The last releases of a dataset, newest first."""
    return list(Release.objects.filter(kind="dataset", name=name).order_by("-number")[:limit])


def notices(name: str, limit: int = 50) -> list[RevisionNotice]:
    """Changed public figures of a dataset, newest first."""
    found = RevisionNotice.objects.filter(release__name=name, release__kind="dataset")
    return list(found.select_related("release")[:limit])


def released_measures() -> list[Shown]:
    """Every registered measure that has been released, in the order they are shown; one query."""
    newest = {
        row.name: row
        for row in Release.objects.filter(kind="measure").order_by("name", "-number").distinct("name")
    }
    return [Shown(item, newest[item.name]) for item in measures() if item.name in newest]

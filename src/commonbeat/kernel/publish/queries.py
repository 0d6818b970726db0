"""Reading what was released; the only thing public pages read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .models import Release, RevisionNotice
from .registry import Dataset, Measure, NotRegistered, Table, dataset, datasets, measures, tables


class NotReleased(LookupError):
    """The public may not see this: it is not registered, or was never released."""


@dataclass(frozen=True)
class Shown:
    """A measure with its newest release."""

    measure: Measure
    release: Release

    @property
    def said(self) -> Any:
        """The released figure in the reader's language."""
        released = self.release.value or {}
        if self.measure.said and released.get("value") is not None:
            return self.measure.said(released["value"])
        return released.get("shown", "–")


@dataclass(frozen=True)
class ShownTable:
    """A table with its newest release; ``rows`` as they were computed then."""

    table: Table
    release: Release

    @property
    def rows(self) -> list[list[Any]]:
        """The released cells."""
        return list((self.release.value or {}).get("rows", []))


@dataclass(frozen=True)
class Published:
    """A dataset the public may see, with its newest release."""

    dataset: Dataset
    release: Release

    def rows(self, wanted: Mapping[str, Any] | None = None) -> QuerySet[Any]:
        """The public rows.

        Args:
            wanted: values by names of ``Dataset.filters``; empty ones and other names do not filter.
        """
        chosen = {lookup: (wanted or {}).get(name) for name, lookup in self.dataset.filters.items()}
        return self.dataset.rows().filter(**{lookup: value for lookup, value in chosen.items() if value})

    def tables(self) -> dict[str, ShownTable]:
        """The tables released with it, by name; one query."""
        declared = {item.name: item for item in tables(self.dataset.name)}
        newest = _newest("table", list(declared))
        return {name: ShownTable(declared[name], newest[name]) for name in declared if name in newest}


def published(name: str) -> Published:
    """A dataset with its newest release.

    Raises:
        NotReleased: it is not registered, or was never released.
    """
    release = latest(name)
    try:
        item = dataset(name)
    except NotRegistered as unknown:
        raise NotReleased(str(unknown)) from unknown
    if release is None:
        raise NotReleased(f"The dataset {name!r} has not been released yet.")
    return Published(item, release)


def catalogue() -> list[Published]:
    """Every dataset the public may see, by name; one query."""
    found = datasets()
    newest = _newest("dataset", [item.name for item in found])
    return [Published(item, newest[item.name]) for item in found if item.name in newest]


def _newest(kind: str, names: list[str]) -> dict[str, Release]:
    """The newest release of each name."""
    rows = Release.objects.filter(kind=kind, name__in=names).order_by("name", "-number").distinct("name")
    return {row.name: row for row in rows}


def latest(name: str, kind: str = "dataset") -> Release | None:
    """The newest release of a name, or None before the first one."""
    return Release.objects.filter(kind=kind, name=name).order_by("-number").first()


def releases(name: str, limit: int = 30) -> list[Release]:
    """The last releases of a dataset, newest first."""
    return list(Release.objects.filter(kind="dataset", name=name).order_by("-number")[:limit])


@dataclass(frozen=True)
class Revision:
    """A changed public figure with the words for it."""

    notice: RevisionNotice
    title: Any


def revisions(name: str = "", limit: int = 50) -> list[Revision]:
    """Changed public figures, newest first; of one dataset, or of all."""
    found = RevisionNotice.objects.select_related("release").filter(release__kind="dataset")
    rows = (found.filter(release__name=name) if name else found)[:limit]
    titles: dict[str, Any] = {one.name: one.title for one in datasets()}
    titles |= {one.name: one.title for one in measures()}
    titles |= {item.name: item.title for one in datasets() for item in tables(one.name)}
    return [Revision(row, titles.get(row.figure or row.release.name, row.release.name)) for row in rows]


def released_measures(dataset_name: str = "") -> list[Shown]:
    """Every registered measure that has been released, in the order they are shown; one query."""
    found = [item for item in measures() if dataset_name in ("", item.dataset)]
    newest = _newest("measure", [item.name for item in found])
    return [Shown(item, newest[item.name]) for item in found if item.name in newest]

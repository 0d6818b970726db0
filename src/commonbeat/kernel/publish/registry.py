"""What may be published: datasets and measures, each declared by the topic that owns the records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.db.models import QuerySet

Text = str | Promise


class NotRegistered(LookupError):
    """A dataset or measure was asked for that no topic registered."""


@dataclass(frozen=True)
class Column:
    """One published column.

    Attributes:
        name: machine name, the heading of the file.
        title: heading on the page.
        definition: what it means, in one or two sentences.
        kind: ``string``, ``integer``, ``number`` or ``date``.
        field: attribute of the row it is read from; ``name`` when empty.
    """

    name: str
    title: Text
    definition: Text
    kind: str = "string"
    field: str = ""

    @property
    def source(self) -> str:
        """The attribute the value is read from."""
        return self.field or self.name


@dataclass(frozen=True)
class Change:
    """A published figure that a new release changes: ``old`` and ``new`` as printed, ``why`` in a sentence."""

    what: str
    old: str
    new: str
    why: str


@dataclass(frozen=True)
class Dataset:
    """Rows that may be published.

    Attributes:
        name: machine name, part of the address.
        title, description, definition: what it is, for whom, and what one row means.
        how_we_count: paragraphs on what is in, what is left out and why.
        disclosure: the rule that protects people in it, in a sentence.
        columns: what each row says; nothing else leaves the building.
        rows: the public rows; only the table of public rows, never the working record.
        order: key of the rows for paging, ending in a unique field.
        licence, licence_url: the terms.
        version: version of the definition; changes when a column or rule changes.
        rhythm: how often it is refreshed, in words; ``period`` is the ISO 8601 form for catalogues.
        prepare: brings the public rows up to date and returns which released figures changed.
        summary: figures kept with each release, to compare the next one with.
        lon, lat: columns that hold the published point, "" when there is none.
        keywords: for catalogues.
    """

    name: str
    title: Text
    description: Text
    definition: Text
    how_we_count: Sequence[Text]
    disclosure: Text
    columns: Sequence[Column]
    rows: Callable[[], QuerySet[Any]]
    order: Sequence[str]
    licence: str = "CC BY 4.0"
    licence_url: str = "https://creativecommons.org/licenses/by/4.0/"
    version: str = "1"
    rhythm: Text = "daily"
    period: str = "R/P1D"
    prepare: Callable[[], Sequence[Change]] | None = None
    summary: Callable[[], dict[str, Any]] | None = None
    lon: str = ""
    lat: str = ""
    formats: Sequence[str] = ("csv", "json", "geojson")
    keywords: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class MeasureValue:
    """A computed figure with everything needed to print its footnote.

    Attributes:
        value: the figure, in the measure's unit; None when there was nothing to measure.
        n: records it rests on.
        start, end: first and last day it covers, local dates, both included.
        shown: the figure as printed, "6 min 10 s".
        detail: further counts by name, for instance how many were left out.
    """

    value: float | None
    n: int
    start: date
    end: date
    shown: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """A figure the public may see.

    Attributes:
        name: ``topic.measure``.
        title: what the figure says, the words under it.
        definition: exactly what is counted.
        method: how it is computed; ``version`` changes with it.
        unit: of the value, for machines.
        compute: returns the figure as of now.
        dataset: the dataset whose release carries it, "" for none.
    """

    name: str
    title: Text
    definition: Text
    method: Text
    unit: str
    compute: Callable[[], MeasureValue]
    version: str = "1"
    dataset: str = ""
    order: int = 100


_datasets: dict[str, Dataset] = {}
_measures: dict[str, Measure] = {}


def register_dataset(item: Dataset) -> None:
    """Offer a dataset for publication (call it in ``module.py``).

    Raises:
        ValueError: the name is taken, or a column is named twice.
    """
    if _datasets.setdefault(item.name, item) is not item:
        raise ValueError(f"The dataset {item.name} is registered already.")
    names = [column.name for column in item.columns]
    if len(names) != len(set(names)):
        raise ValueError(f"The dataset {item.name} names a column twice.")


def register_measure(item: Measure) -> None:
    """Offer a measure for publication (call it in ``module.py``).

    Raises:
        ValueError: the name is taken.
    """
    if _measures.setdefault(item.name, item) is not item:
        raise ValueError(f"The measure {item.name} is registered already.")


def dataset(name: str) -> Dataset:
    """The registered dataset of this name.

    Raises:
        NotRegistered: no topic registered it.
    """
    if name not in _datasets:
        raise NotRegistered(f"No topic registers the dataset {name!r}.")
    return _datasets[name]


def measure(name: str) -> Measure:
    """The registered measure of this name.

    Raises:
        NotRegistered: no topic registered it.
    """
    if name not in _measures:
        raise NotRegistered(f"No topic registers the measure {name!r}.")
    return _measures[name]


def datasets() -> list[Dataset]:
    """Every registered dataset, by name."""
    return [_datasets[name] for name in sorted(_datasets)]


def measures() -> list[Measure]:
    """Every registered measure, in the order they are shown."""
    return sorted(_measures.values(), key=lambda item: (item.order, item.name))

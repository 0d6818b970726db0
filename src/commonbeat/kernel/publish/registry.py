"""What may be published: datasets and measures, each declared by the topic that owns the records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
        said: how a value is said on a page in the reader's language; files keep the value itself.
        said_by: attribute of the row that says it, where the words hang on the rest of the row.
    """

    name: str
    title: Text
    definition: Text
    kind: str = "string"
    field: str = ""
    said: Callable[[Any], Text] | None = None
    said_by: str = ""

    @property
    def source(self) -> str:
        """The attribute the value is read from."""
        return self.field or self.name


@dataclass(frozen=True)
class Change:
    """A published figure that a new release changes.

    Attributes:
        what: the period or row it stands for, in words of no language ("2026-01").
        old, new: as printed.
        why: in a sentence.
        figure: name of the measure or table, "" for the rows of the dataset.
    """

    what: str
    old: str
    new: str
    why: str
    figure: str = ""


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
        filters: what a reader may narrow the rows by: name in the address to lookup, ``{"since": "day__gte"}``.
        at_once: rows follow the records between releases too; number and digest of a release are those of its moment.
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
    filters: Mapping[str, str] = field(default_factory=dict)
    at_once: bool = False


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
        said: how the value is said on a page in the reader's language; without it, as it was printed at release.
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
    said: Callable[[float], Text] | None = None


@dataclass(frozen=True)
class TableValue:
    """Computed counts of a table.

    Attributes:
        rows: the cells, the last one the figure, those before it what it stands for; plain JSON values.
        n: records they rest on.
        start, end: first and last day covered, local dates, both included; None when there was nothing to count.
    """

    rows: Sequence[Sequence[Any]]
    n: int
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Table:
    """Counts that a public picture is drawn from, computed with a release and kept with it.

    Attributes:
        name: ``topic.table``.
        title: what it shows.
        definition: exactly what is counted.
        method: how; ``version`` changes with it.
        columns: headings, one for each cell of a row.
        compute: returns the counts as of now.
        dataset: the dataset whose release carries it.
        rows_stand: each row names its own period, so that it may be compared with the same row of an earlier release
            also when the table as a whole has moved on.
    """

    name: str
    title: Text
    definition: Text
    method: Text
    columns: Sequence[Text]
    compute: Callable[[], TableValue]
    dataset: str
    version: str = "1"
    rows_stand: bool = False


_datasets: dict[str, Dataset] = {}
_tables: dict[str, Table] = {}
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


def register_table(item: Table) -> None:
    """Offer a table for publication (call it in ``module.py``).

    Raises:
        ValueError: the name is taken.
    """
    if _tables.setdefault(item.name, item) is not item:
        raise ValueError(f"The table {item.name} is registered already.")


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


def tables(dataset_name: str) -> list[Table]:
    """Every registered table that is released with this dataset, by name."""
    return [_tables[name] for name in sorted(_tables) if _tables[name].dataset == dataset_name]

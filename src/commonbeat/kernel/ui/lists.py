"""A list is declared: its columns, its filters and what an empty one means. `ui/list.html` draws it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .paging import KeysetPage
from .words import number


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        label: its heading.
        cell: what stands in it, for a row; escaped unless it is a SafeString.
        href: where the cell leads, for a row; the first such column is the row's keyboard stop.
        numeric: right-aligned, tabular figures.
    """

    label: str
    cell: Callable[[Any], Any]
    href: Callable[[Any], str] | None = None
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """One drawn cell."""

    label: str
    value: Any
    href: str
    numeric: bool


@dataclass(frozen=True)
class Listing:
    """A list ready to draw.

    Attributes:
        title: the page's heading, a statement where there is something to state.
        columns: from left to right.
        page: the rows, from `paging.keyset_page`.
        filters: a form whose values live in the address, or None.
        noun: singular and plural of what is listed, ("call", "calls").
        empty: what would fill the list.
        actions: (label, href) pairs above it.
    """

    title: str
    columns: Sequence[Column]
    page: KeysetPage[Any]
    noun: tuple[str, str] = ("row", "rows")
    filters: BaseForm | None = None
    empty: str = ""
    actions: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def summary(self) -> str:
        """The count in words: "1,204 calls", "more than 10,000 calls"."""
        noun = ngettext(*self.noun, self.page.count)
        if self.page.exact:
            return f"{number(self.page.count)} {noun}"
        return _("more than %(count)s %(noun)s") % {"count": number(self.page.count), "noun": noun}

    @property
    def drawn(self) -> list[list[Cell]]:
        """All cells, row by row."""
        return [[_cell(column, row) for column in self.columns] for row in self.page.rows]


def _cell(column: Column, row: Any) -> Cell:
    """Fill one cell; nothing is shown for None."""
    value = column.cell(row)
    href = column.href(row) if column.href else ""
    return Cell(column.label, "" if value is None else value, href, column.numeric)

"""A list is declared: its columns, its filters and what an empty one means. `ui/list.html` draws it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm, Form
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .fields import ANY
from .paging import KeysetPage
from .words import number


class FilterForm(Form):
    """Filters of a list whose values live in the address; one that cannot be read lists nothing rather than everything."""

    def clean(self) -> dict[str, Any]:
        """``since`` and ``until``, where a list has both, are the right way round."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first one."))
        return given

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Let a filter made by ``fields.one_of`` choose from what is on file now."""
        self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]

    @property
    def query(self) -> str:
        """The filters as a query, "?…" or "", for pages that show the same rows; without a position in the list."""
        kept = QueryDict(mutable=True)
        kept.update(self.data)
        for name in ("after", "before"):
            kept.pop(name, None)
        return f"?{kept.urlencode()}" if kept else ""

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters that are set, by name; none of them while one cannot be read."""
        given = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in given.items() if value not in (None, "")}

    @property
    def status(self) -> int:
        """The page's HTTP status: 200, or 400 while a filter cannot be read."""
        return 200 if self.is_valid() else 400

    def only(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows, or none of them while a filter cannot be read."""
        return rows if self.is_valid() else rows.none()


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        label: its heading.
        cell: what stands in it, for a row; escaped unless it is a SafeString.
        href: where the cell leads, for a row; the first such column is the row's keyboard stop.
        numeric: right-aligned, tabular figures.
        long: may hold a long text, which is broken anywhere rather than push other columns away.
    """

    label: str
    cell: Callable[[Any], Any]
    href: Callable[[Any], str] | None = None
    numeric: bool = False
    long: bool = False


@dataclass(frozen=True)
class Cell:
    """One drawn cell."""

    label: str
    value: Any
    href: str
    numeric: bool
    long: bool


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
    return Cell(column.label, "" if value is None else value, href, column.numeric, column.long)

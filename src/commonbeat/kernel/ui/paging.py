"""Pages of a long list by position, not by number: page 9,000 costs what page 1 costs.

The address carries the key of the last row seen (`?after=…`) or of the first one (`?before=…`), so a list
that grows while it is read neither repeats nor skips a row.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import Model, Q, QuerySet

EXACT_TO = 10_000
M = TypeVar("M", bound=Model)


class BadCursor(SuspiciousOperation):
    """The position in the address was not written by us; answered as 400."""


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """One page of a list.

    Attributes:
        rows: the rows shown.
        after: position for the next page, "" on the last one.
        before: position for the previous page, "" on the first one.
        count: rows in all, at most `EXACT_TO`.
        exact: False when there are more than `count`.
    """

    rows: list[M]
    after: str
    before: str
    count: int
    exact: bool


def keyset_page(
    rows: QuerySet[M], params: Mapping[str, str], *, order: Sequence[str] = ("-pk",), size: int = 50
) -> KeysetPage[M]:
    """Return the page of `rows` that the address asks for; two queries, whatever the position.

    Args:
        rows: the filtered rows; their own order is replaced.
        params: the address (`request.GET`); `after` and `before` are read.
        order: fields (or annotations) that never are NULL, ending in a unique one; "-" for descending. An index on
            exactly these fields keeps a page's cost constant.
        size: rows on a page.

    Raises:
        BadCursor: `after` or `before` is not a position of this list.
    """
    backwards = bool(params.get("before")) and not params.get("after")
    cursor = params.get("before" if backwards else "after") or ""
    wanted = [_reversed(field) for field in order] if backwards else list(order)
    selected = rows.order_by(*wanted)
    if cursor:
        selected = selected.filter(_beyond(rows.model, wanted, _values(rows, wanted, cursor)))
    found = list(selected[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    counted = rows.order_by()[: EXACT_TO + 1].count()
    has_next = bool(found) and (backwards or more)
    has_previous = bool(found) and (more if backwards else bool(cursor))
    return KeysetPage(
        rows=found,
        after=_cursor(found[-1], order) if has_next else "",
        before=_cursor(found[0], order) if has_previous else "",
        count=min(counted, EXACT_TO),
        exact=counted <= EXACT_TO,
    )


def _reversed(field: str) -> str:
    """Turn the direction of one order term."""
    return field[1:] if field.startswith("-") else f"-{field}"


def _cursor(row: Model, order: Sequence[str]) -> str:
    """Write the position of a row."""
    values = [getattr(row, field.lstrip("-")) for field in order]
    text = json.dumps([v.isoformat() if isinstance(v, date | datetime) else str(v) for v in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _values(rows: QuerySet[Any], order: Sequence[str], cursor: str) -> list[Any]:
    """Read a position back into the fields' own types."""
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(raw, list) or len(raw) != len(order) or not all(isinstance(v, str) for v in raw):
            raise ValueError
        if any("\0" in value for value in raw):
            raise ValueError
        return [_field(rows, name).to_python(value) for name, value in zip(order, raw, strict=True)]
    except (ValueError, OverflowError, RecursionError, binascii.Error, ValidationError) as wrong:
        raise BadCursor("The position in the address is not one of this list.") from wrong


def _field(rows: QuerySet[Any], name: str) -> Any:
    """Return the field an order term names: one of the model, or one the rows are annotated with."""
    plain, meta = name.lstrip("-"), rows.model._meta
    if plain in rows.query.annotations:
        return rows.query.annotations[plain].output_field
    return meta.pk if plain == "pk" else meta.get_field(plain)


def _beyond(model: type[Model], order: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition "comes after these values in this order".

    The first field is also bounded on its own, so that the planner can start an index scan there.
    """
    condition, equal = Q(), Q()
    for index, (term, value) in enumerate(zip(order, values, strict=True)):
        name, side = term.lstrip("-"), "lt" if term.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
        if index == 0:
            bound = Q(**{f"{name}__{side}e": value})
    return bound & condition

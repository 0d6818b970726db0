"""What a computation gets: the rows it may read, the scope, and a way to say how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.city.agency.queries import Agency
from commonbeat.operations.insight.measures.loading import CALLS, INCIDENTS, Source

from ..scope import Scope

QUICK_ROWS = 60_000


class Cancelled(Exception):
    """Somebody asked for the computation to stop."""


# The library's refusals are sentences for the reader; a page that lacks rows refuses in the same way.
NotAnswerable = ImpossibleInput


# The rows Monday's report counts, under the names it gives them: community calls for police, and reported crimes.
SOURCES = {source.name: source for source in (CALLS, INCIDENTS)}


@dataclass(frozen=True)
class Work:
    """One computation.

    Attributes:
        connection: Django's connection.
        scope: which rows.
        agency: the department: time zone, first day of the week.
        tell: takes how far it is (0 to 1) and what it is doing; raises `Cancelled` where somebody stopped it.
    """

    connection: Any
    scope: Scope
    agency: Agency
    tell: Callable[[float, str], None]

    @property
    def source(self) -> Source:
        """The scope's rows: their table and the names of its columns."""
        return SOURCES[self.scope.source]

    @property
    def where(self) -> str:
        """The scope as SQL over `t`."""
        return self.where_for(self.source.where)

    def where_for(self, rows: str, first: str = "since", end: str = "until") -> str:
        """The scope as SQL over `t`, of other rows or days; instants a day wider let an index be used.

        Args:
            rows: condition that says which rows of the table count.
            first, end: names of the parameters that hold the first day and the day after the last one.
        """
        source, extra = self.source, ""
        if self.scope.group:
            extra += f" AND t.{source.group} = %(group)s"
        if self.scope.beat:
            extra += " AND t.beat_code = %(beat)s"
        return (
            f"{rows} AND t.{source.at} >= %({first})s::date - 1 AND t.{source.at} < %({end})s::date + 1 "
            f"AND {source.wall} >= %({first})s::date AND {source.wall} < %({end})s::date{extra}"
        )

    @property
    def params(self) -> dict[str, Any]:
        """What the statements may name."""
        scope = self.scope
        named = {"since": scope.since, "until": scope.until, "group": scope.group, "beat": scope.beat}
        return {**named, "tz": self.agency.tz.key}

    def rows(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        """Run one statement and fetch all."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **more})
            return list(cursor.fetchall())

    def frame(
        self, sql: str, schema: Mapping[str, pl.DataType | type[pl.DataType]], **more: Any
    ) -> pl.DataFrame:
        """A statement's rows as a Polars frame, streamed as CSV: a million rows take about a second.

        Args:
            sql: the statement; it must name its columns in the order of `schema`.
            schema: column names and types.
            **more: further parameters.
        """
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", {**self.params, **more}) as copy,
        ):
            data = b"".join(copy)
        if not data:
            return pl.DataFrame(schema=schema)
        return pl.read_csv(data, has_header=False, new_columns=list(schema), schema_overrides=dict(schema))

    def rows_up_to(self, most: int) -> int:
        """How many rows the scope holds, counted no further than `most`."""
        return int(
            self.rows(
                f"SELECT count(*) FROM (SELECT 1 FROM {self.source.table} t WHERE {self.where} LIMIT %(most)s) counted",
                most=most,
            )[0][0]
        )

"""Beats redrawn: what happened before is counted on today's beats, by its coordinates."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import shapely
from shapely.geometry import shape

from commonbeat.city.places.queries import BeatIndex

from .shapes import QualityRow

if TYPE_CHECKING:
    from .loading import Source

TABLE = "insight_rebeat"


class Asked(Protocol):
    """What is asked of a loader here."""

    params: dict[str, Any]

    def rows(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        """Run one statement and fetch all."""

    def run(self, sql: str, **more: Any) -> None:
        """Run one statement that gives no rows."""


@dataclass(frozen=True)
class Redrawn:
    """Beats with an older shape, the day each was last redrawn, and what became of the rows before.

    Attributes:
        days: code to first day of today's shape.
        moved: rows now counted in another beat.
        fixed: rows without coordinates, left in the beat they were recorded in.
    """

    days: Mapping[str, dt.date]
    moved: int = 0
    fixed: int = 0

    def told(self) -> tuple[QualityRow, ...]:
        """The line for the data-quality section; none where nothing was redrawn."""
        if not self.days:
            return ()
        listed = ", ".join(f"{code} on {day}" for code, day in sorted(self.days.items())[:8])
        listed += " and others" if len(self.days) > 8 else ""
        sentence = (
            f"Beats redrawn: {listed}. Earlier weeks are counted again on today's beats, by coordinates: "
            f"{self.moved} rows moved to another beat"
        )
        stay = f"; {self.fixed} without coordinates stay where they were recorded." if self.fixed else "."
        return (
            QualityRow(
                check="redrawn", count=self.moved, of=self.moved + self.fixed, sentence=sentence + stay
            ),
        )


def redraw(loader: Asked, sources: tuple[Source, ...]) -> Redrawn:
    """Find redrawn beats and note, for this connection, the beat of today for rows recorded on older shapes.

    The notes live in a temporary table of row id and beat, which the report's counts join. Rows recorded in a
    beat before it was redrawn are placed again by their coordinates; all others keep their beat.

    Args:
        loader: Access to the database; its parameters hold `week0` and `end`.
        sources: The tables to look at.
    """
    closed = loader.rows(
        "SELECT code, max(valid_to) FROM places_beat WHERE valid_to > %(week0)s::date GROUP BY code ORDER BY code"
    )
    if not closed:
        return Redrawn({})
    shapes = loader.rows("SELECT code, geometry FROM places_beat WHERE valid_to IS NULL ORDER BY code")
    index = BeatIndex(tuple(code for code, _ in shapes), tuple(_shape(given) for _, given in shapes))
    loader.run(f"DROP TABLE IF EXISTS {TABLE}")
    loader.run(f"CREATE TEMPORARY TABLE {TABLE} (id uuid PRIMARY KEY, beat_code varchar(20) NOT NULL)")
    moved = fixed = 0
    for source in sources:
        more, left = _note(loader, source, closed, index)
        moved, fixed = moved + more, fixed + left
    loader.run(f"ANALYZE {TABLE}")
    return Redrawn(dict(closed), moved, fixed)


def _note(loader: Asked, source: Source, closed: list[tuple[Any, ...]], index: BeatIndex) -> tuple[int, int]:
    """Place the rows of one table again; returns how many moved and how many have no coordinates."""
    rows = loader.rows(
        f"""
        SELECT t.id, t.beat_code, t.lon, t.lat
        FROM {source.table} t JOIN unnest(%(codes)s::text[], %(days)s::date[]) AS old(code, day)
          ON t.beat_code = old.code AND {source.wall} < old.day
        WHERE t.{source.at} >= %(week0)s::date - 1 AND t.{source.at} < %(end)s::date + 1""",
        codes=[code for code, _ in closed],
        days=[day for _, day in closed],
    )
    placed = [row for row in rows if row[2] is not None and row[3] is not None]
    if not placed:
        return 0, len(rows)
    now = index.locate(np.array([r[2] for r in placed]), np.array([r[3] for r in placed]))
    new = [(row[0], str(code)) for row, code in zip(placed, now, strict=True) if code != row[1]]
    loader.run(
        f"INSERT INTO {TABLE} SELECT * FROM unnest(%(ids)s::uuid[], %(codes)s::text[])",
        ids=[row for row, _ in new],
        codes=[code for _, code in new],
    )
    return len(new), len(rows) - len(placed)


def _shape(given: Any) -> Any:
    """A polygon from GeoJSON, which a plain cursor gives as text."""
    made = shape(json.loads(given) if isinstance(given, str) else given)
    shapely.prepare(made)
    return made

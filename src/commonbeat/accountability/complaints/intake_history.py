"""What imports of earlier complaints share, and how long cases took, without the dates that make no sense."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db import connection

from commonbeat.kernel.retention.models import Item

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commonbeat.kernel.intake.targets import Context

NUMBER = "H-"
"""Numbers of earlier complaints begin with this; no complaint taken here has it."""
ODD_DATES = ("received_before_incident", "closed_before_received", "in_the_future", "in_the_far_past")
"""Flags of dates that make no sense: the case stays, but no duration is computed from it."""


def disposed(context: Context) -> list[str]:
    """Numbers of earlier complaints that were disposed of; a file does not bring them back."""
    if "disposed" not in context.cache:
        gone = Item.objects.filter(outcome="disposed", number__startswith=NUMBER)
        context.cache["disposed"] = list(gone.values_list("number", flat=True))
    found: list[str] = context.cache["disposed"]
    return found


def on_file(context: Context) -> pl.DataFrame:
    """Complaints of the same source, inside the look of the import: their key, id, day received and day closed."""
    if "complaints" not in context.cache:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT external_id, id::text, discovered_on, closed_on FROM complaints_complaint WHERE source = %s",
                [context.source],
            )
            rows = cursor.fetchall()
        context.cache["complaints"] = pl.DataFrame(
            rows,
            schema={
                "complaint_ref": pl.String,
                "complaint_id": pl.String,
                "_received": pl.Date,
                "_closed": pl.Date,
            },
            orient="row",
        )
    found: pl.DataFrame = context.cache["complaints"]
    return found


@dataclass(frozen=True)
class Durations:
    """Days from receiving to closing.

    Attributes:
        median: days, None where nothing was counted.
        counted: closed cases it rests on.
        excluded: closed cases left out, by flag; a case with two flags counts under both.
        left_out: closed cases left out in all.
        open: cases not closed.
    """

    median: float | None
    counted: int
    excluded: dict[str, int]
    left_out: int
    open: int


def durations(complaints: QuerySet[Any]) -> Durations:
    """How long cases took; those with dates that make no sense are left out and counted.

    Args:
        complaints: within a look that opens them.
    """
    days: list[int] = []
    excluded: Counter[str] = Counter()
    left_out = still_open = 0
    for received, closed, flags in complaints.values_list("discovered_on", "closed_on", "quality_flags"):
        odd = [one for one in flags if one in ODD_DATES]
        if closed is None:
            still_open += 1
        elif odd:
            left_out += 1
            excluded.update(odd)
        else:
            days.append((closed - received).days)
    middle = float(median(days)) if days else None
    return Durations(middle, len(days), dict(excluded.most_common()), left_out, still_open)

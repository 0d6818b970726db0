"""The inspector's round: which places today, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import queries
from .counts import open_rows
from .models import CodeCase, ServiceRequest
from .showing import distance_m

MOST_STOPS = 16  # more is no day's work
FEET, FEET_IN_MILE, SAID_IN_FEET = 3.28084, 5280, 1000


@dataclass(frozen=True)
class Stop:
    """One place of a round.

    Attributes:
        record: the request.
        category: its kind, in words.
        due: how its promise stands.
        metres: from the place before; 0 for the first, and where one of the two is not found yet.
        why: why it is in the round: planned for today, re-inspection, late, or open.
    """

    record: ServiceRequest
    category: str
    due: queries.Due | None
    metres: int
    why: str

    @property
    def way(self) -> str:
        """The way from the place before, as people here say distances; "" for the first place."""
        return distance_words(self.metres) if self.metres else ""


def distance_words(metres: float) -> str:
    """A distance in feet, or in miles where it is longer."""
    feet = metres * FEET
    return f"{round(feet, -1):.0f} ft" if feet < SAID_IN_FEET else f"{feet / FEET_IN_MILE:.1f} mi"


def round_of(viewer: Any) -> list[Stop]:
    """Open requests of the viewer that are not planned for a later day, each the nearest to the one before.

    It begins with the most pressing one; places that are not found yet stand at the end. Requests whose code case waits
    for re-inspection are in it as well.
    """
    today = queries.today().date()
    rows = open_rows().select_related("category").filter(owner=viewer).order_by(*queries.BY_DUE)
    again = set(CodeCase.objects.filter(state="reinspection").values_list("request_id", flat=True))
    waiting = [
        row for row in rows if row.scheduled_on is None or row.scheduled_on <= today or row.pk in again
    ]
    ordered = _short_way(waiting[:MOST_STOPS])
    dues = queries.dues(ordered)
    stops: list[Stop] = []
    for row in ordered:
        metres = round(_metres(stops[-1].record, row)) if stops else 0
        why = "again" if row.pk in again else "planned" if row.scheduled_on == today else "open"
        stops.append(Stop(row, queries.category_name(row), dues.get(row.pk), metres, why))
    return stops


def _short_way(rows: list[ServiceRequest]) -> list[ServiceRequest]:
    """Each place followed by the nearest one left: not the shortest way there is, but one nobody has to explain."""
    unknown = [row for row in rows if row.point is None]
    found = [row for row in rows if row.point]
    left, way = found[1:], found[:1]
    while left:
        here = way[-1]
        nearest = min(left, key=lambda row: (_metres(here, row), row.number))
        left.remove(nearest)
        way.append(nearest)
    return way + unknown


def _metres(one: ServiceRequest, other: ServiceRequest) -> float:
    """Between two places; 0 where one of them is not found yet."""
    return distance_m(*one.point, *other.point) if one.point and other.point else 0.0

"""The streets of a small part of the city, with their names, for maps on which somebody looks for one place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.db import connection
from shapely.geometry import shape

from .models import Street

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class StreetLine:
    """A street's line; ``geometry`` is GeoJSON, WGS 84."""

    name: str
    kind: str
    geometry: dict[str, Any]


@dataclass(frozen=True)
class _Kept:
    """All streets with an index of where they are."""

    lines: tuple[StreetLine, ...]
    tree: shapely.STRtree


def streets_within(bounds: Bounds) -> list[StreetLine]:
    """The streets that touch a box, in the order they were entered.

    Args:
        bounds: west, south, east, north in degrees.
    """
    with connection.cursor() as cursor:
        # The transaction that wrote the newest row changes whenever any row does.
        cursor.execute("SELECT count(*), max(id), max(xmin::text::bigint) FROM places_street")
        mark = cursor.fetchone()
    kept = _read(f"{connection.settings_dict['NAME']} {mark}")
    touched = kept.tree.query(shapely.box(*bounds), predicate="intersects")
    return [kept.lines[index] for index in np.sort(touched)]


@lru_cache(maxsize=2)
def _read(mark: str) -> _Kept:
    """The streets as they were at this mark."""
    rows = Street.objects.order_by("id").values_list("name", "kind", "geometry")
    lines = tuple(StreetLine(*row) for row in rows)
    return _Kept(lines, shapely.STRtree([shape(line.geometry) for line in lines]))

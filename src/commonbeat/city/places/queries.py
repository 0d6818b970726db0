"""Which beat a point lies in."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import shapely
from django.db import connection
from shapely.geometry import shape

from commonbeat.kernel.ui.maps import KeptLines

from .models import Beat, Street


@dataclass(frozen=True)
class BeatIndex:
    """Beats in force, indexed for point-in-polygon questions.

    Attributes:
        codes: one code for each shape, in the order of ``shapes``.
        shapes: the polygons, WGS 84.
    """

    codes: tuple[str, ...]
    shapes: tuple[Any, ...]

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(list(self.shapes))

    def locate(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Beat code of each point, ``""`` where it lies in none; on a shared border the first code wins.

        Args:
            lon: longitudes in degrees, shape (n,); NaN for unknown.
            lat: latitudes in degrees, shape (n,).
        """
        out = np.full(len(lon), "", dtype=object)
        known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
        if not known.size or not self.shapes:
            return out
        which, where = self._tree.query(shapely.points(lon[known], lat[known]), predicate="intersects")
        # Written from the last code to the first, so that the first one stays where two claim a point.
        latest_first = np.argsort(-where, kind="stable")
        out[known[which[latest_first]]] = np.array(self.codes, dtype=object)[where[latest_first]]
        return out


def beat_index() -> BeatIndex:
    """The beats in force today."""
    rows = list(Beat.objects.filter(valid_to=None).order_by("code").values_list("code", "geometry"))
    shapes = tuple(shape(geometry) for _, geometry in rows)
    for item in shapes:
        shapely.prepare(item)
    return BeatIndex(codes=tuple(code for code, _ in rows), shapes=shapes)


def beat_choices() -> list[tuple[str, str]]:
    """Code of each beat in force, and code and name as a form offers them."""
    rows = Beat.objects.filter(valid_to=None).order_by("code").values_list("code", "name")
    return [(code, f"{code} {name}".strip()) for code, name in rows]


def beat_of(lon: float, lat: float) -> str:
    """Code of the beat that holds one point (degrees), ``""`` for none."""
    return str(beat_index().locate(np.array([lon]), np.array([lat]))[0])


def streets(*kinds: str) -> KeptLines:
    """The city's streets for a map, read again only when a row was added, changed or removed.

    Args:
        *kinds: freeway, rail, arterial, collector, local or water; all when none is named.
    """
    with connection.cursor() as cursor:
        # The transaction that wrote the newest row changes whenever any row does.
        cursor.execute("SELECT count(*), max(id), max(xmin::text::bigint) FROM places_street")
        mark = cursor.fetchone()
    return _streets(f"{connection.settings_dict['NAME']} {mark}", kinds)


@lru_cache(maxsize=4)
def _streets(mark: str, kinds: tuple[str, ...]) -> KeptLines:
    """The streets as they were at this mark."""
    rows = Street.objects.filter(kind__in=kinds) if kinds else Street.objects.all()
    return KeptLines(f"{mark} {kinds}", tuple(rows.order_by("id").values_list("kind", "geometry")))

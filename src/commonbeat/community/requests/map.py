"""Requests of a list on the city's map: near ones drawn together with their count, and the same ones as a list beside."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.city.places.models import Beat, Boundary
from commonbeat.city.places.queries import streets
from commonbeat.kernel.ui.maps import Area, Layers, Map, Spot, svg_map

from . import queries
from .models import ServiceRequest

POINTS, LISTED = 2_000, 30
AROUND = 0.0035  # degrees beside a single place, about 300 m


def requests_map(rows: QuerySet[ServiceRequest]) -> Map | None:
    """Draw the most pressing of these requests.

    Args:
        rows: the filtered requests.

    Returns:
        The map, or None where nothing says where the city is.
    """
    found = list(rows.exclude(lon=None).order_by(*queries.BY_DUE)[:POINTS])
    unplaced = rows.filter(lon=None).count()
    beats = list(Beat.objects.filter(valid_to=None).order_by("code").values_list("code", "geometry"))
    boundary = Boundary.objects.values_list("geometry", flat=True).first()
    if not (boundary or beats or found):
        return None
    spots = [
        Spot(
            row.lon,
            row.lat,
            f"{row.number} {queries.category_name(row)}" if at < LISTED else "",
            queries.state_title(row),
        )
        for at, row in enumerate(found)
    ]
    layers = Layers(boundary=boundary, areas=[Area(*beat) for beat in beats], streets=streets(), spots=spots)
    note = _("%(n)s requests; the list names the first %(listed)s.") % {
        "n": f"{len(found):,}",
        "listed": min(LISTED, len(found)),
    }
    if unplaced:
        words = ngettext(
            "%(n)s more is not drawn: its place is not found yet.",
            "%(n)s more are not drawn: their places are not found yet.",
            unplaced,
        )
        note = f"{note} {words % {'n': f'{unplaced:,}'}}"
    return svg_map(layers, title=_("Requests on the map"), note=note, headings=(_("Request"), _("State")))


def place_map(record: ServiceRequest) -> Map | None:
    """The neighbourhood of one request, with its place; None while that is not found."""
    if record.point is None:
        return None
    lon, lat = record.point
    box = (lon - AROUND * 1.4, lat - AROUND, lon + AROUND * 1.4, lat + AROUND)
    layers = Layers(streets=streets(), spots=[Spot(lon, lat, record.place_text, "")])
    title = _("Where it is: %(place)s") % {"place": record.place_text or f"{lat:.5f}, {lon:.5f}"}
    return svg_map(layers, title=title, width=520, height=300, bounds=box, headings=(_("Place"), ""))

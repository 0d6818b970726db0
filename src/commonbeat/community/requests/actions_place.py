"""Finding the place of a request that came in words only, and correcting one that was wrong."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel.access import acting
from commonbeat.kernel.contact.actions import tidy

from .actions import OBJECT, WORK, locked, needs_reason
from .enums import PlaceSource
from .models import ServiceRequest
from .publication import show_place
from .submitting import LONGEST_PLACE, fill_place

PLACE = [
    "lon",
    "lat",
    "h3",
    "beat_code",
    "place_text",
    "place_words",
    "place_source",
    "found_at",
    "changed_at",
]


def set_place(record: ServiceRequest, *, actor: Any, lon: float, lat: float, text: str, reason: str) -> None:
    """Say where it is; beat and public block follow. What was said at first stays beside it, out of the audit log.

    Args:
        record: the request.
        actor: who found it; needs ``requests.work``.
        lon, lat: degrees WGS 84, in the city.
        text: the place in words, at most 200 characters.
        reason: how it is known.

    Raises:
        ValueError: no reason or no words, or the point is none of the city's.
    """
    needs_reason(reason)
    words = tidy(text, lines=False)
    if not words or len(words) > LONGEST_PLACE:
        raise ValueError(_("Say the place in at most %(most)d characters.") % {"most": LONGEST_PLACE})
    with acting(
        actor, WORK, "requests.placed", object_kind=OBJECT, object_id=record.pk, reason=reason
    ) as act:
        row = locked(record)
        was, before = row.point, row.beat_code
        if row.place_text != words:
            row.place_words = row.place_words or row.place_text
        row.lon, row.lat, row.place_text, row.place_source = lon, lat, words, PlaceSource.STAFF
        if fill_place(row):
            raise ValueError(
                _(
                    "This point is not in the city. If the place is not ours, close the request with “Not ours”."
                )
            )
        if was is None:
            row.found_at = timezone.now()
        row.save(update_fields=PLACE)
        act.details |= {"from": before, "to": row.beat_code, "found": was is None}
        show_place(row)
    for name in PLACE:
        setattr(record, name, getattr(row, name))

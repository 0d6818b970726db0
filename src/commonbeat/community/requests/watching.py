"""The daily mail of an area watch."""

from __future__ import annotations

import math

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.notify import send

from . import links
from .models import AreaWatch, PublicRequest
from .showing import METRES_PER_DEGREE, category_names, distance_m

MOST_LISTED = 20


def tell_all() -> int:
    """Write one mail for each confirmed watch with something new since the last one; returns how many."""
    told = 0
    for pk in AreaWatch.objects.filter(confirmed_at__isnull=False).values_list("pk", flat=True):
        with transaction.atomic():
            watch = AreaWatch.objects.select_for_update().filter(pk=pk).first()
            told += watch is not None and _tell(watch)
    return told


def new_for(watch: AreaWatch) -> list[PublicRequest]:
    """Public requests near the watch that came in, or whose place was found, since it was last told; nearest first."""
    since = watch.told_until or watch.confirmed_at or watch.asked_at
    up = watch.radius_m / METRES_PER_DEGREE
    aside = up / max(0.01, math.cos(math.radians(watch.lat)))
    rows = PublicRequest.objects.filter(
        Q(request__received_at__gt=since) | Q(request__found_at__gt=since),
        lat__range=(watch.lat - up, watch.lat + up),
        lon__range=(watch.lon - aside, watch.lon + aside),
    )
    if watch.categories:
        rows = rows.filter(category__in=watch.categories)
    found = [(distance_m(watch.lon, watch.lat, row.lon or 0, row.lat or 0), row) for row in rows]
    near = sorted(((metres, str(row.pk), row) for metres, row in found if metres <= watch.radius_m))
    return [row for _metres, _pk, row in near]


def _tell(watch: AreaWatch) -> bool:
    """Write the mail, if there is something to say."""
    moment = timezone.now()
    rows = new_for(watch)
    watch.told_until = moment
    watch.save(update_fields=["told_until"])
    if not rows:
        return False
    with translation.override(watch.language):
        names = category_names()
        lines = [
            f"{names.get(row.category, row.category)}, {row.block}\n{links.public_page(row.public_id, watch.language)}"
            for row in rows[:MOST_LISTED]
        ]
        head = ngettext(
            "%(n)s new issue in the area you watch:", "%(n)s new issues in the area you watch:", len(rows)
        ) % {"n": len(rows)}
        tail = _("You do not want these messages? %(stop)s") % {"stop": links.stop_watching(watch)}
        body = "\n\n".join([head, *lines, tail])
        subject = _("News about your area")
    key = f"requests.watch {watch.pk} {moment:%Y-%m-%dT%H:%M}"
    send(watch.email, subject, body, dedupe_key=key, forget=True)
    return True

"""How long requests are kept, and what of a request lies outside its own row."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.retention import Erasure, RetentionRule, Waits

from .models import CodeCase, ServiceRequest
from .process import CLOSED, REQUEST

KIND = "requests.ServiceRequest"


def closed_requests() -> QuerySet[Any]:
    """Closed requests without a code case: what a code case led to may stand against the land."""
    closed = ServiceRequest.objects.filter(state__in=CLOSED, closed_at__isnull=False)
    return closed.exclude(pk__in=CodeCase.objects.values("request")).annotate(counted=F("closed_at"))


def _nobody_needs_it(record: ServiceRequest) -> None:
    """A request that others repeat is their public answer: it goes after them."""
    if record.duplicates.exists():
        raise Waits(_now("Requests that repeat it are still kept."))


def _mail_to_followers(record: ServiceRequest) -> None:
    for follower in record.followers.all():
        asked = Q(recipient=follower.email, body__contains=record.number)
        Message.objects.filter(Q(dedupe_key__startswith=f"requests.follow {follower.pk} ") | asked).delete()


RULE = RetentionRule(
    name="requests.closed",
    title=_("Closed requests of residents"),
    model=KIND,
    authority=_("Government Code 34090(d): city records are kept for at least two years."),
    years=2,
    least=2,
    counted_from=_("the day it was closed, the last time"),
    rows=closed_requests,
    began="received_at",
    process=REQUEST,
    what=(
        Erasure(_("only after the requests that repeat it"), _nobody_needs_it),
        Erasure(_("followers and mail to them"), _mail_to_followers),
        Erasure(_("public row, updates, pictures, inspections, the question after closing")),
    ),
    criteria=(
        ("category_id", _("Category (its code)")),
        ("beat_code", _("Beat")),
        ("team", _("Team")),
    ),
    kept_out=_(
        "Open requests, and requests with a code case: it may affect the title to land, "
        "which Government Code 34090(a) keeps."
    ),
)

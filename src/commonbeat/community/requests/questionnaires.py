"""One question three weeks after closing, to residents who left a way to reach them and did not opt out."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from commonbeat.kernel import audit, contact

from .models import Questionnaire, ServiceRequest

AFTER = timedelta(days=21)
NOT_AFTER = timedelta(days=45)
MOST_AT_ONCE = 500
ASKED_STATES = ("fixed", "no_further_action", "referred")


def ask_all() -> int:
    """Ask everybody whose request was closed three weeks ago; once each. Returns how many were asked."""
    now = timezone.now()
    rows = ServiceRequest.objects.filter(
        state__in=ASKED_STATES, closed_at__lte=now - AFTER, closed_at__gt=now - NOT_AFTER, questionnaire=None
    ).order_by("closed_at", "id")[:MOST_AT_ONCE]
    asked = 0
    for record in rows:
        with transaction.atomic():
            asked += _ask(record)
    if asked:
        audit.record("requests.asked", actor=audit.SYSTEM, details={"n": asked})
    return asked


def _ask(record: ServiceRequest) -> bool:
    """Ask one resident; whether there was a way to reach them."""
    conversation = contact.conversation_of(record)
    party = getattr(conversation, "party", None)
    if conversation is None or party is None or not party.wants or party.opted_out_at:
        return False
    _row, made = Questionnaire.objects.get_or_create(request=record, defaults={"sent_at": timezone.now()})
    if made:
        contact.tell(conversation, what="question")
    return made

"""Finding a conversation, by its code or by its case."""

import hmac
from typing import Literal

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from commonbeat.kernel.access.limits import limited
from commonbeat.kernel.contact.codes import hash_of
from commonbeat.kernel.contact.models import Conversation, Utterance
from commonbeat.kernel.walls import at_the_door

GUESSES_AN_HOUR = 60
DOOR = "tracking code"
_NO_HASH = "0" * 64


def by_code(code: str, *, request: HttpRequest) -> Conversation | None:
    """The conversation a tracking code opens.

    A wrong, an ended and a badly written code give the same answer after the same work: one hash, one look-up by
    that hash, one comparison in constant time.

    Args:
        code: what was typed; case, spaces, dashes and the confusions O/0, I/L/1 do not matter.
        request: where it was typed; its address is counted for an hour under a key nobody keeps.

    Returns:
        The conversation, or ``None``.

    Raises:
        TooMany: too many codes were tried from this address within the hour.
    """
    limited(DOOR, request, most=GUESSES_AN_HOUR)
    wanted = hash_of(code)
    ended = Q(code_ends_at__isnull=False, code_ends_at__lte=timezone.now())
    with at_the_door():
        found = Conversation.objects.filter(~ended, code_hash=wanted).first()
    same = hmac.compare_digest(found.code_hash if found else _NO_HASH, wanted)
    return found if found and same else None


def conversation_of(subject: models.Model) -> Conversation | None:
    """The conversation of a case, if it has one."""
    return Conversation.objects.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk).first()


def unread(kind: str) -> models.QuerySet[Conversation]:
    """Conversations of a kind of case in which somebody wrote what nobody in the department has read."""
    return Conversation.objects.filter(kind=kind, unread_by_department=True)


def utterances(
    conversation: Conversation, viewer: Literal["resident", "staff"] = "resident"
) -> models.QuerySet[Utterance]:
    """What was said, oldest first; internal notes only for staff."""
    said = Utterance.objects.filter(conversation=conversation)
    return said if viewer == "staff" else said.filter(internal=False)

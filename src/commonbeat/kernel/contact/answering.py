"""An e-mail that answers one of our messages is the resident's next word in that case."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import translation

from commonbeat.kernel import audit
from commonbeat.kernel.notify.letters import Letter
from commonbeat.kernel.notify.models import Message

from . import cases
from .actions import LONGEST_TEXT, say
from .models import Conversation
from .telling import PREFIX


def heard_by_mail(letter: Letter) -> bool:
    """Put a letter into the conversation it answers.

    Who answers has to write from the address we wrote to. That can be forged; so nothing is ever said back to it here,
    and whoever knows no message id of ours gets nowhere.

    Returns:
        Whether it was one; ``False`` also where the case takes no more words, so that it becomes a new question.
    """
    conversation = _answered(letter)
    if conversation is None or conversation.closed_at or not cases.shown(conversation).may_write:
        return False
    with translation.override(conversation.language):
        try:
            say(conversation, actor=audit.Actor("resident"), text=letter.text[:LONGEST_TEXT], by="resident")
        except ValidationError:  # nothing was written above the quoted message
            return True
    return True


def _answered(letter: Letter) -> Conversation | None:
    """The conversation of the message it answers, if the sender is the person of that case."""
    rows = Message.objects.filter(pk__in=letter.answers, recipient__startswith=f"{PREFIX}:")
    for message in rows:
        found = Conversation.objects.filter(pk=UUID(message.recipient.partition(":")[2])).first()
        party = getattr(found, "party", None) if found else None
        if party is not None and party.email and party.email.lower() == letter.sender.lower():
            return found
    return None

"""An e-mail that answers one of our messages is the resident's next word in that case."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import translation

from commonbeat.kernel import audit
from commonbeat.kernel.notify.letters import Letter
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.walls import keeping_house

from . import cases
from .actions import LONGEST_TEXT, note, say
from .models import Conversation
from .telling import PREFIX

OTHER_ADDRESS = "An answer to our message came by e-mail from another address than the one of this case:"


def heard_by_mail(letter: Letter) -> bool:
    """Put a letter into the conversation it answers.

    Who answers has to write from the address we wrote to. That can be forged; so nothing is ever said back to it here,
    and whoever knows no message id of ours gets nowhere. A letter about a protected case stays behind its wall: where it
    cannot be the resident's next word, it becomes an internal note of the case.

    Returns:
        Whether it was one; ``False`` also where the case takes no more words, so that it becomes a new question.
    """
    conversation, is_theirs = _answered(letter)
    if conversation is None:
        return False
    if cases.purpose_of(conversation):
        _behind_the_wall(conversation, letter, is_theirs)
        return True
    if not is_theirs or conversation.closed_at or not cases.shown(conversation).may_write:
        return False
    _said(conversation, letter)
    return True


def _behind_the_wall(conversation: Conversation, letter: Letter, is_theirs: bool) -> None:
    if is_theirs:
        with cases.proved(conversation):
            _said(conversation, letter)
        return
    with keeping_house("contact.other_address", quiet=True):
        text = letter.text.strip()[: LONGEST_TEXT - len(OTHER_ADDRESS) - 2]
        note(conversation, actor=audit.SYSTEM, text=f"{OTHER_ADDRESS}\n\n{text}")


def _said(conversation: Conversation, letter: Letter) -> None:
    with translation.override(conversation.language), suppress(ValidationError):
        # refused where nothing was written above the quoted message
        say(conversation, actor=audit.Actor("resident"), text=letter.text[:LONGEST_TEXT], by="resident")


def _answered(letter: Letter) -> tuple[Conversation | None, bool]:
    """The conversation of the message it answers, and whether the sender is the person of that case."""
    rows = Message.objects.filter(pk__in=letter.answers, recipient__startswith=f"{PREFIX}:")
    named = [UUID(message.recipient.partition(":")[2]) for message in rows]
    if not named:
        return None, False
    with keeping_house("contact.answered", quiet=True):
        found = Conversation.objects.filter(pk__in=named)
        theirs = found.filter(party__email__iexact=letter.sender).exclude(party__email="").first()
        return theirs or found.first(), theirs is not None

"""The complainant asks, once, that the outcome be looked at again; it is answered in words, by a day that was promised."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit, clocks, contact
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.contact.actions import tidy

from .actions import RESIDENT
from .actions_case import add_note, complaint_of
from .events import ReviewAsked
from .looks import changing
from .models import Complaint
from .promises import REVIEW

TOLD = ("complainant_notified", "closed")
"""States in which the complainant knows the outcome."""


def may_ask(complaint: Complaint) -> bool:
    """Whether another look can be asked for: once, after the letter."""
    told = complaint.state in TOLD and complaint.decided_on is not None
    return bool(told and complaint.review_asked_at is None)


def waits(complaint: Complaint) -> bool:
    """Whether another look was asked for and nobody answered yet."""
    return complaint.review_asked_at is not None and complaint.review_answered_at is None


def ask(complaint: Complaint) -> None:
    """The complainant asks with their code.

    Args:
        complaint: inside a look of the complainant's, for writing.

    Raises:
        ValueError: no letter yet, or asked before.
    """
    _asked(complaint)
    audit.record("complaints.review_asked", actor=RESIDENT, object_kind="complaint", object_id=complaint.pk,
                 case=str(complaint.pk))  # fmt: skip


def note_asked(case: UUID, *, actor: Any, what: str) -> None:
    """Note that the complainant asked by telephone, letter or in person.

    Args:
        case: the complaint.
        actor: needs ``complaints.work`` and the case.
        what: what they say; stays in the log of the case.

    Raises:
        ValidationError: no words.
        ValueError: no letter yet, or asked before.
    """
    if not tidy(what):
        raise ValidationError({"text": _("Say what they would like to be looked at again.")})
    with changing(actor, case, "complaints.work", "complaints.review_asked"):
        _asked(complaint_of(case))
        add_note(
            case,
            actor=actor,
            text=_("The complainant asks for another look: %(what)s") % {"what": tidy(what)},
        )


def _asked(complaint: Complaint) -> None:
    if not may_ask(complaint):
        raise ValueError(_("This can be asked once, after the decision."))
    _set(complaint, review_asked_at=timezone.now())
    clocks.start(REVIEW, complaint)
    audit_events.announce(ReviewAsked(complaint.pk))


def answer(case: UUID, *, actor: Any, text: str) -> None:
    """Answer a request for another look; the complainant reads the words, and its clock stops.

    What has to be found anew is opened again first (`reopening.reopen`), which answers it too.

    Args:
        case: the complaint.
        actor: needs ``complaints.decide`` and the case.
        text: what was looked at, and what came of it.

    Raises:
        ValidationError: no words, or nothing waits.
    """
    if not tidy(text):
        raise ValidationError({"text": _("Say what you looked at, and what comes of it.")})
    with changing(actor, case, "complaints.decide", "complaints.review_answered"):
        complaint = Complaint.objects.within_look().select_for_update().get(pk=case)
        if not waits(complaint):
            raise ValidationError({"": _("Nobody waits for this answer.")})
        over(complaint, "answered")
        conversation = contact.conversation_of(complaint)
        if conversation is None:
            add_note(case, actor=actor, text=_("Another look, answered: %(what)s") % {"what": tidy(text)})
        else:
            contact.say(conversation, actor=actor, text=tidy(text), by="department")
            contact.seen_by(conversation, "department")
            contact.tell(conversation)


def over(complaint: Complaint, proof: str) -> None:
    """It is answered, in words or by opening the case again; nothing happens where nobody waits.

    Args:
        complaint: inside a look for writing.
        proof: what shows it.
    """
    if waits(complaint):
        _set(complaint, review_answered_at=timezone.now())
        clocks.stop(REVIEW, complaint, proof=proof)


def _set(complaint: Complaint, **values: Any) -> None:
    Complaint.objects.within_look().filter(pk=complaint.pk).update(**values)
    for name, value in values.items():
        setattr(complaint, name, value)

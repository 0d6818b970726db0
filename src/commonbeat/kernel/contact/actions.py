"""Opening a conversation, saying things in it, and looking at who is behind it."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import require
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.audit.log import as_actor
from commonbeat.kernel.contact.codes import hash_of, new_code
from commonbeat.kernel.contact.events import ResidentWrote
from commonbeat.kernel.contact.models import Conversation, Party, Utterance
from commonbeat.kernel.contact.telling import tell
from commonbeat.kernel.notify.phones import NotAPhone, e164

LONGEST_TEXT = 8_000
CODE_LASTS_AFTER_CLOSING = timedelta(days=365)
CONVERSATION = "conversation"
_HIDDEN = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LENGTHS = {"name": 120, "email": 254, "phone": 40, "address": 300}


@dataclass(frozen=True)
class Opened:
    """A new conversation and its code; the code exists nowhere else and is shown once."""

    conversation: Conversation
    code: str


def open_conversation(
    subject: models.Model,
    *,
    kind: str,
    language: str,
    name: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    wants: Literal["", "email", "sms"] = "",
) -> Opened:
    """Open the conversation of a case, in the current transaction.

    Args:
        subject: the case; its key is a UUID.
        kind: a registered kind of case.
        language: the language the resident chose, ``en`` or ``es``.
        name: who the resident is, as far as they say; so are ``email``, ``phone`` and ``address``.
        wants: how to tell them that there is news; "" for not at all.

    Returns:
        The conversation and the code to show once.

    Raises:
        ValidationError: by field; a bad address or number, something too long, or news wanted without a way.
    """
    known = _identity_of(name, email, phone, address, wants)
    code = new_code()
    with transaction.atomic():
        conversation = Conversation.objects.create(
            kind=kind,
            subject_kind=subject._meta.label_lower,
            subject_id=subject.pk,
            code_hash=hash_of(code),
            language=language,
        )
        Party.objects.create(conversation=conversation, wants=wants, **known)
        _log("contact.opened", conversation, audit.Actor("resident"), kind=kind)
    return Opened(conversation, code)


def _identity_of(name: str, email: str, phone: str, address: str, wants: str) -> dict[str, str]:
    """Checked and tidied fields of a party."""
    given = {"name": name, "email": email, "phone": phone, "address": address}
    known = {field: tidy(text, lines=False) for field, text in given.items()}
    errors: dict[str, str] = {
        field: _("This is too long.") for field, text in known.items() if len(text) > _LENGTHS[field]
    }
    if known["email"] and "email" not in errors:
        try:
            validate_email(known["email"])
        except ValidationError:
            errors["email"] = _("This is not an e-mail address.")
    if known["phone"] and "phone" not in errors:
        try:
            known["phone"] = e164(known["phone"])
        except NotAPhone:
            errors["phone"] = _("This is not a telephone number.")
    if wants == "email" and not known["email"]:
        errors["email"] = _("We need an e-mail address to send you e-mail.")
    if wants == "sms" and not known["phone"]:
        errors["phone"] = _("We need a telephone number to text you.")
    if wants not in ("", "email", "sms"):
        errors["wants"] = _("Choose one of the ways.")
    if errors:
        raise ValidationError(dict(errors))
    return known


def tidy(text: str, *, lines: bool = True) -> str:
    """Text without control characters (a NUL cannot be stored), without signs that turn a line around or hide between
    letters (telephones paste them, and they make one text look like another), and without space at its ends.

    Args:
        text: what a person typed.
        lines: keep line breaks and tabs.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "\n\t" if lines else ""
    return "".join(
        one
        for one in text
        if one in kept or (unicodedata.category(one) not in ("Cc", "Cs") and one not in _HIDDEN)
    ).strip()


def say(
    conversation: Conversation,
    *,
    actor: Any,
    text: str,
    by: Literal["department", "resident"],
    template: str = "",
) -> Utterance:
    """Say something both sides can read.

    Args:
        actor: an account for the department; `audit.Actor` of kind ``resident`` for the resident.
        text: plain text of at most 8,000 characters; it is data, never HTML.
        by: which side speaks.
        template: name of the template the department began from, if any.

    Raises:
        ValidationError: no text, or too much of it.
        ValueError: the actor cannot speak for that side.
    """
    who = as_actor(actor)
    if by not in ("department", "resident") or (by == "department") == (who.kind == "resident"):
        raise ValueError("The actor cannot speak for that side.")
    spoken = translation.get_language() or "en" if by == "resident" else conversation.language
    return _utter(conversation, actor, text, by=by, template=template, language=spoken.split("-")[0])


def note(conversation: Conversation, *, actor: Any, text: str) -> Utterance:
    """Keep an internal note: staff read it, the resident never does, and nothing is sent.

    Raises:
        ValidationError: no text, or too much of it.
        ValueError: a resident cannot write one.
    """
    if as_actor(actor).kind == "resident":
        raise ValueError("A resident cannot write an internal note.")
    return _utter(conversation, actor, text, by="department", internal=True, language="en")


def _utter(conversation: Conversation, actor: Any, text: str, *, by: str, **more: Any) -> Utterance:
    """Save what is said, mark it unread for the other side, write it down in the log without its words."""
    said = tidy(text)
    if not said:
        raise ValidationError({"text": _("Write something first.")})
    if len(said) > LONGEST_TEXT:
        raise ValidationError(
            {"text": _("This is too long. Use at most %(most)d characters.") % {"most": LONGEST_TEXT}}
        )
    who = as_actor(actor)
    with transaction.atomic():
        utterance = Utterance.objects.create(
            conversation=conversation, by=by, text=said, actor_kind=who.kind, actor_id=who.id, **more
        )
        if not utterance.internal:
            flag = "unread_by_department" if by == "resident" else "unread_by_resident"
            Conversation.objects.filter(pk=conversation.pk).update(**{flag: True, "last_at": utterance.at})
            setattr(conversation, flag, True)
            conversation.last_at = utterance.at
        if by == "resident":
            audit_events.announce(ResidentWrote(conversation.kind, conversation.subject_id, utterance.pk))
        _log("contact.noted" if utterance.internal else "contact.said", conversation, actor, by=by)
    return utterance


def seen_by(conversation: Conversation, side: Literal["department", "resident"]) -> None:
    """Note that one side has read what the other said."""
    flag = f"unread_by_{side}"
    if getattr(conversation, flag):
        Conversation.objects.filter(pk=conversation.pk).update(**{flag: False})
        setattr(conversation, flag, False)


def identity(conversation: Conversation, *, viewer: Any, purpose: str) -> Party:
    """Look at who is behind a conversation. Every look is in the audit log.

    Args:
        viewer: an account that holds ``contact.identity``.
        purpose: what for, in a few words.

    Raises:
        Refused: the viewer may not.
        ValueError: no purpose was given.
    """
    require(viewer, "contact.identity", object_kind=CONVERSATION, object_id=str(conversation.pk))
    if not purpose.strip():
        raise ValueError("Looking at a person's identity needs a purpose.")
    audit.record(
        "contact.identity_read",
        actor=viewer,
        object_kind=CONVERSATION,
        object_id=conversation.pk,
        purpose=purpose.strip()[:200],
    )
    return Party.objects.get(conversation=conversation)


def renew_code(conversation: Conversation, *, actor: Any, reason: str) -> str:
    """A new code for somebody who lost theirs; the old code, links sent so far and open pages end at once.

    Args:
        actor: an account that holds ``contact.identity``; they have made sure whom they speak with.
        reason: how they made sure, without personal values.

    Returns:
        The code, to be read out or handed over once.

    Raises:
        Refused: the actor may not.
        ValueError: no reason was given.
    """
    require(actor, "contact.identity", object_kind=CONVERSATION, object_id=str(conversation.pk))
    if not reason.strip():
        raise ValueError("A new code needs a reason: how you made sure whom you speak with.")
    code = new_code()
    with transaction.atomic():
        conversation.code_hash = hash_of(code)
        conversation.save(update_fields=["code_hash"])
        conversation.links.all().delete()
        _log("contact.code_renewed", conversation, actor, reason=reason.strip())
        tell(conversation, what="code")
    return code


def destroy_identity(conversation: Conversation, *, actor: Any, reason: str) -> None:
    """Empty everything known about the person; the case and its words stay.

    Args:
        actor: who does it: the platform by a retention rule, staff, or the resident.
        reason: why, without personal values.
    """
    with transaction.atomic():
        Party.objects.filter(conversation=conversation, destroyed_at=None).update(
            name="", email="", phone="", address="", wants="", destroyed_at=timezone.now()
        )
        conversation.links.all().delete()
        _log("contact.identity_destroyed", conversation, actor, reason=reason)


def close(
    conversation: Conversation, *, actor: Any, code_lasts: timedelta = CODE_LASTS_AFTER_CLOSING
) -> None:
    """End a conversation: nothing more can be written; the code still opens it for a while.

    Args:
        code_lasts: how long the code goes on working.
    """
    now = timezone.now()
    with transaction.atomic():
        conversation.closed_at, conversation.code_ends_at = now, now + code_lasts
        conversation.save(update_fields=["closed_at", "code_ends_at"])
        _log("contact.closed", conversation, actor)


def _log(action: str, conversation: Conversation, actor: Any, *, reason: str = "", **details: Any) -> None:
    """One row of the audit log about a conversation."""
    audit.record(
        action,
        actor=actor,
        object_kind=CONVERSATION,
        object_id=conversation.pk,
        reason=reason,
        details=details,
    )

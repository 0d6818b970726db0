"""Letters to complainants: reviewed files in each language, filled in, kept as they went out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import day_of, today
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import contact
from commonbeat.kernel.workflow import move

from . import enums
from .actions_case import complaint_of
from .looks import changing
from .models import Complaint, Letter
from .public import supervisor_phone

BLANK_LINES = re.compile(r"\n{3,}")
FOLDER = Path(__file__).with_name("letters")
TEMPLATES = enums.LETTERS


@dataclass(frozen=True)
class Template:
    """One reviewed text.

    Attributes:
        name: a key of ``TEMPLATES``.
        language: ``en`` or ``es``.
        version: counts up with each review.
        text: with fields in braces.
    """

    name: str
    language: str
    version: str
    text: str


@cache
def template(name: str, language: str) -> Template:
    """A reviewed text; in English where the language has none.

    Raises:
        KeyError: there is no such letter.
    """
    if name not in TEMPLATES:
        raise KeyError(name)
    path = FOLDER / f"{name}.{language}.txt"
    if not path.exists():
        return template(name, "en")
    first, _sep, text = path.read_text("utf-8").partition("\n")
    return Template(name, language, first.removeprefix("version = ").strip(), text.strip())


def draft(complaint: Complaint, name: str) -> tuple[Template, str]:
    """A letter filled in, in the complainant's language, to be read before it goes out.

    Args:
        complaint: inside a look that opens it.
        name: a key of ``TEMPLATES``.
    """
    chosen = template(name, complaint.language)
    with translation.override(chosen.language):
        return chosen, BLANK_LINES.sub("\n\n", chosen.text.format_map(_fields(complaint)))


def _fields(complaint: Complaint) -> dict[str, str]:
    profile = agency()
    base = f"{settings.BASE_URL}{'/es' if complaint.language == 'es' else ''}"
    return {
        "name": _("Complainant"),  # who it is stands in the conversation; the letter is read behind the code
        "number": complaint.number,
        "received": date_format(day_of(complaint.received_at), "DATE_FORMAT"),
        "findings": _findings(complaint),
        "ended": _ended(complaint),
        "phone": supervisor_phone() or profile.name,  # "call 911" is no way to ask about a letter
        "agency": profile.name,
        "track": f"{base}/track/",
        "outside": f"{base}/complaints/others/",
    }


def _findings(complaint: Complaint) -> str:
    """One line for each allegation and officer; officers are told apart by a letter, never by a name."""
    rows = list(
        complaint.findings.within_look().select_related("allegation").order_by("allegation__added_at", "pk")
    )
    letters = {key: chr(65 + at) for at, key in enumerate(dict.fromkeys(one.officer_id for one in rows))}
    lines = []
    for one in rows:
        if one.adopted:
            who = _(" (officer %(letter)s)") % {"letter": letters[one.officer_id]} if len(letters) > 1 else ""
            lines.append(f"{one.allegation.kind.title}{who}: {enums.Result(one.adopted).label}")
    return "\n".join(lines)


def _ended(complaint: Complaint) -> str:
    if complaint.ended_how and complaint.ended_how != enums.Ended.INVESTIGATED:
        return _("How the case ended: %(how)s.") % {"how": enums.Ended(complaint.ended_how).label}
    return ""


def send(case: UUID, *, actor: Any, name: str, text: str, by_mail: bool = False) -> Letter:
    """Send a letter: into the inbox behind the code, and on paper where they wished it; kept as it went out.

    The letter with the outcome moves a decided case on and proves the 30 days.

    Args:
        actor: needs ``complaints.command`` and the case.
        name: a key of ``TEMPLATES``.
        text: as it goes out; begun from ``draft``.
        by_mail: it was also put in the mail.

    Raises:
        ValidationError: no words, or an outcome before there is one.
    """
    if not text.strip() or name not in TEMPLATES:
        raise ValidationError({"text": _("Please write the letter.")})
    with changing(actor, case, "complaints.command", "complaints.letter_sent") as act:
        complaint = complaint_of(case)
        if name == "outcome" and not complaint.decided_on:
            raise ValidationError({"": _("There is no outcome yet.")})
        chosen = template(name, complaint.language)
        made = Letter.objects.create(
            complaint=complaint, template=name, version=chosen.version, language=chosen.language,
            text=text.strip(), way="mail" if by_mail else "inbox", sent_by_id=getattr(actor, "pk", None),
        )  # fmt: skip
        conversation = contact.conversation_of(complaint)
        if conversation is not None:
            contact.say(conversation, actor=actor, text=text.strip()[:8000], by="department", template=name)
            contact.tell(conversation)
        if name == "outcome" and complaint.state == "decided":
            move(complaint, "notify", actor=actor, values={"notified_on": today()},
                 details={"letter": str(made.pk)})  # fmt: skip
        act.details.update(template=name, letter=str(made.pk))
    return made

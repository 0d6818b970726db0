"""Taking a complaint, and what the complainant may do about it later."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import uuid6
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import day_of
from commonbeat.kernel import attachments, audit, clocks, contact, walls
from commonbeat.kernel.access import require
from commonbeat.kernel.audit import Actor
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.database.turns import one_at_a_time
from commonbeat.kernel.workflow import begin

from . import enums, events, people
from .codes import codes
from .looks import CODE, as_platform, changing
from .models import Allegation, Complaint, Officer
from .promises import CALL_BACK

RESIDENT = Actor("resident")
_LETTERS = "23456789ABCDEFGHJKMNPQRTVWXY"


@dataclass(frozen=True)
class Taken:
    """A complaint that was just taken. ``code`` is shown once; "" when the same form was sent before."""

    complaint_id: UUID
    number: str
    code: str


@dataclass(frozen=True)
class Told:
    """What a complainant tells; everything but ``text`` and ``channel`` may stay as it is.

    Attributes:
        text: what happened, in their words.
        channel: one of ``enums.Channel``.
        officers: who it is about, one description (name, badge, car, looks) each; none is normal.
        about_leadership: they say that it is about the chief, the head of internal affairs or an administrator.
        about_number: the earlier complaint a retaliation is for, by number.
        files: tokens or rows of ``kernel.attachments``.
        allegations: codes, where whoever writes it down knows them.
    """

    text: str
    channel: str
    kind: str = enums.Kind.CITIZEN
    openness: str = enums.Openness.OPEN
    filer: str = enums.Filer.SELF
    language: str = "en"
    received_at: datetime | None = None
    discovered_on: date | None = None
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    incident_number: str = ""
    officers: tuple[str, ...] = ()
    about_leadership: bool = False
    witnesses: str = ""
    wished: str = ""
    profiling: bool | None = None
    profiling_kinds: tuple[str, ...] = ()
    retaliation: bool = False
    about_number: str = ""
    wants_call_back: bool = False
    wants_mediation: bool = False
    advisory: str = ""
    files: tuple[Any, ...] = ()
    allegations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Who:
    """Who complains and how they hear from us; for an anonymous complaint at most an address for news."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    wants: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def take(
    told: Told, who: Who | None = None, *, actor: Any = RESIDENT, door_token: str | None = None
) -> Taken:
    """Take a complaint and open its conversation, in one transaction.

    Args:
        told: what they tell.
        who: who they are; nothing for an anonymous complaint.
        actor: the resident at the door, or the account that writes it down (needs ``complaints.intake``).
        door_token: of the form; a form sent twice makes one complaint.

    Returns:
        Id, number and code.

    Raises:
        ValidationError: by field.
        Refused: the account may not.
    """
    who = who or Who()
    _check(told, who)
    resident = isinstance(actor, Actor) and actor.kind == "resident"
    if not resident:
        require(actor, "complaints.intake", object_kind="complaint")
    with transaction.atomic():
        if door_token:
            one_at_a_time(f"complaints:{door_token}")
            if before := _sent_before(door_token):
                return before
        pk = uuid6.uuid7()
        about = _about(told.about_number)
        look = (
            walls.looking(actor, CODE, case=pk, writing=True)
            if resident
            else walls.looking(
                audit.SYSTEM, "complaint_list", writing=True, reason="A complaint is written down."
            )
        )
        with look:
            complaint = _record(pk, told, door_token, about)
            begin(
                complaint,
                actor=actor,
                capability=None if resident else "complaints.intake",
                details={"channel": complaint.channel},
            )
            _parts(complaint, told)
            opened = contact.open_conversation(
                complaint,
                kind=enums.CASE_KIND,
                language=told.language,
                name=who.name, email=who.email, phone=who.phone, address=who.address,
                wants=who.wants,  # type: ignore[arg-type]
            )  # fmt: skip
            if told.files:
                attachments.attach(list(told.files), complaint)
        audit_events.announce(events.ComplaintTaken(pk))
        if told.wants_call_back:
            audit_events.announce(events.CallBackWanted(pk))
    return Taken(pk, complaint.number, opened.code)


def _check(told: Told, who: Who) -> None:
    errors: dict[str, str] = {}
    if not tidy(told.text):
        errors["text"] = _("Please tell us what happened.")
    if told.channel not in enums.Channel.values:
        errors["channel"] = _("Choose how it came in.")
    if told.received_at and told.received_at > timezone.now():
        errors["received_at"] = _("This lies in the future.")
    if told.occurred_from and told.occurred_from > timezone.now():
        errors["occurred_from"] = _("This lies in the future.")
    if told.occurred_from and told.occurred_to and told.occurred_to < told.occurred_from:
        errors["occurred_to"] = _("The end lies before the beginning.")
    if set(told.profiling_kinds) - set(enums.Profiling.values):
        errors["profiling_kinds"] = _("Choose among the kinds.")
    if set(told.allegations) - set(codes()):
        errors["allegations"] = _("Choose among the kinds.")
    if told.openness == enums.Openness.ANONYMOUS and (who.name or who.address):
        errors["name"] = _("An anonymous complaint holds no name. Take the name out, or choose another way.")
    if told.wants_call_back and not who.phone:
        errors["phone"] = _("We need a number to call you.")
    if errors:
        raise ValidationError(dict(errors))


def fresh_number(at: datetime) -> str:
    """A number that says nothing but the year: a gap in a series would tell that somebody else's queue has a case.

    Args:
        at: when the complaint came in.
    """
    return f"PC{day_of(at):%y}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"


def _record(pk: UUID, told: Told, door_token: str | None, about: UUID | None) -> Complaint:
    now = timezone.now()
    received = told.received_at or now
    outside = told.about_leadership or people.names_a_leader(" ".join(told.officers))
    return Complaint(
        id=pk,
        number=fresh_number(now),
        label=enums.OUTSIDE if outside else enums.INTERNAL,
        kind=told.kind,
        channel=told.channel,
        openness=told.openness,
        filer=told.filer,
        language=told.language,
        received_at=received,
        discovered_on=told.discovered_on or day_of(received),
        occurred_from=told.occurred_from,
        occurred_to=told.occurred_to,
        place=tidy(told.place, lines=False)[:300],
        lon=told.lon,
        lat=told.lat,
        incident_number=tidy(told.incident_number, lines=False)[:40],
        text=tidy(told.text),
        officers_told="\n".join(tidy(one) for one in told.officers if tidy(one))[:2000],
        witnesses_told=tidy(told.witnesses)[:2000],
        wished=tidy(told.wished)[:2000],
        profiling=True if told.profiling_kinds else told.profiling,
        profiling_kinds=list(told.profiling_kinds),
        retaliation=told.retaliation,
        about_id=about,
        wants_call_back=told.wants_call_back,
        wants_mediation=told.wants_mediation,
        advisory=told.advisory,
        door_token=door_token,
    )


def _parts(complaint: Complaint, told: Told) -> None:
    """Officers as told, and allegations that follow from plain answers."""
    for one in told.officers:
        if tidy(one):
            Officer.objects.create(complaint=complaint, description=tidy(one, lines=False)[:300])
    named = set(told.allegations)
    if complaint.profiling:
        named.add("bias")
    if complaint.retaliation:
        named.add("retaliation")
    for code in sorted(named):
        # the department knew of it when the complaint came in, whenever that was written down
        made = Allegation.objects.create(complaint=complaint, code=code, added_at=complaint.received_at)
        if made.kind.serious:
            audit_events.announce(events.SeriousAllegation(complaint.pk, made.pk))


def _sent_before(token: str) -> Taken | None:
    with as_platform():
        before = Complaint.objects.within_look().filter(door_token=token).first()
    return Taken(before.pk, before.number, "") if before else None


def says(taken: Taken, text: str) -> bool:
    """Whether a complaint that was taken before has these words: the same form again, or another one sent from it."""
    with as_platform(taken.complaint_id):
        return Complaint.objects.within_look().get().text == tidy(text)


def _about(number: str) -> UUID | None:
    """The earlier complaint somebody names; an unknown number is kept in nobody's way."""
    if not number.strip():
        return None
    with as_platform():
        found = Complaint.objects.within_look().filter(number__iexact=number.strip())
        return found.values_list("pk", flat=True).first()


def withdraw(complaint: Complaint, *, reason: str = "") -> None:
    """The complainant withdraws. It closes no allegation: whoever decides may end the lesser ones so, never serious ones.

    Args:
        complaint: inside a look of the complainant's.
        reason: in their words; kept in the conversation by the caller.

    Raises:
        ValueError: it was withdrawn before, or is decided.
    """
    _withdrawn(complaint)
    audit.record("complaints.withdrawn", actor=RESIDENT, object_kind="complaint", object_id=complaint.pk,
                 case=str(complaint.pk))  # fmt: skip


def _withdrawn(complaint: Complaint) -> None:
    if complaint.withdrawn_at or complaint.decided_on or complaint.closed_on:
        raise ValueError(_("This cannot be withdrawn any more."))
    _set(complaint, withdrawn_at=timezone.now())


def note_withdrawal(case: UUID, *, actor: Any, what: str) -> None:
    """Note that the complainant withdrew by telephone, letter or in person; they are told so, and may say it is not so.

    Args:
        case: the complaint.
        actor: needs ``complaints.work`` and the case.
        what: how they said it, and in what words; stays in the log of the case.

    Raises:
        ValidationError: no words.
        ValueError: it was withdrawn before, or is decided.
    """
    from .actions_case import add_note

    if not tidy(what):
        raise ValidationError({"text": _("Say how they told you, and in what words.")})
    with changing(actor, case, "complaints.work", "complaints.withdrawal_noted"):
        complaint = Complaint.objects.within_look().get(pk=case)
        _withdrawn(complaint)
        add_note(case, actor=actor, text=_("The complainant withdrew: %(what)s") % {"what": tidy(what)})
        conversation = contact.conversation_of(complaint)
        if conversation is not None:
            with translation.override(complaint.language):
                text = _("We noted that you take your complaint back. If that is not so, write to us here.")
            contact.say(conversation, actor=actor, text=text, by="department")
            contact.tell(conversation)


def ask_call_back(complaint: Complaint) -> None:
    """The complainant asks later that a supervisor call.

    Raises:
        ValueError: asked before and not done yet.
    """
    if complaint.wants_call_back and not complaint.called_back_at:
        raise ValueError(_("We have your wish; a supervisor will call."))
    _set(complaint, wants_call_back=True, called_back_at=None)
    clocks.start(CALL_BACK, complaint)
    audit_events.announce(events.CallBackWanted(complaint.pk))


def called_back(case: UUID, *, actor: Any, what: str) -> None:
    """Note a supervisor's call. It offers help and closes nothing.

    Args:
        case: the complaint.
        actor: needs ``complaints.work`` and the case.
        what: what was talked about; stays in the log of the case.

    Raises:
        ValidationError: no words.
    """
    from .actions_case import add_note

    if not tidy(what):
        raise ValidationError({"what": _("Say in a sentence what was talked about.")})
    with changing(actor, case, "complaints.work", "complaints.called_back"):
        complaint = Complaint.objects.within_look().get(pk=case)
        _set(complaint, called_back_at=timezone.now())
        clock = clocks.clock_of(CALL_BACK, complaint)
        if clock is not None and clock.is_running:
            clocks.stop(CALL_BACK, complaint, proof="called back")
        add_note(case, actor=actor, text=_("Call to the complainant: %(what)s") % {"what": tidy(what)})


def _set(complaint: Complaint, **values: Any) -> None:
    Complaint.objects.within_look().filter(pk=complaint.pk).update(**values)
    for name, value in values.items():
        setattr(complaint, name, value)

"""Working on a complaint: classify, assign, note, mediate, route, and turn into something else by two people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit, contact
from commonbeat.kernel.access import allowed
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.walls import grants
from commonbeat.kernel.walls.models import Grant
from commonbeat.kernel.workflow import move

from . import enums, mediating, people, rules
from .looks import as_platform, changing, working
from .models import Complaint, ConversionRequest, Finding, Note

COMMAND = "complaints.command"


def complaint_of(case: UUID) -> Complaint:
    """One complaint, inside a look that opens it."""
    return Complaint.objects.within_look().select_related("lead").get(pk=case)


def step(
    case: UUID,
    name: str,
    *,
    actor: Any,
    reason: str = "",
    values: dict[str, Any] | None = None,
    seen: str = "",
) -> Complaint:
    """Take a complaint one step further.

    Args:
        case: the complaint.
        name: the transition; ``assign`` and ``convert`` have functions of their own.
        actor: needs what the transition says, and the case.
        reason: why, where it is asked for.
        values: fields to set with the step.
        seen: id of the last move the person saw.

    Raises:
        MoveRefused: not possible, or something is missing.
        NotThere: no such complaint, or not for this actor.
        Refused: the actor may not.
    """
    with working(actor, case):
        complaint = complaint_of(case)
        move(complaint, name, actor=actor, reason=reason, values=values, seen=seen)
        if name == "classify":
            _mark_serious(complaint)
        if name == "begin_work":
            _pair(complaint)
    return complaint


def _pair(complaint: Complaint) -> None:
    """Every accused officer has a finding to come for each allegation, also one who is never identified."""
    accused = complaint.officers.within_look().filter(part=enums.Part.ACCUSED)
    for allegation in complaint.allegations.within_look():
        for officer in accused:
            Finding.objects.within_look().get_or_create(
                allegation=allegation, officer=officer, defaults={"complaint": complaint}
            )


def _mark_serious(complaint: Complaint) -> None:
    """A complaint with a serious allegation is worked on as a serious one, whatever was chosen."""
    serious = any(one.kind.serious for one in complaint.allegations.within_look())
    if serious and complaint.severity != enums.Severity.SERIOUS:
        _update(complaint, severity=enums.Severity.SERIOUS)


def may_investigate(complaint: Complaint, account: Any) -> str:
    """Why an account cannot be given a complaint; "" if it can.

    A supervisor may look into minor ones; nobody who is named, a witness, was on the scene, or is recused.
    """
    if not allowed(account, "complaints.work"):
        return _("This person's roles do not include investigating.")
    if complaint.severity == enums.Severity.SERIOUS and not allowed(account, "complaints.investigate"):
        return _("Serious complaints are investigated by internal affairs or from outside.")
    return people.why_kept_out(complaint, account)


def assign(case: UUID, *, actor: Any, lead: Any, reason: str = "") -> Complaint:
    """Give a complaint to an investigator, and let them in.

    Args:
        case: the complaint.
        actor: needs ``complaints.command``.
        lead: an account.
        reason: why this person; a standard sentence otherwise.

    Raises:
        ValidationError: this person cannot be given it.
        MoveRefused: not possible now.
    """
    with working(actor, case):
        complaint = complaint_of(case)
        if why := may_investigate(complaint, lead):
            raise ValidationError({"lead": why})
        first = complaint.state == "classified"
        if first:
            move(complaint, "assign", actor=actor, reason=reason, values={"lead": lead})
        _hand(complaint, actor, lead, reason or _("Assigned to investigate."), noted=not first)
    return complaint


def _hand(complaint: Complaint, actor: Any, lead: Any, reason: str, *, noted: bool) -> None:
    before = complaint.lead if noted else None
    if noted and before is not None and before.pk == lead.pk:
        raise ValidationError({"lead": _("This person has it already.")})
    if noted:
        with changing(actor, complaint.pk, COMMAND, "complaints.handed_over", reason=reason) as act:
            _update(complaint, lead=lead)
            act.details["to"] = str(lead.pk)
    if before is not None and before.pk != getattr(actor, "pk", None):
        grants.put_out(actor, enums.WALL, complaint.pk, before, reason=reason)
    inside = {
        one.account_id for one in grants.grants_of_case(enums.WALL, complaint.pk) if one.revoked_at is None
    }
    if lead.pk != getattr(actor, "pk", None) and lead.pk not in inside:
        grants.let_in(actor, enums.WALL, complaint.pk, lead, role="investigator", reason=reason)


def add_note(case: UUID, *, actor: Any, text: str) -> Note:
    """Write into the log of a case; entries are never changed. What the complainant wrote is taken for read by it.

    Raises:
        ValidationError: no words.
    """
    if not tidy(text):
        raise ValidationError({"text": _("Please write the note.")})
    with working(actor, case):
        conversation = contact.conversation_of(complaint_of(case))
        if conversation is not None:
            contact.seen_by(conversation, "department")
        return Note.objects.create(complaint_id=case, by_id=getattr(actor, "pk", None), text=tidy(text))


def route_outside(case: UUID, *, actor: Any, reason: str) -> None:
    """Send a complaint to the city manager's queue; those who lead never see it again, whoever let them in by name.

    Args:
        actor: needs ``complaints.command``, or the platform itself.
    """
    with changing(actor, case, COMMAND, "complaints.routed_outside", reason=reason), as_platform(case):
        Complaint.objects.within_look().filter(pk=case).update(label=enums.OUTSIDE)
        inside = [one for one in grants.grants_of_case(enums.WALL, case) if one.revoked_at is None]
        for one in {grant.account_id: grant.account for grant in inside}.values():
            if people.leads(one):
                grants.put_out(audit.SYSTEM, enums.WALL, case, one, reason=_("It is about those who lead."))


def mediation(case: UUID, *, actor: Any, stage: str) -> None:
    """Note how far mediation has come; held only when both are willing.

    Args:
        stage: one of ``enums.Mediation``.

    Raises:
        ValidationError: not offered for force or profiling, declined, or not both are willing.
    """
    with changing(actor, case, "complaints.work", "complaints.mediation") as act:
        complaint = Complaint.objects.within_look().select_for_update().get(pk=case)
        if why := mediating.why_not(complaint, stage):
            raise ValidationError({"stage": why})
        mediating.note(complaint, stage)
        act.details["mediation"] = (
            complaint.mediation if complaint.mediation == stage else f"{stage}: {complaint.mediation}"
        )


def ask_conversion(case: UUID, *, actor: Any, to: str, reason: str, same_as: str = "") -> ConversionRequest:
    """Ask that a complaint become an inquiry or a duplicate; another person decides.

    Args:
        actor: needs ``complaints.work``.
        to: one of ``enums.Conversion``.
        reason: why; the complainant reads it.
        same_as: number of the earlier complaint, for a duplicate.

    Raises:
        ValidationError: by field.
    """
    errors: dict[str, str] = {}
    if to not in enums.Conversion.values:
        errors["to"] = _("Choose what it should become.")
    if not tidy(reason):
        errors["reason"] = _("Please give the reason; the complainant reads it.")
    with changing(actor, case, "complaints.work", "complaints.conversion_asked", reason=reason) as act:
        complaint = complaint_of(case)
        same = _earlier(complaint, same_as) if to == enums.Conversion.DUPLICATE and not errors else None
        if to == enums.Conversion.DUPLICATE and same is None:
            errors.setdefault("same_as", _("There is no such earlier complaint."))
        if why := rules.why_not_convert(complaint, to):
            errors["to"] = why
        if complaint.conversions.within_look().filter(agreed=None).exists():
            errors[""] = _("Somebody asked already; that is to be decided first.")
        if errors:
            raise ValidationError(dict(errors))
        act.details["to"] = to
        return ConversionRequest.objects.create(
            complaint=complaint, to=to, asked_by=actor, reason=tidy(reason), same_as_id=same
        )


def _earlier(complaint: Complaint, number: str) -> UUID | None:
    with as_platform():
        rows = Complaint.objects.within_look().filter(number__iexact=number.strip()).exclude(pk=complaint.pk)
        return rows.values_list("pk", flat=True).first()


def decide_conversion(case: UUID, *, actor: Any, agreed: bool, reason: str) -> None:
    """Decide what somebody else asked for; when agreed, the complainant is told the reason at once.

    Args:
        actor: needs ``complaints.decide``; never who asked.
        agreed: whether it becomes what was asked for.
        reason: the complainant reads it when agreed.

    Raises:
        ValidationError: nothing waits, one's own request, or no reason.
        MoveRefused: the case has gone too far.
    """
    if not tidy(reason):
        raise ValidationError({"reason": _("Please give a reason.")})
    with changing(actor, case, "complaints.decide", "complaints.conversion_decided", reason=reason) as act:
        complaint = complaint_of(case)
        asked = complaint.conversions.within_look().select_for_update().filter(agreed=None).first()
        if asked is None:
            raise ValidationError({"": _("Nothing waits to be decided.")})
        if asked.asked_by_id == actor.pk:
            raise ValidationError({"": _("Somebody else has to decide this.")})
        if agreed and (why := rules.why_not_convert(complaint, asked.to)):
            raise ValidationError({"": why})
        now = timezone.now()
        asked.decided_by, asked.decided_at, asked.agreed, asked.decision = actor, now, agreed, tidy(reason)
        asked.told_at = now if agreed else None
        asked.save()
        act.details.update(to=asked.to, agreed=agreed)
        if agreed:
            conversation = contact.conversation_of(complaint)
            if conversation is not None:
                contact.say(conversation, actor=actor, text=tidy(reason), by="department")
            move(complaint, "convert", actor=actor, reason=reason, values={"ended_how": asked.to})


def let_in(case: UUID, *, actor: Any, account: Any, role: str, reason: str, withheld: bool = False) -> Grant:
    """Let somebody into a case by name, but nobody it is walled from: the same people it cannot be assigned to.

    Args:
        case: the complaint.
        actor: needs ``complaints.command`` and the case.
        account: who.
        role: as `kernel.walls.grants.let_in` has it.
        reason: why.
        withheld: the subject is not to be shown that they looked.

    Raises:
        ValidationError: it is about this person, or about those who lead and this is one of them, or they are recused.
        GrantRefused: in it already, to oneself, or no reason.
    """
    with working(actor, case):
        if why := people.why_kept_out(complaint_of(case), account):
            raise ValidationError({"account": why})
        return grants.let_in(actor, enums.WALL, case, account, role=role, reason=reason, withheld=withheld)


def keep_out(case: UUID, *, actor: Any, account: Any, reason: str) -> None:
    """Recuse an account from a case: named in it, a witness, related, or on the scene."""
    with working(actor, case):
        grants.recuse(actor, enums.WALL, case, account, reason=reason)


def _update(complaint: Complaint, **values: Any) -> None:
    Complaint.objects.within_look().filter(pk=complaint.pk).update(**values)
    for name, value in values.items():
        setattr(complaint, name, value)

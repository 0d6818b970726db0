"""Who a complaint is about: told, matched later and in private, told of it in time."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import today
from commonbeat.city.roster.models import Member, Shift
from commonbeat.kernel import audit
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.walls import GrantRefused, grants

from . import enums, people
from .actions_case import complaint_of, route_outside
from .looks import as_platform, changing
from .models import Complaint, Finding, Officer

WORK = "complaints.work"


def add_officer(case: UUID, *, actor: Any, part: str = enums.Part.ACCUSED, description: str = "") -> Officer:
    """Add somebody who has to do with it, not known by name yet.

    Raises:
        ValidationError: no such part.
    """
    if part not in enums.Part.values:
        raise ValidationError({"part": _("Choose what they have to do with it.")})
    with changing(actor, case, WORK, "complaints.officer_named", reason=_("Added, not known yet")) as act:
        complaint = complaint_of(case)
        made = Officer.objects.create(
            complaint=complaint, part=part, description=tidy(description, lines=False)[:300]
        )
        if part == enums.Part.ACCUSED:  # somebody who is never identified has a finding, too
            _findings_for(complaint, made)
        act.details["officer"] = str(made.pk)
    return made


def match_officer(
    case: UUID, officer_id: UUID, *, actor: Any, member: Member, how: str, part: str = ""
) -> Officer:
    """Say which member of the roster is meant. That person is kept out of the case from this moment on.

    Somebody who leads sends the case to the city manager in the same moment.

    Args:
        officer_id: the row as told.
        actor: needs ``complaints.work`` and the case.
        member: who it is.
        how: what it was matched by: a call, a roster, a video.
        part: accused, witness or supervisor on scene; as it was when empty.

    Raises:
        ValidationError: named already, the actor themselves, or no ground for the match.
    """
    if not tidy(how):
        raise ValidationError({"how": _("Say what it was matched by.")})
    with changing(actor, case, WORK, "complaints.officer_named", reason=tidy(how)) as act:
        complaint = complaint_of(case)
        officer = complaint.officers.within_look().select_for_update().get(pk=officer_id)
        if complaint.officers.within_look().filter(member=member).exclude(pk=officer.pk).exists():
            raise ValidationError({"member": _("This person is in the complaint already.")})
        account = member.account
        if account is not None and account.pk == getattr(actor, "pk", None):
            raise ValidationError({"member": _("You cannot work on this one: ask somebody else to take it.")})
        officer.member, officer.account, officer.matched_how = member, account, tidy(how)[:200]
        officer.sworn, officer.rank, officer.part = member.is_sworn, member.rank, part or officer.part
        officer.unit = unit_at(member, complaint)
        officer.save()
        act.details.update(officer=str(officer.pk), part=officer.part)
        if officer.part == enums.Part.ACCUSED:
            _findings_for(complaint, officer)
        if account is not None:
            keep_out(complaint, account, officer)
    if account is not None and people.leads(account) and complaint.label == enums.INTERNAL:
        with as_platform(case):
            route_outside(case, actor=audit.SYSTEM, reason="It is about somebody who leads.")
    return officer


def keep_out(complaint: Complaint, account: Any, officer: Officer) -> None:
    """Recuse the account of somebody who is named in a complaint, for good."""
    reason = f"{officer.part} in the complaint"
    with as_platform(complaint.pk):
        try:
            grants.recuse(audit.SYSTEM, enums.WALL, complaint.pk, account, reason=reason)
        except GrantRefused:  # recused already
            return


def unit_at(member: Member, complaint: Complaint) -> str:
    """The unit a member worked in when it happened, from the roster; "" where it does not say."""
    when = complaint.occurred_from
    if when is None:
        return ""
    shift = (
        Shift.objects.filter(member=member, starts_at__lte=when, ends_at__gt=when)
        .select_related("unit")
        .first()
    )
    return shift.unit.code if shift and shift.unit else ""


def _findings_for(complaint: Complaint, officer: Officer) -> None:
    """An accused officer has a finding to come for each allegation."""
    for allegation in complaint.allegations.within_look():
        Finding.objects.within_look().get_or_create(
            allegation=allegation, officer=officer, defaults={"complaint": complaint}
        )


def notify_officer(case: UUID, officer_id: UUID, *, actor: Any) -> Officer:
    """Note that an officer was told: from now on their own page shows what they were served.

    Args:
        actor: needs ``complaints.work`` and the case.

    Raises:
        ValidationError: nobody was matched yet.
    """
    with changing(actor, case, WORK, "complaints.notified") as act:
        officer = Officer.objects.within_look().select_for_update().get(pk=officer_id, complaint_id=case)
        if officer.member_id is None:
            raise ValidationError({"": _("Say first who it is.")})
        if not officer.notified:
            officer.notified, officer.notified_at = True, timezone.now()
            officer.save(update_fields=["notified", "notified_at"])
        act.details["officer"] = str(officer.pk)
    return officer


def note_departure(case: UUID, officer_id: UUID, *, actor: Any, left_on: date) -> None:
    """Note that an officer left the department; the case goes on (Penal Code 13510.8(c)).

    Raises:
        ValidationError: a day to come, or nobody was matched yet.
    """
    if left_on > today():
        raise ValidationError({"left_on": _("This lies in the future.")})
    with changing(actor, case, WORK, "complaints.changed") as act:
        rows = Officer.objects.within_look().filter(pk=officer_id, complaint_id=case)
        if rows.filter(member=None).exists():
            raise ValidationError({"": _("Say first who it is.")})
        rows.update(left_on=left_on)
        act.details["what"] = "left_on"

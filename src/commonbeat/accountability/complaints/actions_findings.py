"""Allegations and findings: recommended, adopted, final; each by the right person and never out of order."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import today
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.contact.actions import tidy

from . import enums, events
from .actions_case import complaint_of
from .codes import codes
from .looks import changing
from .models import Allegation, Complaint, Finding

WORK, DECIDE, COMMAND = "complaints.work", "complaints.decide", "complaints.command"
RECOMMENDABLE = ("assigned", "investigating", "findings_proposed", "tolled")


def add_allegation(
    case: UUID, *, actor: Any, code: str, text: str = "", policy: tuple[str, str, str] = ("", "", "")
) -> Allegation:
    """Add an allegation; every accused officer who was matched gets a finding to come.

    Args:
        actor: needs ``complaints.work`` and the case.
        code: of ``codes``.
        text: in a sentence or two.
        policy: number, title and version of the policy it is judged by.

    Raises:
        ValidationError: an unknown code, or the case is decided.
    """
    if code not in codes():
        raise ValidationError({"code": _("Choose a kind of allegation.")})
    with changing(actor, case, WORK, "complaints.allegation_added") as act:
        complaint = complaint_of(case)
        if complaint.decided_on:
            raise ValidationError({"": _("The case is decided. It must be opened again first.")})
        made = Allegation.objects.create(
            complaint=complaint, code=code, text=tidy(text)[:2000],
            policy_number=policy[0][:20], policy_title=policy[1][:120], policy_version=policy[2][:20],
        )  # fmt: skip
        for officer in complaint.officers.within_look().filter(part=enums.Part.ACCUSED):
            Finding.objects.create(complaint=complaint, allegation=made, officer=officer)
        act.details.update(code=code, allegation=str(made.pk))
        if made.kind.serious:
            if complaint.severity != enums.Severity.SERIOUS and complaint.severity:
                Complaint.objects.within_look().filter(pk=case).update(severity=enums.Severity.SERIOUS)
            act.announce(events.SeriousAllegation(complaint.pk, made.pk))
    return made


def recommend(
    case: UUID, finding_id: UUID, *, actor: Any, result: str, reasons: str, frivolous: bool = False
) -> Finding:
    """Recommend a finding.

    Args:
        actor: needs ``complaints.work`` and the case.
        result: one of ``enums.Result``.
        reasons: the evidence weighed.
        frivolous: Code Civ. Proc. 128.5; never together with a sustained finding.

    Raises:
        ValidationError: by field.
    """
    _check(result, reasons)
    if frivolous and result == enums.Result.SUSTAINED:
        raise ValidationError({"frivolous": _("What is sustained is not frivolous.")})
    with changing(actor, case, WORK, "complaints.recommended") as act:
        finding = _finding(case, finding_id)
        if finding.complaint.state not in RECOMMENDABLE:
            raise ValidationError({"": _("Findings are recommended while the case is investigated.")})
        _stands(finding)
        _policy_named(finding, result)
        finding.recommended, finding.reasons, finding.frivolous = result, tidy(reasons), frivolous
        finding.recommended_by_id, finding.recommended_on = getattr(actor, "pk", None), today()
        finding.save()
        act.details.update(finding=str(finding.pk), result=result)
    return finding


def adopt(
    case: UUID, finding_id: UUID, *, actor: Any, result: str, reasons: str = "", frivolous: str = ""
) -> Finding:
    """Adopt a finding, as recommended or otherwise; another value than the recommended one needs reasons.

    Args:
        actor: needs ``complaints.decide`` and the case; never who recommended it.
        frivolous: ``yes`` or ``no``; as recommended, unless given. What is sustained is never frivolous.

    Raises:
        ValidationError: by field; sustained about somebody nobody has identified, who could not appeal it.
    """
    if frivolous == "yes" and result == enums.Result.SUSTAINED:
        raise ValidationError({"frivolous": _("What is sustained is not frivolous.")})
    with changing(actor, case, DECIDE, "complaints.adopted") as act:
        finding = _finding(case, finding_id)
        _check(result, reasons if result != finding.recommended else "same")
        if finding.complaint.state != "command_review":
            raise ValidationError({"": _("Findings are adopted in command review.")})
        if not finding.recommended:
            raise ValidationError({"": _("Nothing is recommended yet.")})
        _stands(finding)
        if finding.recommended_by_id and finding.recommended_by_id == getattr(actor, "pk", None):
            raise ValidationError({"": _("Nobody adopts what they recommended themselves.")})
        if result == enums.Result.SUSTAINED and finding.officer.member_id is None:
            # Penal Code 832.8(b): sustained takes the opportunity to appeal, which nobody has who is not known
            raise ValidationError({"": _("Say first who the officer is: nobody else could appeal this.")})
        _policy_named(finding, result)
        finding.adopted, finding.adopted_reasons = result, tidy(reasons)
        finding.adopted_by_id, finding.adopted_on = getattr(actor, "pk", None), today()
        if result == enums.Result.SUSTAINED or frivolous:
            finding.frivolous = frivolous == "yes"
        finding.save()
        act.details.update(finding=str(finding.pk), result=result, recommended=finding.recommended)
    return finding


def settle(complaint: Complaint) -> None:
    """Make final, with the decision, what cannot be appealed: everything adopted but what is sustained.

    Until the case is decided nothing is: it may be returned, and found otherwise. Inside a look for writing.
    """
    rows = complaint.findings.within_look().filter(final="").exclude(adopted="")
    for one in rows.exclude(adopted=enums.Result.SUSTAINED):
        one.final, one.final_on = one.adopted, today()
        one.save(update_fields=["final", "final_on"])
        audit_events.announce(events.FindingFinal(complaint.pk, one.pk))


def open_appeal(case: UUID, finding_id: UUID, *, actor: Any, until: date) -> Finding:
    """Note until when an appeal against a sustained finding is possible.

    Args:
        actor: needs ``complaints.command``, or the platform.
        until: last day.

    Raises:
        ValidationError: nothing to appeal.
    """
    with changing(actor, case, COMMAND, "complaints.changed") as act:
        finding = _finding(case, finding_id)
        if finding.adopted != enums.Result.SUSTAINED or finding.final:
            raise ValidationError({"": _("Only a sustained finding that is not final can be appealed.")})
        finding.appeal_until = until
        finding.save(update_fields=["appeal_until"])
        act.details["what"] = "appeal_until"
    return finding


def make_final(
    case: UUID, finding_id: UUID, *, actor: Any, appeal_over_on: date, result: str = enums.Result.SUSTAINED
) -> Finding:
    """Make a finding final once the opportunity to appeal has passed or was used (Penal Code 832.8(b)).

    Args:
        actor: needs ``complaints.command``, or the platform.
        appeal_over_on: the day it had passed, or the appeal was decided.
        result: what stands; another one than adopted when an appeal changed it.

    Raises:
        ValidationError: not adopted, an appeal is still possible, or the day is to come.
    """
    _check(result, "known")
    with changing(actor, case, COMMAND, "complaints.finding_final") as act:
        finding = _finding(case, finding_id)
        if not finding.adopted or finding.final:
            raise ValidationError({"": _("Only an adopted finding becomes final, and only once.")})
        if appeal_over_on > today():
            raise ValidationError({"appeal_over_on": _("This lies in the future.")})
        if finding.adopted == enums.Result.SUSTAINED and finding.appeal_until is None:
            raise ValidationError({"": _("The officer was not given the opportunity to appeal yet.")})
        finding.final, finding.final_on = result, today()
        finding.appeal_over_on = appeal_over_on
        finding.disclosed = finding.allegation.kind.disclosed if result == enums.Result.SUSTAINED else ""
        finding.save()
        act.details.update(finding=str(finding.pk), result=result)
        act.announce(events.FindingFinal(finding.complaint_id, finding.pk))
    return finding


def reopen_finding(finding: Finding) -> None:
    """Begin a finding anew; what it was stays on file (`reopening.begin_anew`). Inside a look for writing."""
    finding.recommended = finding.adopted = finding.final = ""
    finding.recommended_on = finding.adopted_on = finding.final_on = None
    finding.recommended_by = finding.adopted_by = None
    finding.reasons = finding.adopted_reasons = finding.disclosed = finding.discipline = ""
    finding.frivolous = False
    finding.appeal_until = finding.appeal_over_on = None
    finding.save()


def _finding(case: UUID, finding_id: UUID) -> Finding:
    rows = (
        Finding.objects.within_look()
        .select_for_update(of=("self",))
        .select_related("allegation", "complaint", "officer")
    )
    found: Finding = rows.get(pk=finding_id, complaint_id=case)
    return found


def _stands(finding: Finding) -> None:
    """Nothing new is said of a finding whose case was opened again without it."""
    last = finding.complaint.reopenings.within_look().order_by("-at", "-pk").first()
    if last is not None and finding.pk in last.kept:
        raise ValidationError({"": _("The case was opened again without this finding; it stands.")})


def _check(result: str, reasons: str) -> None:
    errors = {}
    if result not in enums.Result.values:
        errors["result"] = _("Choose a finding.")
    if not tidy(reasons):
        errors["reasons"] = _("Please give the reasons.")
    if errors:
        raise ValidationError(dict(errors))


def _policy_named(finding: Finding, result: str) -> None:
    """Each decision cites the policy it was judged by, in its version."""
    allegation = finding.allegation
    if result in (enums.Result.SUSTAINED, enums.Result.EXONERATED) and not (
        allegation.policy_number and allegation.policy_version
    ):
        raise ValidationError({"": _("Name the policy and its version at the allegation first.")})


def name_policy(
    case: UUID, allegation_id: UUID, *, actor: Any, number: str, title: str, version: str
) -> None:
    """Name the policy an allegation is judged by.

    Raises:
        ValidationError: number or version is missing, or the case is decided: its findings cite what they cite.
    """
    if not number.strip() or not version.strip():
        raise ValidationError({"policy_number": _("Give the policy's number and version.")})
    with changing(actor, case, WORK, "complaints.changed") as act:
        if complaint_of(case).decided_on:
            raise ValidationError({"": _("The case is decided. It must be opened again first.")})
        Allegation.objects.within_look().filter(pk=allegation_id, complaint_id=case).update(
            policy_number=number.strip()[:20],
            policy_title=title.strip()[:120],
            policy_version=version.strip()[:20],
        )
        act.details["what"] = "policy"

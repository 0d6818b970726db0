"""Mediation: offered to both sides; each answers alone, without a reason, and learns nothing of the other's answer before.

The complainant answers with their code, the officer on their own page once they were told of the case, and staff note
what either said another way. Everybody who is accused is asked: the talk takes all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit, notify
from commonbeat.kernel.walls import NotThere

from . import people, rules
from .enums import Answer, Asked, Mediation, Part
from .looks import OWN, as_platform
from .models import Complaint, Officer

if TYPE_CHECKING:
    from django.db.models import QuerySet

OPEN = (Mediation.OFFERED, Mediation.COMPLAINANT, Mediation.OFFICER, Mediation.BOTH)
"""Stages in which a side may still say yes, or take its yes back."""
MAY_SAY = {Answer.YES: (Asked.ASKED,), Answer.NO: (Asked.ASKED, Asked.WILLING, Asked.AGREED)}
"""What an officer's row stands at when they may say so."""


def offer(complaint: Complaint) -> None:
    """Ask both sides, or ask them anew; officers who were told of the case hear that something is new.

    Args:
        complaint: inside a look for writing.
    """
    rows = complaint.officers.within_look()
    rows.update(mediation="", mediation_at=None)
    rows.filter(part=Part.ACCUSED).update(mediation=Asked.ASKED)
    _keep(complaint, mediation=Mediation.OFFERED, mediation_complainant="", mediation_officer="")
    for one in (
        rows.filter(mediation=Asked.ASKED, notified=True).exclude(account=None).select_related("account")
    ):
        _tell_officer(one)


def note(complaint: Complaint, stage: str) -> None:
    """Note how far it has come, as somebody told it to staff.

    Args:
        complaint: locked, inside a look for writing: the two sides may answer at once.
        stage: one of ``enums.Mediation``, not ``both``, which is worked out.

    Raises:
        ValidationError: not offered, declined, or not both are willing.
    """
    if stage not in Mediation.values or (stage != Mediation.OFFERED and not complaint.mediation):
        raise ValidationError({"stage": _("Mediation was not offered yet.")})
    if stage == Mediation.OFFERED:
        offer(complaint)
    elif complaint.mediation == Mediation.HELD:
        raise ValidationError({"stage": _("The talk was held already.")})
    elif stage == Mediation.DECLINED:
        end(complaint)
        _keep(complaint, mediation=Mediation.DECLINED)
    elif _declined(complaint, stage):
        raise ValidationError({"stage": _("It was declined. Offer it anew first, if anybody wishes so.")})
    elif stage == Mediation.HELD:
        _held(complaint)
    elif stage == Mediation.COMPLAINANT:
        complainant_says(complaint, Answer.YES)
    else:
        rows = complaint.officers.within_look().filter(mediation=Asked.ASKED)
        rows.update(mediation=Asked.WILLING, mediation_at=timezone.now())
        _answered(complaint, mediation_officer=Answer.YES)


def _declined(complaint: Complaint, stage: str) -> bool:
    """Whether whoever is now said to be willing had said no; a no is never written over."""
    said = {
        Mediation.COMPLAINANT: complaint.mediation_complainant,
        Mediation.OFFICER: Answer.NO
        if _officers(complaint).filter(mediation=Asked.DECLINED).exists()
        else "",
    }
    return complaint.mediation == Mediation.DECLINED or said.get(Mediation(stage)) == Answer.NO


def _held(complaint: Complaint) -> None:
    if complaint.mediation != Mediation.BOTH:
        raise ValidationError({"stage": _("Mediation takes both: note first that both are willing.")})
    _officers(complaint).update(mediation=Asked.HELD)
    _keep(complaint, mediation=Mediation.HELD)


def may_answer(complaint: Complaint, answer: str) -> bool:
    """Whether the complainant may say yes, or no, now: a no also after a yes, until the talk was held."""
    if complaint.mediation not in OPEN or complaint.closed_on is not None:
        return False
    return complaint.mediation_complainant in ({""} if answer == Answer.YES else {"", Answer.YES})


def complainant_says(complaint: Complaint, answer: str) -> None:
    """The complainant's word.

    Args:
        complaint: inside a look for writing.
        answer: one of ``enums.Answer``.
    """
    _answered(complaint, mediation_complainant=answer)


def own(viewer: Any) -> list[Officer]:
    """Where a person was asked, the latest case first: their own rows, of cases they were told of, and nothing else."""
    rows = Officer.objects.visible_to(viewer, purpose=OWN).filter(part=Part.ACCUSED).exclude(mediation="")
    return list(rows.order_by("-notified_at", "-id"))


def officer_says(viewer: Any, pk: UUID, *, answer: str) -> None:
    """The word of an officer who was told of the case: no reason is asked, and a yes may be taken back.

    Args:
        viewer: whose row it is.
        pk: their row in the case.
        answer: one of ``enums.Answer``.

    Raises:
        NotThere: no such row, or not theirs, or they were not told.
        ValidationError: nothing is asked (any more), or no answer.
    """
    seen = Officer.objects.visible_to(viewer, purpose=OWN).filter(pk=pk).first()
    if seen is None:
        raise NotThere
    with as_platform(seen.complaint_id):
        # The case first, then its officer: two who answer at once wait for each other.
        complaint = Complaint.objects.within_look().select_for_update().get(pk=seen.complaint_id)
        row = complaint.officers.within_look().select_for_update().get(pk=pk)
        if row.account_id != viewer.pk or not row.notified or row.part != Part.ACCUSED:
            raise NotThere
        if answer not in Answer.values:
            raise ValidationError({"answer": _("Say yes or no.")})
        if (
            complaint.closed_on
            or complaint.mediation not in OPEN
            or row.mediation not in MAY_SAY[Answer(answer)]
        ):
            raise ValidationError({"": _("There is nothing to answer now.")})
        row.mediation = Asked.WILLING if answer == Answer.YES else Asked.DECLINED
        row.mediation_at = timezone.now()
        row.save(update_fields=["mediation", "mediation_at"])
        _answered(complaint, mediation_officer=_said(complaint))
        audit.record(
            "complaints.mediation", actor=viewer, object_kind="complaint", object_id=complaint.pk, purpose=OWN,
            case=str(complaint.pk), details={"mediation": f"officer: {answer}"},
        )  # fmt: skip
        _tell_staff(complaint, row)


def end(complaint: Complaint) -> None:
    """Nobody is asked any more: it was declined, or the case is over; inside a look for writing."""
    rows = complaint.officers.within_look()
    rows.filter(mediation__in=(Asked.ASKED, Asked.WILLING, Asked.AGREED)).update(mediation=Asked.OVER)


def stage_of(complainant: str, officer: str) -> Mediation:
    """How far two answers have brought it; a no of one side is the end of it only when the other has answered too.

    Args:
        complainant: one of ``enums.Answer``, or "".
        officer: the same.
    """
    if complainant and officer:
        return Mediation.BOTH if {complainant, officer} == {Answer.YES} else Mediation.DECLINED
    if complainant == Answer.YES:
        return Mediation.COMPLAINANT
    return Mediation.OFFICER if officer == Answer.YES else Mediation.OFFERED


def _answered(complaint: Complaint, **said: str) -> None:
    """Keep an answer, and what follows from it once both are there."""
    answers = {
        "mediation_complainant": complaint.mediation_complainant,
        "mediation_officer": complaint.mediation_officer,
        **said,
    }
    stage = stage_of(answers["mediation_complainant"], answers["mediation_officer"])
    _keep(complaint, mediation=stage, **answers)
    if stage == Mediation.BOTH:
        _officers(complaint).filter(mediation=Asked.WILLING).update(mediation=Asked.AGREED)
    elif stage == Mediation.DECLINED:
        end(complaint)


def _said(complaint: Complaint) -> str:
    """The one answer of all who are accused: "" until each has answered, a yes only if it is everybody's."""
    said = set(_officers(complaint).values_list("mediation", flat=True))
    if Asked.ASKED in said:
        return ""
    return Answer.NO if Asked.DECLINED in said else Answer.YES


def _officers(complaint: Complaint) -> QuerySet[Officer]:
    rows: QuerySet[Officer] = complaint.officers.within_look().filter(part=Part.ACCUSED).exclude(mediation="")
    return rows


def _keep(complaint: Complaint, **values: Any) -> None:
    Complaint.objects.within_look().filter(pk=complaint.pk).update(**values)
    for name, value in values.items():
        setattr(complaint, name, value)


def _tell_officer(row: Officer) -> None:
    """That something is new, never what, nor of which case."""
    assert row.account is not None
    notify.send(
        row.account.email,
        _("Commonbeat: there is something new for you"),
        _("Sign in and open your file: %(address)s") % {"address": f"{settings.BASE_URL}/console/my-file/"},
        dedupe_key=f"complaints:mediation:{row.pk}:{timezone.now():%Y%m%d%H%M}",
    )


def _tell_staff(complaint: Complaint, row: Officer) -> None:
    """Whoever works on it hears that an answer is there; inside a look of the platform's."""
    told = people.see_to(complaint, "complaints.work")
    lead = [one for one in told if one.pk == complaint.lead_id]
    for one in lead or people.see_to(complaint, "complaints.command"):
        notify.send(
            one.email,
            "Commonbeat: an officer answered",
            f"See {settings.BASE_URL}/console/complaints/{complaint.pk}/\n",
            dedupe_key=f"complaints:mediation-answer:{row.pk}:{row.mediation_at:%Y%m%d%H%M%S}:{one.pk}",
        )


def why_not(complaint: Complaint, stage: str) -> str:
    """Why a stage cannot be noted whatever was said; "" if it can. A no may always be noted."""
    return "" if stage == Mediation.DECLINED else rules.why_no_mediation(complaint)

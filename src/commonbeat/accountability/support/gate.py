"""The adoption gate: nothing is compared and nobody is alerted before the labour notice is on file, confirmed by two."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import today
from commonbeat.kernel.access import acting

from .models import LabourNotice

SWITCH = "support.switch"


def switched_on() -> bool:
    """Whether a labour notice is on file, confirmed by a second person and not withdrawn."""
    return LabourNotice.objects.filter(confirmed_at__isnull=False, withdrawn_at=None).exists()


def record_notice(
    *, actor: Any, document: str, organisation: str, served_on: date, note: str = ""
) -> LabourNotice:
    """Write down the notice; another person confirms it.

    Args:
        actor: holds ``support.switch``.
        document: title and file number.
        organisation: of the officers.
        served_on: day it was served, not in the future.
        note: what was agreed.

    Raises:
        Refused: the actor may not.
        ValidationError: something is missing, or it was not served yet.
    """
    if not document.strip() or not organisation.strip():
        raise ValidationError(_("Name the document and the organisation."))
    if served_on > today():
        raise ValidationError({"served_on": _("A notice counts once it has been served.")})
    with acting(actor, SWITCH, "support.notice_recorded", object_kind="labour_notice") as act:
        made = LabourNotice.objects.create(
            document=document.strip(),
            organisation=organisation.strip(),
            served_on=served_on,
            note=note.strip(),
            recorded_by=actor,
        )
        act.object_id = str(made.pk)
    return made


def confirm_notice(notice: LabourNotice, *, actor: Any) -> None:
    """Be the second person: from here on early support is on.

    Raises:
        Refused: the actor may not.
        ValidationError: the same person recorded it, or it is confirmed or withdrawn already.
    """
    with acting(
        actor, SWITCH, "support.notice_confirmed", object_kind="labour_notice", object_id=str(notice.pk)
    ):
        locked = LabourNotice.objects.select_for_update().get(pk=notice.pk)
        if locked.recorded_by_id == actor.pk:
            raise ValidationError(_("It takes another person to confirm the notice."))
        if locked.confirmed_at or locked.withdrawn_at:
            raise ValidationError(_("This notice is confirmed or withdrawn already."))
        locked.confirmed_by, locked.confirmed_at = actor, timezone.now()
        locked.save(update_fields=["confirmed_by", "confirmed_at"])


def withdraw_notice(notice: LabourNotice, *, actor: Any, reason: str) -> None:
    """Switch early support off: nothing is compared any more; what is on file stays with those it is about.

    Raises:
        Refused: the actor may not.
        ValidationError: no reason, or it is withdrawn already.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    with acting(
        actor,
        SWITCH,
        "support.notice_withdrawn",
        object_kind="labour_notice",
        object_id=str(notice.pk),
        reason=reason.strip(),
    ):
        locked = LabourNotice.objects.select_for_update().get(pk=notice.pk)
        if locked.withdrawn_at:
            raise ValidationError(_("This notice is withdrawn already."))
        locked.withdrawn_by, locked.withdrawn_at = actor, timezone.now()
        locked.withdrawn_why = reason.strip()
        locked.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])

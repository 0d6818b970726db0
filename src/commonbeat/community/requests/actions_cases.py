"""Inspections and code cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.numbers import next_number
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit, workflow
from commonbeat.kernel.access import acting
from commonbeat.kernel.contact.actions import tidy

from .actions import _account
from .enums import Finding
from .models import CodeCase, Inspection, ServiceRequest

INSPECT = "requests.inspect"
LONGEST_NOTE = 2000


def inspect(record: ServiceRequest, *, actor: Any, finding: str, note: str = "") -> Inspection:
    """Keep what was found at the place; it belongs to the open code case, where there is one.

    Args:
        record: the request.
        actor: who was there; needs ``requests.inspect``.
        finding: one of ``enums.Finding``.
        note: for staff only.

    Raises:
        ValueError: no such finding, or too many words.
    """
    if finding not in Finding.values:
        raise ValueError(_("Say what you found."))
    words = tidy(note)
    if len(words) > LONGEST_NOTE:
        raise ValueError(_("This is too long. Use at most %(most)d characters.") % {"most": LONGEST_NOTE})
    case = CodeCase.objects.filter(request=record).first()
    with acting(actor, INSPECT, "requests.inspected", object_kind="request", object_id=record.pk) as act:
        made = Inspection.objects.create(
            request=record, case=case, at=timezone.now(), by=_account(actor), finding=finding, note=words
        )
        act.details |= {"finding": finding, "case": case.number if case else ""}
    return made


def open_case(record: ServiceRequest, *, actor: Any, section: str, finding: str) -> CodeCase:
    """Open a code case for a request.

    Args:
        record: the request it comes from; one case for each.
        actor: who opens it; needs ``requests.inspect``.
        section: of the municipal code.
        finding: what is in violation, as the notice says it.

    Raises:
        ValueError: something is missing, or there is a case already.
    """
    if not section.strip() or not finding.strip():
        raise ValueError(_("A case needs the section of the code and what was found."))
    with transaction.atomic():
        ServiceRequest.objects.select_for_update(of=("self",)).get(pk=record.pk)
        if CodeCase.objects.filter(request=record).exists():
            raise ValueError(_("There is a code case for this request already."))
        made = CodeCase(
            number=next_number("C"), request=record, section=tidy(section, lines=False)[:60],
            finding=tidy(finding)[:2000], opened_at=timezone.now(), opened_by=_account(actor),
        )  # fmt: skip
        workflow.begin(made, actor=actor, capability=INSPECT, details={"request": record.number})
    return made


def case_step(
    case: CodeCase, name: str, *, actor: Any, reason: str = "", values: Mapping[str, Any] | None = None
) -> None:
    """Take a step of a code case.

    Raises:
        MoveRefused: by field; also where the cure date lies before the notice.
    """
    given = dict(values or {})
    notice, cure = given.get("notice_on") or case.notice_on, given.get("cure_by")
    if cure and notice and cure <= notice:
        raise workflow.MoveRefused({"cure_by": _("The cure date lies after the notice.")})
    today = agency().local_time(timezone.now()).date()
    if given.get("notice_on") and given["notice_on"] > today:
        raise workflow.MoveRefused({"notice_on": _("A notice cannot be served in the future.")})
    workflow.move(case, name, actor=actor, reason=reason, values=given)


def reach_cure_days(today: date) -> int:
    """Move every case whose cure date is over to re-inspection; returns how many."""
    due = CodeCase.objects.filter(state="notice_served", cure_by__lt=today).order_by("id")
    moved = 0
    for case in due:
        workflow.move(case, "cure_day_reached", actor=audit.SYSTEM)
        moved += 1
    return moved

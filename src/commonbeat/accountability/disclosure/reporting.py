"""Reports owed to POST: begun by what happens to a complaint, or by hand, and sent with proof."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.accountability.complaints import events
from commonbeat.accountability.complaints.looks import as_platform
from commonbeat.accountability.complaints.models import Allegation, Complaint, Finding, Officer
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import clocks

from .actions import as_moment, changing, not_later_than_today, today
from .enums import BY_HAND, Report
from .models import PostReport
from .promises import POST


def _owe(
    complaint: Complaint, kind: str, occasion: UUID, day: date, what: str, officer: Officer | None
) -> PostReport:
    made, fresh = PostReport.objects.within_look().get_or_create(
        complaint=complaint, kind=kind, occasion=occasion,
        defaults={"occurred_on": day, "what": what[:300], "officer": officer},
    )  # fmt: skip
    if fresh:
        clocks.start(POST, made, at=as_moment(day))
    found: PostReport = made
    return found


def on_allegation(event: events.SeriousAllegation) -> None:
    """A serious allegation is on file: POST hears of it within 10 days of the day the department knew."""
    with as_platform(event.complaint_id):
        one = Allegation.objects.within_look().select_related("complaint").get(pk=event.allegation_id)
        if not one.complaint.source:
            day = max(one.complaint.discovered_on, timezone.localdate(one.added_at, agency().tz))
            _owe(one.complaint, Report.ALLEGATION, one.pk, min(day, today()), one.kind.en, None)


def on_final(event: events.FindingFinal) -> None:
    """A finding on a serious allegation is final: POST hears of the disposition, whatever it is."""
    with as_platform(event.complaint_id):
        rows = Finding.objects.within_look().select_related("allegation", "officer", "complaint")
        one = rows.get(pk=event.finding_id)
        if one.allegation.kind.serious and one.final and not one.complaint.source:
            what = f"{one.allegation.kind.en}: {one.get_final_display()}"
            # found anew after its case was opened again: a disposition of its own
            again = one.earlier.within_look().order_by("-reopening__at").values_list("pk", flat=True).first()
            _owe(one.complaint, Report.DISPOSITION, again or one.pk, one.final_on, what, one.officer)


def begin(
    case: UUID, *, actor: Any, kind: str, occurred_on: date, what: str = "", officer: Officer | None = None
) -> PostReport:
    """Begin a report whose occasion the software hears of from nobody else.

    Args:
        case: the complaint.
        actor: needs ``disclosure.work`` and a case they may change.
        kind: one of ``enums.BY_HAND``.
        occurred_on: day of its occasion.
        what: in a sentence.
        officer: of this complaint; needed for a separation.

    Raises:
        ValidationError: something is missing or lies in the future.
        Refused: the actor may not.
    """
    not_later_than_today("occurred_on", occurred_on)
    if kind not in BY_HAND:
        raise ValidationError({"kind": _("Choose one of the list.")})
    if kind == Report.SEPARATION and officer is None:
        raise ValidationError({"officer": _("Say whose separation it is.")})
    with changing(actor, case, "disclosure.report_begun") as act:
        complaint = Complaint.objects.within_look().get(pk=case)
        if officer is not None and officer.complaint_id != complaint.pk:
            raise ValidationError({"officer": _("This officer is not named in the complaint.")})
        occasion = (
            officer.pk
            if officer is not None and kind == Report.SEPARATION
            else UUID(int=int(occurred_on.strftime("%Y%m%d")))
        )
        made = _owe(complaint, kind, occasion, occurred_on, what.strip(), officer)
        act.object_id, act.details["kind"] = str(made.pk), kind
    return made


def sent(report: PostReport, *, actor: Any, sent_on: date, proof: str) -> None:
    """The report went to POST; the clock stops with its proof.

    Args:
        report: one that was not sent.
        actor: needs ``disclosure.work`` and a case they may change.
        sent_on: the day.
        proof: confirmation number, or what else shows it.

    Raises:
        ValidationError: no proof, a day that makes no sense, or it was sent already.
        Refused: the actor may not.
    """
    not_later_than_today("sent_on", sent_on)
    if not proof.strip():
        raise ValidationError({"proof": _("Say what shows it: a confirmation number, a receipt.")})
    if sent_on < report.occurred_on:
        raise ValidationError({"sent_on": _("That is before its occasion.")})
    with changing(actor, report.complaint_id, "disclosure.report_sent", report.pk) as act:
        waiting = PostReport.objects.within_look().filter(pk=report.pk, sent_on=None)
        if not waiting.update(sent_on=sent_on, proof=proof.strip(), sent_by=actor):
            raise ValidationError(_("It was sent already."))
        clocks.stop(POST, report, at=_when(sent_on), proof=proof.strip())
        act.details["kind"] = report.kind
        report.refresh_from_db(from_queryset=PostReport.objects.within_look())


def _when(day: date) -> Any:
    """Now for today, else the beginning of the day it was sent."""
    return timezone.now() if day == today() else as_moment(day)

"""Taking a report in, reading it, and what comes of it. Every change is one function: check, change, audit row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonbeat.city.agency.numbers import next_number
from commonbeat.city.places.models import MapPoint
from commonbeat.kernel import attachments, audit, contact, workflow
from commonbeat.kernel.access import acting, require

from . import queries
from .actions_calls import hand_over, make_entries, open_call
from .enums import LOCATIONS, OFFENCES, Source
from .events import ReportAccepted
from .models import Coding, IncidentDraft, OnlineReport, PersonLine, PropertyLine, VehicleLine
from .numbers import case_number_taken, next_case_number
from .rules import block_of, over_ceiling, spelt_out
from .text import NOTICE_VERSION
from .told import Told, loss_of, moment, people_of, things_of, vehicles_of

NO_OFFENCE = "INFO"
_HEADINGS = r"(?:north|south|east|west|[nsew]\.?) "
_HEADING = re.compile(rf"^{_HEADINGS}(?=\S+ \S)", re.IGNORECASE)
GROUPS = {"13C": "assault", "220": "burglary", "290": "vandalism", "250": "fraud", "270": "fraud"}


@dataclass(frozen=True)
class Sent:
    """A report that was taken in.

    Attributes:
        report: the report.
        code: opens its tracking page; shown once and kept nowhere.
    """

    report: OnlineReport
    code: str


def submit(told: Told, *, actor: Any, taken_by: UUID | None = None) -> Sent:
    """Take a report in: the record, its lines, its conversation, its clocks; all or nothing.

    Args:
        told: what was told, checked by its forms.
        actor: the resident at the door, or the account that keys it in (needs ``reports.take``).
        taken_by: key of that account.

    Returns:
        The report and the tracking code.

    Raises:
        ValidationError: by field, where the ways to reach the person do not fit together.
        Refused: an account without ``reports.take``.
    """
    happened = moment(told.of("when")["happened_from"])
    assert happened is not None  # the form asks for it
    sign, you, loss = told.of("sign"), told.of("people"), loss_of(told)
    with transaction.atomic():
        report = OnlineReport(
            number=next_number("T"),
            kind=told.kind,
            source=told.source,
            language=told.language,
            interpreter=sign.get("interpreter", ""),
            gate_rule=told.gate_rule,
            supplement_to=told.supplement_to,
            supplement_matched=queries.supplement_fits(told.supplement_to, you.get("name", "")),
            above_ceiling=over_ceiling(loss, queries.ceiling(told.kind)),
            happened_from=happened,
            happened_to=moment(told.of("when").get("happened_to")),
            address=told.of("when")["address"],
            place=told.of("when").get("place", "other"),
            place_note=told.of("when").get("place_note", ""),
            loss_total=loss,
            narrative=told.of("tell").get("narrative", ""),
            answers=dict(told.answers.get(told.type.form, {})),
            forms=dict(told.forms),
            signed_name=sign.get("signature", ""),
            notice_version=NOTICE_VERSION,
            taken_by=taken_by,
        )
        door = None if told.source == Source.WEB else "reports.take"
        workflow.begin(
            report, actor=actor, capability=door, details={"kind": told.kind, "source": told.source}
        )
        things = _save_lines(report, told)
        _code_it(report, told)
        wants = sign.get("wants", "none")
        opened = contact.open_conversation(
            report,
            kind="reports.report",
            language=told.language,
            name=you.get("name", ""),
            email=you.get("email", ""),
            phone=you.get("phone", ""),
            address=you.get("home_address", ""),
            wants="" if wants == "none" else wants,
        )
        attachments.attach(told.files, report)
        make_entries(report, things)
        hand_over(report)
        if report.above_ceiling:
            workflow.move(
                report, "above_ceiling", actor=audit.SYSTEM, reason="Loss above the ceiling of its kind"
            )
            open_call(report=report, rule="above_ceiling")
        contact.tell(opened.conversation, what="received")
    return Sent(report, opened.code)


def _save_lines(report: OnlineReport, told: Told) -> list[PropertyLine]:
    """People, things, vehicles."""
    lines = (people_of(told), things_of(told), vehicles_of(told))
    for row in [one for group in lines for one in group]:
        row.report = report
    PersonLine.objects.bulk_create(lines[0])
    things = PropertyLine.objects.bulk_create(lines[1])
    VehicleLine.objects.bulk_create(lines[2])
    return things


def _code_it(report: OnlineReport, told: Told) -> Coding:
    """The codes a clerk starts from."""
    block = spelt_out(block_of(report.address))
    return Coding.objects.create(
        report=report,
        offence=told.type.offence_for(report.answers),
        location=LOCATIONS.get(report.place, "25"),
        occurred_from=report.happened_from,
        occurred_to=report.happened_to,
        block=block[:200],
        beat=beat_of_block(block),
    )


def beat_of_block(block: str) -> str:
    """The beat of a hundred block or corner, "" where the map does not know it.

    A heading ("S") that only the map or only the resident has does not matter, as long as one beat is left.

    Args:
        block: in capitals, street words spelt out.
    """
    points = MapPoint.objects.values_list("beat_code", flat=True)
    if found := points.filter(label__iexact=block).first():
        return found
    hundred, is_block, street = block.partition(" BLOCK OF ")
    if not is_block:
        return ""
    bare = _HEADING.sub("", street)
    heading = f"({_HEADINGS})?" if bare == street else ""
    beats = set(points.filter(label__iregex=rf"^{re.escape(hundred)} block of {heading}{re.escape(bare)}$"))
    return beats.pop() if len(beats) == 1 else ""


def note_opened(report: OnlineReport, *, reader: Any) -> None:
    """Write down that somebody read what a resident told."""
    require(reader, "reports.read", object_kind="report", object_id=str(report.pk))
    audit.record(
        "reports.opened",
        actor=reader,
        object_kind="report",
        object_id=report.pk,
        details={"number": report.number},
    )


def people_seen(report: OnlineReport, *, reader: Any, purpose: str) -> list[PersonLine]:
    """The people of a report, for a purpose that goes into the audit log.

    Raises:
        ValueError: no purpose was given.
        Refused: the reader may not.
    """
    require(reader, "reports.read", object_kind="report", object_id=str(report.pk))
    if not purpose.strip():
        raise ValueError(_("Say what you need their names for."))
    audit.record(
        "reports.people_seen",
        actor=reader,
        object_kind="report",
        object_id=report.pk,
        purpose=purpose.strip()[:200],
        details={"number": report.number},
    )
    return list(report.people.all())


def take(report: OnlineReport, *, actor: Any) -> None:
    """Start reading."""
    workflow.move(report, "take", actor=actor)


def ask(report: OnlineReport, *, actor: Any, questions: str) -> None:
    """Return a report with questions; the review clock stands still until the answer.

    Raises:
        ValidationError: no question.
        MoveRefused: not possible now.
    """
    with transaction.atomic():
        workflow.move(report, "ask", actor=actor, reason="Questions were sent to the resident")
        _say(report, actor, questions)


def answer(report: OnlineReport, *, actor: Any, text: str = "") -> None:
    """The resident has answered: the report goes back to be read and the clock runs on."""
    with transaction.atomic():
        if text:
            _say(report, actor, text, by="resident")
        workflow.move(report, "answer", actor=actor)


def escalate(report: OnlineReport, *, actor: Any, reason: str) -> None:
    """Have somebody call the resident instead of deciding on paper."""
    with transaction.atomic():
        workflow.move(report, "escalate", actor=actor, reason=reason)
        open_call(report=report, rule="escalated")


def ask_person(report: OnlineReport, *, actor: Any, reason: str) -> None:
    """A refused resident asks for a person: we call."""
    with transaction.atomic():
        workflow.move(report, "ask_person", actor=actor, reason="The resident asked for a person")
        if reason:
            _say(report, actor, reason, by="resident")
        open_call(report=report, rule="asked_for_person")


def accept(report: OnlineReport, *, actor: Any, case_number: str = "", message: str = "") -> IncidentDraft:
    """Accept a report under a case number and make its incident draft.

    Args:
        case_number: typed by the clerk; the next one of the series when empty.
        message: a sentence for the resident.

    Raises:
        MoveRefused: not possible now, or the case number is in use.
    """
    typed = " ".join(case_number.split())
    if typed and case_number_taken(typed):
        raise workflow.MoveRefused({"case_number": _("This case number is in use already.")})
    now = timezone.now()
    try:
        with transaction.atomic():
            number = typed or next_case_number()
            workflow.move(report, "accept", actor=actor, values={"case_number": number, "decided_at": now})
            if message.strip():
                _say(report, actor, message)
            draft = _draft_of(report, now)
            audit.events.announce(ReportAccepted(report.pk, draft.pk, number))
    except IntegrityError:
        raise workflow.MoveRefused({"case_number": _("This case number is in use already.")}) from None
    return draft


def refuse(report: OnlineReport, *, actor: Any, refusal: str, message: str) -> None:
    """Refuse a report for one of the public reasons, with a sentence of the clerk's own.

    Raises:
        MoveRefused: not possible now, no reason, or a kind that is never refused.
    """
    if report.kind == "identity_theft" and refusal != "double":
        # Penal Code 530.6: the police where the victim lives take the report, wherever it happened.
        raise workflow.MoveRefused(
            {
                "refusal": _(
                    "Identity theft of somebody who lives here is never refused; have an officer call instead."
                )
            }
        )
    if not message.strip():
        raise workflow.MoveRefused({"message": _("Say why in a sentence the resident understands.")})
    with transaction.atomic():
        workflow.move(
            report,
            "refuse",
            actor=actor,
            reason=f"Public reason: {refusal}",
            values={"refusal": refusal, "decided_at": timezone.now()},
        )
        _say(report, actor, message)


def withdraw(report: OnlineReport, *, actor: Any) -> None:
    """The resident takes the report back."""
    workflow.move(
        report,
        "withdraw",
        actor=actor,
        reason="Taken back by the resident",
        values={"decided_at": timezone.now()},
    )


def recode(
    report: OnlineReport, *, actor: Any, fields: Mapping[str, Any], codes: Mapping[int, str]
) -> Coding:
    """Change the clerk's codes; the resident's words stay.

    Args:
        fields: columns of `Coding`.
        codes: id of a property line → NIBRS property code.

    Raises:
        ValidationError: the report is decided.
        Refused: the actor may not.
    """
    with acting(actor, "reports.review", "reports.coded", object_kind="report", object_id=report.pk) as act:
        coding = Coding.objects.select_for_update().get(report=report)
        changed = sorted(name for name, value in fields.items() if getattr(coding, name) != value)
        for name in changed:
            setattr(coding, name, fields[name])
        coding.changed_at, coding.changed_by = timezone.now(), actor.pk
        coding.save()
        for line in report.things.filter(pk__in=codes):
            if line.code != codes[line.pk]:
                PropertyLine.objects.filter(pk=line.pk).update(code=codes[line.pk])
                changed.append(f"thing {line.position + 1}")
        act.details |= {"number": report.number, "fields": changed}
        draft = IncidentDraft.objects.filter(report=report).first()
        if draft is not None and changed:
            _fill(draft, report, coding)
            draft.exported_at = None  # a changed draft is exported again
            draft.save()
    return coding


def _say(report: OnlineReport, actor: Any, text: str, by: str = "department") -> None:
    conversation = contact.conversation_of(report)
    if conversation is None:
        raise ValidationError(_("This report has no conversation."))
    contact.say(conversation, actor=actor, text=text, by=by)


def _draft_of(report: OnlineReport, at: datetime) -> IncidentDraft:
    """The incident draft of an accepted report."""
    draft = IncidentDraft.objects.filter(report=report).first() or IncidentDraft(report=report)
    draft.external_id, draft.case_number = report.number, report.case_number or ""
    draft.reported_at, draft.approved_at = report.received_at, at
    _fill(draft, report, report.coding)
    draft.save()
    return draft


def _fill(draft: IncidentDraft, report: OnlineReport, coding: Coding) -> None:
    """Codes, block, times and counts; no name and no word of the narrative."""
    people = list(report.people.values_list("part", flat=True))
    code_draft(draft, coding)
    draft.property_codes = sorted(set(report.things.values_list("code", flat=True)))
    draft.victims, draft.suspects = people.count("victim"), people.count("suspect")
    draft.loss_total = report.loss_total


def code_draft(draft: IncidentDraft, coding: Coding) -> None:
    """Write the clerk's codes into an incident draft (not saved)."""
    # records systems want a code in every row; lost property and information have none in NIBRS
    draft.offence_code = coding.offence or NO_OFFENCE
    with override("en"):
        draft.offence_text = str(OFFENCES.get(coding.offence, coding.offence))
    draft.offence_group = offence_group(coding.offence)
    draft.attempted = coding.attempted
    draft.occurred_from, draft.occurred_to = coding.occurred_from, coding.occurred_to
    draft.block_text, draft.beat_raw, draft.location_code = coding.block, coding.beat, coding.location


def offence_group(code: str) -> str:
    """The group reports count an offence by."""
    if code == "240":
        return "vehicle_theft"
    if code.startswith("23"):
        return "theft_from_vehicle" if code in ("23F", "23G") else "theft"
    return "fraud" if code.startswith("26") else GROUPS.get(code, "other")

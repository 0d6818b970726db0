"""Steps of discipline. Each checks who acts, moves the record, serves its paper and does what follows, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.accountability.complaints.enums import Result
from commonbeat.accountability.complaints.looks import changing, working
from commonbeat.accountability.complaints.models import Complaint, Officer
from commonbeat.accountability.complaints.promises import LIMIT
from commonbeat.city.agency.days import day_of, today
from commonbeat.kernel import audit, clocks
from commonbeat.kernel.clocks.explain import explain
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.workflow import begin, move

from . import cases, findings, papers, rules, terms
from .enums import Paper, Response, Way
from .models import Discipline, SwornDiscipline

WORK = "discipline.work"


def propose(
    case: UUID,
    officer_id: UUID,
    *,
    actor: Any,
    penalty: str,
    text: str,
    amount: str = "",
    way: str = Way.PLATFORM,
    late_reason: str = "",
    files: Sequence[Any] = (),
) -> Discipline:
    """Propose discipline and serve its notice in the same moment; the one-year limit ends with it.

    Args:
        case: the complaint.
        officer_id: the officer's row in it.
        actor: needs ``discipline.work`` and the case.
        penalty: one of ``Penalty``.
        text: the notice, as the officer reads it: the findings and what is proposed.
        amount: how much, for instance ``3 days``.
        way: one of ``Way``.
        late_reason: why it is late, when the one-year limit is over; kept with the actor's name as signed.
        files: attachments or their tokens.

    Raises:
        ValidationError: by field; ``late_reason`` says so when the limit is over.
        NotThere: no such case or officer, or not for this actor.
        Refused: the actor may not.
    """
    with changing(actor, case, WORK, "discipline.proposed") as act:
        officer = cases.officer_of(case, officer_id, lock=True)
        errors = _why_not_propose(officer, penalty, amount, text)
        made = cases.model_for(officer)(
            complaint=officer.complaint,
            officer=officer,
            proposed=penalty,
            proposed_amount=tidy(amount, lines=False)[:60],
            proposed_text=tidy(text),
            proposed_by_id=getattr(actor, "pk", None),
            noticed_at=timezone.now(),
        )
        _limit(made, actor, late_reason, errors)
        if errors:
            raise ValidationError(dict(errors))
        begin(made, actor=actor, capability=WORK)
        papers.put(officer, actor=actor, kind=Paper.PROPOSAL, text=_notice(made), way=way,
                   discipline_id=made.pk, files=files)  # fmt: skip
        act.details.update(proposed=penalty, officer=str(officer.pk), late=made.late)
    return made


def _why_not_propose(officer: Officer, penalty: str, amount: str, text: str) -> dict[str, str]:
    errors = rules.why_not_class(officer, penalty, amount)
    if not tidy(text):
        errors["text"] = _("Please write the notice.")
    if not officer.notified:
        errors[""] = _("The officer must first be told what the case is about.")
    elif cases.current(officer) is not None:
        errors[""] = _("Discipline is proposed already.")
    elif not any(one.adopted == Result.SUSTAINED for one in cases.standing_findings(officer)):
        errors[""] = _("Nothing about this officer is sustained by a decision, so nothing is proposed.")
    return errors


def _limit(made: Discipline, actor: Any, late_reason: str, errors: dict[str, str]) -> None:
    """Note how the one-year limit stood. It binds discipline of peace officers; what is late needs a signed reason."""
    clock = clocks.clock_of(LIMIT, made.complaint)
    if clock is None:
        return
    made.limit_due, made.limit_words = clock.due_at, f"{explain(clock)}{_opened_again(made)}"
    made.late = isinstance(made, SwornDiscipline) and clock.is_late(made.noticed_at)
    if not made.late:
        return
    if not tidy(late_reason):
        errors["late_reason"] = _(
            "The one-year limit ended on %(day)s. Say which ground still allows this; you sign for it."
        ) % {"day": day_of(clock.due_at).isoformat()}
    made.late_reason, made.late_signed_at = tidy(late_reason), made.noticed_at
    made.late_signed_by_id = getattr(actor, "pk", None)


def _opened_again(made: Discipline) -> str:
    """Which ground of Gov. Code 3304(g) let the case be opened again after its year; "" where none was needed."""
    last = made.complaint.reopenings.within_look().exclude(ground="").order_by("-at").first()
    if last is None:
        return ""
    told = {"day": day_of(last.at).isoformat(), "ground": last.get_ground_display()}
    return " " + _("Opened again on %(day)s: %(ground)s.") % told


def _notice(made: Discipline) -> str:
    """The notice's words; they always state the discipline that is proposed."""
    proposed = f"{made.get_proposed_display()} {made.proposed_amount}".strip()
    return f"{made.proposed_text}\n\n" + _("Proposed discipline: %(what)s.") % {"what": proposed}


def give_materials(
    case: UUID, pk: UUID, *, actor: Any, materials: str, meeting: str = "", way: str = Way.PLATFORM,
    files: Sequence[Any] = (),
) -> Discipline:  # fmt: skip
    """Give a sworn officer the materials a proposal rests on, and the opportunity to respond.

    Args:
        case, pk: the complaint and the discipline.
        actor: needs ``discipline.work`` and the case.
        materials: what is given, as the officer reads it.
        meeting: when and where the officer may respond in person; "" for in writing only.
        way: one of ``Way``.
        files: attachments or their tokens.

    Raises:
        MoveRefused: not possible now.
        NotThere, Refused: as `propose`.
    """
    with working(actor, case):
        found = cases.discipline_of(case, pk)
        given = terms.terms(sworn=True)
        until = terms.last_day(given.response_days)
        values = {"materials": tidy(materials), "materials_on": today(), "respond_by": until}
        move(found, "give_materials", actor=actor, values=values)
        officer = cases.officer_of(case, found.officer_id)
        common = {"actor": actor, "way": way, "discipline_id": found.pk, "due_on": until}
        papers.put(officer, kind=Paper.MATERIALS, text=found.materials, files=files, **common)
        if tidy(meeting):
            papers.put(officer, kind=Paper.MEETING, text=meeting, **common)
    return found


def respond(
    case: UUID,
    pk: UUID,
    *,
    actor: Any,
    response: str,
    on: date,
    held_by: str = "",
    representative: str = "",
    text: str = "",
) -> Discipline:
    """Record how the officer responded: a meeting, in writing, waived, or not at all.

    Args:
        case, pk: the complaint and the discipline.
        actor: needs ``discipline.work`` and the case.
        response: one of ``Response``.
        on: the day of it.
        held_by: who held the meeting; somebody who neither investigated nor proposed.
        representative: who came with the officer; of professional staff the union's.
        text: what was said.

    Raises:
        ValidationError: by field.
        MoveRefused: not possible now.
    """
    with working(actor, case):
        found = cases.discipline_of(case, pk)
        errors = _why_not_respond(found, response, on, held_by)
        if errors:
            raise ValidationError(dict(errors))
        values = {
            "response": response, "response_on": on, "response_with": tidy(held_by, lines=False)[:120],
            "representative": tidy(representative, lines=False)[:120], "response_text": tidy(text),
        }  # fmt: skip
        move(found, "respond", actor=actor, values=values)
    return found


def _why_not_respond(found: Discipline, response: str, on: date, held_by: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    held = response == Response.HELD
    if held and not tidy(held_by):
        errors["held_by"] = _("Say who held the meeting.")
    lead = str(getattr(found.complaint.lead, "name", ""))
    if held and lead and tidy(held_by).casefold() == lead.casefold():
        errors["held_by"] = _("Who investigated does not hold this meeting.")
    if on > today() or on < day_of(found.noticed_at):
        errors["on"] = _("This lies in the future, or before the notice.")
    too_early = found.respond_by is not None and today() <= found.respond_by
    if response == Response.NO_ANSWER and too_early:
        errors["response"] = _("The officer still has time to answer.")
    return errors


def decide(
    case: UUID, pk: UUID, *, actor: Any, outcome: str, penalty: str, reasons: str, amount: str = ""
) -> Discipline:
    """Decide what was proposed.

    Args:
        case, pk: the complaint and the discipline.
        actor: needs ``complaints.decide`` and the case; never who proposed it.
        outcome: one of ``Outcome``.
        penalty: one of ``Penalty``.
        reasons: why.
        amount: how much.

    Raises:
        ValidationError: by field.
        MoveRefused: not possible now, or against a rule.
    """
    with working(actor, case):
        found = cases.discipline_of(case, pk)
        if errors := rules.why_not_class(found.officer, penalty, amount):
            raise ValidationError(dict(errors))
        values = {
            "outcome": outcome, "decided": penalty, "decided_amount": tidy(amount, lines=False)[:60],
            "decided_on": today(), "decided_by": actor, "decided_reasons": tidy(reasons),
        }  # fmt: skip
        move(found, "decide", actor=actor, values=values)
    return found


def tell(case: UUID, pk: UUID, *, actor: Any, text: str, way: str = Way.PLATFORM) -> Discipline:
    """Tell the officer the decision in writing; from this day on it can be appealed.

    Args:
        case, pk: the complaint and the discipline.
        actor: needs ``discipline.work`` and the case.
        text: the decision, as the officer reads it.
        way: one of ``Way``.

    Raises:
        ValidationError: no text.
        MoveRefused: not possible now.
    """
    if not tidy(text):
        raise ValidationError({"text": _("Please write what the officer reads.")})
    with working(actor, case):
        found = cases.discipline_of(case, pk)
        sworn = isinstance(found, SwornDiscipline)
        given = terms.terms(sworn=sworn)
        until = terms.last_day(given.appeal_days)
        values = {"notified_on": today(), "appeal_until": until, "appeal_by": given.source}
        move(found, "notify", actor=actor, values=values)
        if sworn:
            move(found, "open_window", actor=audit.SYSTEM)
        officer = cases.officer_of(case, found.officer_id)
        papers.put(officer, actor=actor, kind=Paper.DECISION, text=text, way=way,
                   discipline_id=found.pk, due_on=until)  # fmt: skip
    return found


def record_appeal(case: UUID, pk: UUID, *, actor: Any, on: date) -> Discipline:
    """Record an appeal or a grievance that came another way than through the officer's own page.

    Args:
        case, pk: the complaint and the discipline.
        actor: needs ``discipline.work`` and the case.
        on: the day it reached the department.

    Raises:
        ValidationError: the day is to come, or outside the time to appeal.
        MoveRefused: not possible now.
    """
    with working(actor, case):
        found = cases.discipline_of(case, pk)
        if on > today():
            raise ValidationError({"on": _("This lies in the future.")})
        if found.notified_on and found.appeal_until and not found.notified_on <= on <= found.appeal_until:
            raise ValidationError({"on": _("The time to appeal had passed, or had not begun.")})
        move(found, "appeal", actor=actor, values={"appealed_on": on})
    return found


def hear(case: UUID, pk: UUID, *, actor: Any, on: date, before: str) -> Discipline:
    """Note when and before whom a sworn officer's appeal is heard.

    Raises:
        MoveRefused: not possible now, or something is missing.
    """
    with working(actor, case):
        found = cases.discipline_of(case, pk)
        values = {"hearing_on": on, "hearing_before": tidy(before, lines=False)[:120]}
        move(found, "hear", actor=actor, values=values)
    return found


def rule(
    case: UUID,
    pk: UUID,
    *,
    actor: Any,
    ruling: str,
    penalty: str,
    text: str,
    amount: str = "",
    results: dict[str, str] | None = None,
) -> Discipline:
    """Record how an appeal or a grievance ended; the findings become final as it says.

    Args:
        case, pk: the complaint and the discipline.
        actor: needs ``discipline.work`` and the case.
        ruling: one of ``Ruling``.
        penalty: the discipline that stands, one of ``Penalty``.
        text: what was ruled.
        amount: how much.
        results: finding id → what the hearing says of it; asked for every finding when overturned.

    Raises:
        ValidationError: by field.
        MoveRefused: not possible now.
    """
    with working(actor, case):
        found = cases.discipline_of(case, pk)
        errors = rules.why_not_class(found.officer, penalty, amount) | rules.why_not_rule(
            found, ruling, penalty, results or {}, findings.sustained(case, found.officer_id)
        )
        if errors:
            raise ValidationError(dict(errors))
        values = {
            "ruling": ruling, "ruled": penalty, "ruled_amount": tidy(amount, lines=False)[:60],
            "ruling_text": tidy(text), "rulings": results or {}, "ended_on": today(),
        }  # fmt: skip
        move(found, "rule", actor=actor, values=values)
    return found


def close(case: UUID, pk: UUID, *, actor: Any) -> Discipline:
    """Close discipline that is final.

    Raises:
        MoveRefused: not possible now.
    """
    with working(actor, case):
        found = cases.discipline_of(case, pk)
        move(found, "close", actor=actor)
    return found


def windows_passed(complaint: Complaint) -> int:
    """End the time to appeal of a case where it has passed, inside a look of the platform's for writing.

    Returns:
        How many became final.
    """
    done = 0
    for model in cases.MODELS:
        waiting = ("appeal_window", "grievance_window")
        rows = model.objects.within_look().filter(
            complaint=complaint, state__in=waiting, appeal_until__lt=today()
        )
        for found in rows.select_related("complaint", "officer"):
            move(found, "window_passed", actor=audit.SYSTEM, values={"ended_on": today()})
            done += 1
    return done

"""Serving papers: the only way anything about a case becomes visible to the officer it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.accountability.complaints import actions_officers
from commonbeat.accountability.complaints.looks import changing
from commonbeat.accountability.complaints.models import Finding, Officer
from commonbeat.kernel import attachments
from commonbeat.kernel.contact.actions import tidy

from . import cases, phases, telling, terms
from .enums import BY_STEPS, Paper, Way
from .models import Served

SERVE, WORK = "complaints.work", "discipline.work"
RESPONDED = (Paper.MATERIALS, Paper.MEETING)
TIMED = (*RESPONDED, Paper.COMMENT)
"""Papers an officer answers in writing, by a day."""


def notify(
    case: UUID, officer_id: UUID, *, actor: Any, text: str, way: str = Way.PLATFORM, files: Sequence[Any] = ()
) -> Served:
    """Tell an officer what a case is about: from this moment their own page shows that there is one.

    Args:
        case: the complaint.
        officer_id: the officer's row in it.
        actor: needs ``complaints.work`` and the case.
        text: the nature of the allegation, as the officer reads it.
        way: one of ``Way``.
        files: attachments or their tokens.

    Raises:
        ValidationError: by field; nobody was matched yet.
    """
    return serve(case, officer_id, actor=actor, kind=Paper.NOTICE, text=text, way=way, files=files)


def serve(
    case: UUID,
    officer_id: UUID,
    *,
    actor: Any,
    kind: str,
    text: str,
    way: str = Way.PLATFORM,
    why: str = "",
    finding_id: UUID | None = None,
    due_on: date | None = None,
    files: Sequence[Any] = (),
) -> Served:
    """Serve a paper, if its phase has come.

    Args:
        case: the complaint.
        officer_id: the officer's row in it.
        actor: needs ``complaints.work`` and the case.
        kind: one of ``Paper``; proposal and decision are served by their steps.
        text: what the officer reads.
        way: one of ``Way``.
        why: what makes it due now, where that is asked for.
        finding_id: which finding, for a finding.
        due_on: last day to answer, where it is not the law's.
        files: attachments or their tokens.

    Raises:
        ValidationError: by field.
        NotThere: no such case or officer, or not for this actor.
    """
    with changing(actor, case, SERVE, "discipline.served") as act:
        officer = cases.officer_of(case, officer_id, lock=True)
        errors = _errors(kind, text, way)
        if not errors and (refused := phases.why_not_serve(kind, cases.standing_of(officer), why)):
            errors = {"kind": refused}
        finding = _finding(officer, kind, finding_id, errors)
        if errors:
            raise ValidationError(dict(errors))
        if kind == Paper.NOTICE and not officer.notified:
            officer = actions_officers.notify_officer(case, officer.pk, actor=actor)
        made = put(officer, actor=actor, kind=kind, text=text, way=way, why=why, finding=finding,
                   due_on=due_on, files=files)  # fmt: skip
        act.details.update(paper=str(kind), officer=str(officer.pk), id=str(made.pk))
    return made


def _errors(kind: str, text: str, way: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if kind not in Paper.values or kind in BY_STEPS:
        errors["kind"] = _("Choose a paper.")
    if not tidy(text):
        errors["text"] = _("Please write what the officer reads.")
    if way not in Way.values:
        errors["way"] = _("Choose how it is served.")
    return errors


def _finding(officer: Officer, kind: str, pk: UUID | None, errors: dict[str, str]) -> Finding | None:
    """The finding a paper tells of: one about this officer, and adopted."""
    if kind != Paper.FINDING:
        return None
    rows = Finding.objects.within_look().filter(officer=officer).exclude(adopted="")
    found: Finding | None = rows.filter(pk=pk).first() if pk else None
    if found is None:
        errors.setdefault("finding", _("Choose the finding this tells of."))
    return found


def put(
    officer: Officer,
    *,
    actor: Any,
    kind: str,
    text: str,
    way: str = Way.PLATFORM,
    why: str = "",
    finding: Finding | None = None,
    discipline_id: UUID | None = None,
    due_on: date | None = None,
    files: Sequence[Any] = (),
    made_from: UUID | None = None,
) -> Served:
    """Write a paper down as served, inside the caller's look for writing; the caller has checked that it may be.

    Args:
        officer: who is served.
        actor: who serves.
        kind, text, way, why, due_on, files: as `serve`.
        finding: which one it tells of.
        discipline_id: which discipline it belongs to.
        made_from: the notice or interview it says again.
    """
    current = cases.current(officer) if discipline_id is None else None
    if kind == Paper.COMMENT and due_on is None:
        due_on = terms.last_day(terms.COMMENT_DAYS)
    made: Served = Served.objects.create(
        complaint_id=officer.complaint_id,
        officer=officer,
        account_id=officer.account_id,
        case_number=cases.officer_of(officer.complaint_id, officer.pk).complaint.number,
        discipline_id=discipline_id or (current.pk if current else None),
        finding=finding,
        made_from=made_from,
        kept_apart=finding.kept_apart if finding else False,
        in_file=bool(finding and finding.final and not finding.kept_apart),
        kind=kind,
        text=tidy(text),
        files=len(files),
        why=tidy(why, lines=False)[:300],
        way=way,
        served=True,
        served_at=timezone.now(),
        served_by_id=getattr(actor, "pk", None),
        due_on=due_on,
    )
    if files:
        attachments.attach(list(files), made)
    if officer.account is not None:
        telling.something_new(officer.account, made)
    return made


def note_receipt(
    case: UUID, paper_id: UUID, *, actor: Any, refused: bool, words: str = "", witness: Any = None
) -> Served:
    """Note that a paper served by hand was signed, or that the officer refuses to sign (Gov. Code 3305).

    Args:
        case: the complaint.
        paper_id: the paper.
        actor: needs ``complaints.work`` and the case.
        refused: signing was refused; a witness other than the officer vouches for it.
        words: name as signed, or what the officer said.
        witness: account of the witness; the actor, unless given.

    Raises:
        ValidationError: acknowledged already, or no name.
    """
    with changing(actor, case, SERVE, "discipline.receipt_noted") as act:
        paper = cases.paper_of(case, paper_id, lock=True)
        if paper.is_acknowledged:
            raise ValidationError({"": _("This paper is signed for already, or the refusal is noted.")})
        if refused:
            paper.refused_at, paper.refused_words = timezone.now(), tidy(words, lines=False)[:500]
            paper.witness_id = getattr(witness or actor, "pk", None)
            if paper.witness_id is None or paper.witness_id == paper.account_id:
                raise ValidationError(
                    {"witness": _("Somebody other than the officer vouches for a refusal.")}
                )
        elif not tidy(words):
            raise ValidationError({"words": _("Write the name as it was signed.")})
        else:
            paper.signed_at, paper.signed_as = timezone.now(), tidy(words, lines=False)[:120]
        paper.save()
        act.details.update(what="refused" if refused else "signed", id=str(paper.pk))
    return paper


def decide_time(case: UUID, paper_id: UUID, *, actor: Any, until: date | None, words: str) -> Served:
    """Answer an officer who asked for more time.

    Args:
        case: the complaint.
        paper_id: the paper.
        actor: needs ``complaints.work`` and the case.
        until: the new last day; ``None`` to decline.
        words: what the officer reads.

    Raises:
        ValidationError: nobody asked, a day that gives nothing, or no words.
    """
    with changing(actor, case, SERVE, "discipline.time_decided") as act:
        paper = cases.paper_of(case, paper_id, lock=True)
        if paper.time_asked_at is None or paper.time_answer:
            raise ValidationError({"": _("Nobody waits for more time here.")})
        if not tidy(words):
            raise ValidationError({"words": _("Please say it to the officer in a sentence.")})
        if until is not None and paper.due_on is not None and until <= paper.due_on:
            raise ValidationError({"until": _("This is no later than before.")})
        paper.time_answer, paper.time_given_at = tidy(words)[:1000], timezone.now() if until else None
        paper.due_on = until or paper.due_on
        paper.save()
        if until is not None and paper.kind in RESPONDED:
            _more_time_to_respond(paper, until)
        act.details.update(until=until.isoformat() if until else "no", id=str(paper.pk))
        if paper.account is not None:
            telling.something_new(paper.account, paper)
    return paper


def follow_account(officer: Officer) -> int:
    """Show an officer's papers to the account that is theirs now, and to no other one.

    Args:
        officer: with the account as it is now, inside a look of the platform's for writing.

    Returns:
        How many papers changed.
    """
    rows = Served.objects.within_look().filter(officer=officer, served=True)
    changed: int = rows.filter(account=None).update(account=officer.account_id) if officer.account_id else 0
    others = rows.exclude(account=officer.account_id).exclude(account=None)
    return changed + int(others.update(account=officer.account_id))


def _more_time_to_respond(paper: Served, until: date) -> None:
    """The opportunity to respond to a proposal is one, whatever papers it was given with."""
    Served.objects.within_look().filter(discipline_id=paper.discipline_id, kind__in=RESPONDED).update(
        due_on=until
    )
    for model in cases.MODELS:
        model.objects.within_look().filter(pk=paper.discipline_id).update(respond_by=until)

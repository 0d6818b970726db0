"""Asking, cancelling, keeping and withdrawing analyses."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.access import acting

from .enums import RunState
from .jobs import compute
from .measures import PAGES
from .measures.work import QUICK_ROWS, Work
from .models import Run, SavedAnalysis
from .scope import Scope


def ask(*, actor: Any, page: str, scope: Scope) -> Run:
    """Have a question computed: at once where it takes a moment, by the worker where it takes longer.

    Args:
        actor: who asks; needs ``workbench.read``.
        page: one of the workbench's pages.
        scope: which rows, and what else the page asks.

    Returns:
        The run, finished or queued.
    """
    entry = PAGES[page]
    details = {"page": page, "scope": scope.as_json()}
    with acting(actor, "workbench.read", "workbench.asked", object_kind="workbench_run") as act:
        run = Run.objects.create(
            page=page, question=scope.digest(page, entry.version), scope=scope.as_json(), asked_by=actor
        )
        act.object_id = str(run.pk)
        act.details.update(details)
        rows = Work(connection, scope, agency(), lambda at, words: None).rows_up_to(QUICK_ROWS + 1)
        quick = entry.quick(scope, rows)
        if not quick:
            compute.defer(run_id=str(run.pk))
    if quick:
        compute(run_id=str(run.pk))
        run.refresh_from_db()
    return run


def cancel(*, actor: Any, run: Run) -> Run:
    """Stop a computation: at once while it waits, at its next step while it runs.

    Args:
        actor: who asked for it, or somebody who may work in the workbench.
        run: the run.
    """
    capability = "workbench.read" if run.asked_by_id == actor.pk else "workbench.work"
    with acting(actor, capability, "workbench.cancelled", object_kind="workbench_run", object_id=str(run.pk)):
        run = Run.objects.select_for_update().get(pk=run.pk)
        run.cancel_asked = True
        if run.state == RunState.QUEUED:
            run.state, run.finished_at = RunState.CANCELLED, timezone.now()
        run.save(update_fields=["cancel_asked", "state", "finished_at"])
    return run


class NotKept(ValueError):
    """An analysis cannot be kept; the sentence says why."""


def save_analysis(
    *, actor: Any, run: Run, query: str, name: str, finding: str, in_report: bool
) -> SavedAnalysis:
    """Keep a finished view under a name, with the sentence it supports.

    Args:
        actor: needs ``workbench.work``.
        run: the finished computation behind the view.
        query: the address's filters, to open the view again.
        name: what it is called.
        finding: one sentence with its numbers.
        in_report: whether Monday's report shows it.

    Raises:
        NotKept: the computation has not finished, or name or sentence are missing.
    """
    if run.state != RunState.DONE:
        raise NotKept(_("Wait until it is computed; then keep it."))
    if not name.strip() or not finding.strip():
        raise NotKept(_("Give it a name, and one sentence on what it shows."))
    with acting(actor, "workbench.work", "workbench.saved", object_kind="analysis", reason=finding) as act:
        kept = SavedAnalysis.objects.create(
            name=name.strip(),
            page=run.page,
            query=query,
            run=run,
            finding=finding.strip(),
            in_report=in_report,
            saved_by=actor,
        )
        act.object_id = str(kept.pk)
        act.details.update(page=run.page, run=str(run.pk), in_report=in_report)
    return kept


def withdraw(*, actor: Any, saved: SavedAnalysis, reason: str) -> SavedAnalysis:
    """Take a saved analysis off the list and out of coming reports; it stays on file.

    Args:
        actor: needs ``workbench.work``.
        saved: the analysis.
        reason: why.

    Raises:
        NotKept: no reason was given.
    """
    if not reason.strip():
        raise NotKept(_("Say why it is withdrawn."))
    with acting(
        actor,
        "workbench.work",
        "workbench.withdrawn",
        object_kind="analysis",
        object_id=str(saved.pk),
        reason=reason,
    ):
        saved.withdrawn_at = timezone.now()
        saved.save(update_fields=["withdrawn_at"])
    return saved

"""Pages: every batch, one batch with its records and its manifest, the steps two people take."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commonbeat.kernel import workflow
from commonbeat.kernel.access import allowed, needs, require
from commonbeat.kernel.accounts.queries import names_of
from commonbeat.kernel.publish.files import safe_cell
from commonbeat.kernel.retention import batches, declare, walled
from commonbeat.kernel.retention.models import Batch, Item
from commonbeat.kernel.ui.forms import acted
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import clock
from commonbeat.kernel.ui.timeline import of_moves

from .forms import Approval, ItemFilter, Reason, Step, StepWithReason

STEPS: dict[str, tuple[Callable[..., None], str, type[Step], Any]] = {
    "review": (batches.review, "retention.propose", Step, gettext_lazy("The review is noted.")),
    "approve": (
        batches.approve,
        "retention.approve",
        Approval,
        gettext_lazy("Approved. The records are being disposed of."),
    ),
    "send_back": (batches.send_back, "retention.approve", StepWithReason, gettext_lazy("Sent back.")),
    "drop": (batches.drop, "retention.propose", StepWithReason, gettext_lazy("The batch is dropped. Nothing went.")),
}  # fmt: skip


@needs("retention.read")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All batches, newest first."""
    columns = (
        Column(
            _("Batch"), lambda one: one.number, href=lambda one: reverse("retention:batch", args=[one.pk])
        ),
        Column(_("State"), lambda one: workflow.state_of(one).title),
        Column(_("Proposed"), lambda one: clock(one.proposed_at)),
        Column(_("Done"), lambda one: clock(one.done_at) if one.done_at else None),
        Column(_("Disposed of"), _disposed, numeric=True),
    )
    shown = Listing(
        title=_("Disposal batches"),
        columns=columns,
        page=keyset_page(Batch.objects.all(), request.GET, order=("-proposed_at", "-id")),
        noun=(_("batch"), _("batches")),
        empty=_("No batch yet. One is proposed in the night when the time of some records is over."),
        actions=[(_("How long records are kept"), reverse("retention:rules"))],
    )
    return render(request, "ui/list.html", {"listing": shown})


def _disposed(batch: Batch) -> int | None:
    rules = batch.manifest.get("rules")
    return sum(one["disposed"] for one in rules) if rules is not None else None


@needs("retention.read")
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One batch: counts by rule, every record, who decided what."""
    batch = get_object_or_404(Batch, pk=pk)
    filters = ItemFilter(request.GET)
    wanted = filters.wanted.get("outcome")
    rows = batch.items.filter(outcome=wanted) if wanted else batch.items.all()
    may_take_out = batch.state == "proposed" and allowed(request.user, "retention.propose")
    names = names_of([str(key) for key in (batch.reviewed_by, batch.approved_by) if key])
    steps = [one for one in workflow.available(batch, request.user) if one.name in STEPS]
    context = {
        "batch": batch,
        "state": workflow.state_of(batch),
        "listing": _items(batch, filters, filters.only(rows), request, may_take_out),
        "rules": [(one, counts, batch.counts.get(one.name, {})) for one, counts in batches.by_rule(batch)],
        "steps": [one for one in steps if one.name != "approve" or batch.reviewed_by != request.user.pk],
        "own": batch.state == "reviewed" and batch.reviewed_by == request.user.pk,
        "reviewer": names.get(str(batch.reviewed_by), ""),
        "approver": names.get(str(batch.approved_by), ""),
        "timeline": of_moves(batch, {"system": "Commonbeat"}),
    }
    return render(request, "staff_retention/batch.html", context, status=filters.status)


def _items(batch: Batch, filters: ItemFilter, rows: Any, request: HttpRequest, may_take_out: bool) -> Listing:
    titles = {one.name: one.title for one in declare.rules()}
    page = keyset_page(rows, request.GET, order=("position", "id"))
    seen = walled.seen_by(request.user, page.rows)
    columns = [
        Column(_("Number"), lambda item: item.number if item.pk in seen else _("protected record")),
        Column(_("Rule"), lambda item: titles.get(item.rule, item.rule)),
        Column(_("Came in"), lambda item: clock(item.began_at) if item.pk in seen else None),
        Column(_("Counted from"), lambda item: clock(item.counted_at) if item.pk in seen else None),
        Column(_("What became of it"), lambda item: item.get_outcome_display()),
        Column(_("Why"), lambda item: item.reason, long=True),
    ]

    def free(item: Item) -> bool:
        return item.outcome == "waiting" and item.pk in seen

    if may_take_out:
        columns.append(
            Column(
                _("Keep it"),
                lambda item: _("Take out %(number)s") % {"number": item.number} if free(item) else None,
                href=lambda item: reverse("retention:take_out", args=[item.pk]) if free(item) else "",
            )
        )
    return Listing(
        title=_("Records"),
        columns=columns,
        page=page,
        noun=(_("record"), _("records")),
        filters=filters,
        empty=_("No record of this batch fits."),
    )


@needs("retention.read")
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Take a step of a batch; approving shows once more what goes."""
    if step not in STEPS:
        raise Http404(step)
    act, capability, kind, said = STEPS[step]
    require(request.user, capability, object_kind=Batch.PROCESS, object_id=str(pk))
    batch = get_object_or_404(Batch, pk=pk)
    last = workflow.last_move(batch)
    form = kind(
        request.POST if request.method == "POST" else None, initial={"seen": str(last.pk) if last else ""}
    )

    def taken(given: dict[str, Any]) -> None:
        names = {"reason", "seen"} if step in ("review", "approve") else {"reason"}
        act(batch, actor=request.user, **{name: given[name] for name in names & set(given)})

    if acted(request, form, taken, said):
        return redirect("retention:batch", pk=pk)
    title = workflow.process(batch.PROCESS).transition(step).title
    context = {
        "title": title, "form": form, "submit": title, "batch": batch, "step": step,
        "rules": list(batches.by_rule(batch)),
    }  # fmt: skip
    return render(request, "staff_retention/step.html", context)


@needs("retention.propose")
def take_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a record out of a batch that is being reviewed."""
    item = get_object_or_404(Item.objects.select_related("batch"), pk=pk)
    if not walled.seen_by(request.user, [item]):
        raise Http404
    form = Reason(request.POST or None)
    said = _("Taken out. It is proposed again later; place a hold to keep it longer.")
    if acted(request, form, lambda given: batches.take_out(item, actor=request.user, **given), said):
        return redirect("retention:batch", pk=item.batch_id)
    title = _("Take %(number)s out of the batch") % {"number": item.number}
    return render(request, "ui/form.html", {"title": title, "form": form, "submit": _("Take it out")})


@needs("retention.read")
@require_safe
def manifest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list a carried out batch leaves: numbers and dates, as CSV."""
    batch = get_object_or_404(Batch, pk=pk, state="done")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch.number}.csv"'
    writer = csv.writer(response)
    writer.writerow(["number", "rule", "came_in", "counted_from", "last_state", "outcome", "ended", "reason"])
    items = list(batch.items.order_by("position"))
    seen = walled.seen_by(request.user, items)
    for item in (one for one in items if one.pk in seen):
        ended = item.ended_at.isoformat() if item.ended_at else ""
        cells = [
            item.number, item.rule, item.began_at.isoformat(), item.counted_at.isoformat(), item.last_state,
            item.outcome, ended, item.reason,
        ]  # fmt: skip
        writer.writerow([safe_cell(one) for one in cells])
    return response

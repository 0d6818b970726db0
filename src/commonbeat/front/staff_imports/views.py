"""Pages: past imports, a new one, its preview, its result."""

import re

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonbeat.kernel import access, audit
from commonbeat.kernel.files import FileRefused
from commonbeat.kernel.intake.errors import IntakeError
from commonbeat.kernel.intake.models import IntakeRun
from commonbeat.kernel.intake.targets import capability, target
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page

from . import actions
from .allowing import a_run, opens, targets
from .forms import MappingText, Upload
from .queries import BUSY, OPEN, file_of, first_rejects, percent_done, preview, rejects_file, shown_to


@opens(writing=False)
def listing(request: HttpRequest) -> HttpResponse:
    """All imports, newest first."""
    columns = (
        Column(_("File"), lambda run: run.file_name, href=lambda run: reverse("imports:detail", args=[run.pk])),
        Column(_("What"), lambda run: target(run.target).title),
        Column(_("State"), lambda run: run.get_state_display()),
        *[
            Column(label, lambda run, name=name: getattr(run, name), numeric=True)
            for label, name in (
                (_("Read"), "read"), (_("Accepted"), "accepted"), (_("Updated"), "updated"),
                (_("Unchanged"), "unchanged"), (_("Rejected"), "rejected"),
            )
        ],
    )  # fmt: skip
    new = [(_("Bring a file in"), reverse("imports:new"))] if targets(request.user, writing=True) else []
    shown = Listing(
        title=_("Imports"),
        columns=columns,
        page=keyset_page(shown_to(request.user), request.GET, order=("-pk",)),
        noun=("import", "imports"),
        empty=_("Nothing has been imported yet."),
        actions=new,
    )
    return render(request, "ui/list.html", {"listing": shown})


@opens(writing=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file."""
    allowed = targets(request.user, writing=True)
    first = {"target": "calls" if "calls" in allowed else allowed[0], **request.GET.dict()}
    form = Upload(request.POST or None, request.FILES or None, initial=first, targets=allowed)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            run = actions.upload(request.user, data["file"], data["target"], data["mapping"])
        except (IntakeError, FileRefused) as error:
            # Stored files are named by their digest; the reader knows the file by its own name.
            form.add_error("file", re.sub(r"\b[0-9a-f]{64}\b", lambda digest: data["file"].name, str(error)))
        else:
            return redirect("imports:detail", pk=run.pk)
    context = {"title": _("Bring a file in"), "form": form, "submit": _("Upload and preview")}
    return render(request, "ui/form.html", context)


@opens(writing=False)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: preview and mapping, progress, or result."""
    run = a_run(request.user, pk, writing=False)
    return _page(request, run, MappingText(initial={"mapping": run.mapping_text}))


def _page(request: HttpRequest, run: IntakeRun, form: MappingText, **more: object) -> HttpResponse:
    may = access.allowed(request.user, capability(run.target, writing=True))
    may_run = may and run.state in OPEN and run.stored_file is not None
    context = {
        "run": run, "form": form, "may_run": may_run, "busy": run.state in BUSY, "title_of_target": target(run.target).title,
        "table": _preview(run) if may_run else None, "percent": percent_done(run), "rejects": first_rejects(run),
        "may_cancel": run.state in BUSY and not run.cancel_asked and may, **more,
    }  # fmt: skip
    response = render(request, "staff_imports/detail.html", context)
    if run.state in BUSY:
        response["Refresh"] = "3"
    return response


def _preview(run: IntakeRun) -> dict[str, object] | None:
    try:
        return preview(file_of(run).path)
    except IntakeError:
        return None


@opens(writing=True)
@require_POST
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the mapping without keeping anything."""
    run = a_run(request.user, pk, writing=True, stored_file__isnull=False)
    form = MappingText(request.POST)
    outcome = None
    if form.is_valid():
        try:
            outcome = actions.trial(request.user, run, form.cleaned_data["mapping"])
        except IntakeError as error:
            form.add_error("mapping", str(error))
    return _page(request, run, form, outcome=outcome)


@opens(writing=True)
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Import."""
    run = a_run(request.user, pk, writing=True, stored_file__isnull=False)
    form = MappingText(request.POST)
    if form.is_valid():
        try:
            if not actions.start(request.user, run, form.cleaned_data["mapping"]):
                messages.info(request, _("This import has been started already."))
            return redirect("imports:detail", pk=pk)
        except IntakeError as error:
            form.add_error("mapping", str(error))
    return _page(request, run, form)


@opens(writing=True)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an import that waits or runs."""
    run = a_run(request.user, pk, writing=True)
    if not actions.cancel(request.user, run):
        messages.info(request, _("This import has ended already."))
    return redirect("imports:detail", pk=pk)


@opens(writing=False)
def rejects(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rejected rows as CSV, to correct and bring in again."""
    run = a_run(request.user, pk, writing=False)
    path = rejects_file(run)
    if path is None:
        raise Http404
    audit.record("imports.rejects_read", actor=request.user, object_kind="import", object_id=run.pk)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"rejected-{run.pk}.csv", content_type="text/csv"
    )

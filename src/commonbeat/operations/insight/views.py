"""The weekly report in the staff console: read it, print it, answer its findings, release the public edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.city.places.models import Beat
from commonbeat.kernel.access import allowed, needs

from .actions import NotDecided, decide_finding, prepare_edition, release_edition
from .forms import DecisionForm, ReleaseForm
from .measures.week import ReportWeek
from .models import Edition, FindingDecision, WeeklyEdition
from .queries import decisions_on, editions_for, newest_edition
from .render import findings_of
from .render_html import render_html, render_json
from .render_page import page_of
from .render_pdf import render_pdf

KINDS = {
    "html": ("text/html; charset=utf-8", lambda content: render_html(content).encode()),
    "pdf": ("application/pdf", render_pdf),
    "json": ("application/json", lambda content: render_json(content).encode()),
}


@needs("report.read")
def latest(request: HttpRequest) -> HttpResponse:
    """The newest staff report, or what would fill this page."""
    newest = editions_for(request.user).filter(beat_code="").first()
    if newest:
        return redirect("report:week", week=newest.week)
    return render(request, "insight/none.html", {"week": None})


@needs("report.read")
def week(request: HttpRequest, week: str) -> HttpResponse:
    """One week's report as it was kept; asking with POST has it computed (again)."""
    asked = _week(week)
    edition, beat = _asked(request)
    if request.method == "POST":
        return _prepare(request, asked, edition, beat)
    kept = newest_edition(asked.name, edition, beat)
    if kept is None:
        return render(
            request,
            "insight/none.html",
            {
                "week": asked,
                "over": _over(asked),
                "can_prepare": allowed(request.user, "report.prepare"),
            },
            status=404,
        )
    return render(request, "insight/report.html", _context(request, asked, kept))


def _week(name: str) -> ReportWeek:
    """Return the week an address names; 404 for what is none."""
    try:
        return ReportWeek.parse(name, agency().week_start)
    except ValueError as wrong:
        raise Http404(str(wrong)) from wrong


def _over(asked: ReportWeek) -> bool:
    """Whether the moment has come that the week's report is to be known at."""
    return timezone.now() >= asked.as_of(agency().tz)


def _asked(request: HttpRequest) -> tuple[str, str]:
    """Return edition and beat from the address; an unknown edition counts as the staff edition.

    Raises:
        Http404: there never was such a beat.
    """
    edition = Edition.PUBLIC if request.GET.get("edition") == "public" else Edition.STAFF
    beat = "" if edition == Edition.PUBLIC else request.GET.get("beat", "")
    # A beat that has ended keeps the reports it had.
    if beat and ("\0" in beat or not Beat.objects.filter(code=beat).exists()):
        raise Http404(f"There is no beat {beat}.")
    return edition, beat


def _prepare(request: HttpRequest, asked: ReportWeek, edition: str, beat: str) -> HttpResponse:
    """Have a report computed and show it."""
    if not _over(asked):
        messages.error(request, _("This week is not over yet; its report can be prepared when it is."))
        return redirect(request.get_full_path())
    row = prepare_edition(actor=request.user, week=asked.name, edition=edition, beat=beat)
    words = _("Version %(n)s is on file.") % {"n": row.version}
    messages.success(request, words)
    return redirect(request.get_full_path())


def _context(request: HttpRequest, asked: ReportWeek, kept: WeeklyEdition) -> dict[str, Any]:
    """Return what the report's page needs beside the report itself."""
    found = list(findings_of(kept.content))
    weeks = (
        editions_for(request.user).filter(beat_code="").order_by("-first_day").values_list("week", flat=True)
    )
    can_answer = allowed(request.user, "report.manage") and kept.edition == Edition.STAFF
    return {
        "page": page_of(kept.content),
        "kept": kept,
        "week": asked,
        "weeks": sorted(set(weeks[:60]), reverse=True),
        "beats": Beat.objects.filter(valid_to=None).values_list("code", flat=True),
        "decisions": decisions_on([finding["id"] for finding in found]),
        "actions": can_answer,
        "can_prepare": allowed(request.user, "report.prepare"),
        "can_release": allowed(request.user, "report.release_public"),
    }


@needs("report.read")
def download(request: HttpRequest, week: str, kind: str) -> HttpResponseBase:
    """The kept report as a file: `html`, `pdf` or `json`."""
    asked = _week(week)
    edition, beat = _asked(request)
    kept = newest_edition(asked.name, edition, beat)
    if kept is None or kind not in KINDS:
        raise Http404
    content_type, draw = KINDS[kind]
    name = "-".join(part for part in ("report", asked.name, edition, beat) if part)
    disposition = f'attachment; filename="{name}.{kind}"'
    return HttpResponse(
        draw(kept.content), content_type=content_type, headers={"Content-Disposition": disposition}
    )


@needs("report.manage")
def answer(request: HttpRequest, week: str, key: str) -> HttpResponse:
    """Accept, decline, explain, note or close one finding of a kept report."""
    asked = _week(week)
    finding = _finding(asked, request.GET.get("beat", "")[:20], key)
    form = DecisionForm(request.POST or None, initial=_suggested(finding))
    if request.method == "POST" and form.is_valid():
        try:
            decide_finding(actor=request.user, finding=dict(finding), week=asked.name, **form.cleaned_data)
        except NotDecided as lacking:
            form.add_error(None, str(lacking))
        else:
            messages.success(request, _("Your answer is on file and stands beside the finding."))
            return redirect("report:week", week=asked.name)
    earlier = FindingDecision.objects.filter(finding_key=key).select_related("decided_by")
    context = {"form": form, "finding": finding, "week": asked, "earlier": earlier}
    return render(request, "insight/answer.html", context)


def _finding(asked: ReportWeek, beat: str, key: str) -> Mapping[str, Any]:
    """Return a finding of the kept staff report; 404 when there is none of that key."""
    kept = newest_edition(asked.name, Edition.STAFF, beat)
    for finding in findings_of(kept.content) if kept else ():
        if finding["id"] == key:
            return finding
    raise Http404


def _suggested(finding: Mapping[str, Any]) -> dict[str, str]:
    """Fill in what the report itself suggests."""
    return {key: finding.get(source) or "" for key, source in _SUGGESTED.items()}


_SUGGESTED = {"place": "where", "hours": "hours", "owner": "owner"}


@needs("report.release_public")
def release(request: HttpRequest, week: str) -> HttpResponse:
    """Look at the public edition and let it out, signed."""
    asked = _week(week)
    kept = newest_edition(asked.name, Edition.PUBLIC)
    if kept is None:
        raise Http404
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        release_edition(actor=request.user, edition_id=kept.id, reason=form.cleaned_data["reason"])
        messages.success(request, _("The public report is released."))
        return redirect(f"{reverse('report:week', kwargs={'week': asked.name})}?edition=public")
    context = {"form": form, "kept": kept, "page": page_of(kept.content), "week": asked}
    return render(request, "insight/release.html", context)

"""The twin of the public form: a clerk fills it in with somebody at the telephone, at the counter, or from paper."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.forms import QuestionForm

from . import actions, queries
from .asking import add_problems, forms_of, steps_for
from .forms import SourceForm
from .told import Told


@needs("reports.take")
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Which kind of report."""
    kinds = [
        (one, reverse("police_reports:key_in", args=[one.key])) for one in [*queries.open_types("staff")]
    ]
    more = reverse("police_reports:key_in", args=["supplement"])
    return render(request, "reports/choose.html", {"kinds": kinds, "more": more})


@never_cache
@needs("reports.take")
@require_http_methods(["GET", "POST"])
def key_in(request: HttpRequest, kind: str) -> HttpResponse:
    """All questions of a report on one page, in the same words the public reads."""
    try:
        steps = steps_for(kind)
    except KeyError:
        raise Http404("There is no such kind of report.") from None
    posted = request.POST if request.method == "POST" else None
    source = SourceForm(posted)
    pages = [(step, forms_of(step, data=posted)) for step in steps]
    forms = [form for _step, group in pages for form in group]
    problems: list[str] = []
    if any(form.rearranging for form in forms):
        for form in forms:
            form.rearranging = True  # nothing is complained about while a block is being added
    elif posted is not None:
        add_problems(forms)
        if all(form.is_valid() for form in forms) and source.is_valid():
            try:
                return _taken(request, kind, forms, source)
            except ValidationError as error:
                problems = [text for texts in error.message_dict.values() for text in texts]
    context = {
        "kind": kind,
        "pages": pages,
        "source": source,
        "problems": problems,
        "faults": [field for form in [source, *forms] for field in form if form.is_bound and field.errors],
    }
    status = 400 if context["faults"] or problems else 200
    return render(request, "reports/key_in.html", context, status=status)


def _taken(request: HttpRequest, kind: str, forms: list[QuestionForm], source: SourceForm) -> HttpResponse:
    """Take it in; the code is read out to the person, once."""
    given: dict[str, Any] = source.cleaned_data
    told = Told(
        kind=kind,
        language=given["language"],
        answers={form.version.key: form.answers() for form in forms},
        forms={form.version.key: form.version.number for form in forms},
        source=given["source"],
        supplement_to=" ".join(given["supplement_to"].split()),
    )
    with override(given["language"]):
        sent = actions.submit(told, actor=request.user, taken_by=request.user.pk)
    context = {
        "report": sent.report,
        "code": sent.code,
        "handovers": list(sent.report.handovers.all()),
        "may_read": allowed(request.user, "reports.read"),
    }
    return render(request, "reports/taken.html", context)

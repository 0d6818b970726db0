"""Asking the department, and reading what others asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Avg, Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import commonbeat.community.questions.public as public
from commonbeat.kernel.access.limits import TooMany, limited
from commonbeat.kernel.publish.queries import NotReleased, published
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.site import reader_language

from .forms import AskForm, SearchForm

MOST_AN_HOUR = 20
A_PAGE = 20


@never_cache  # the code is shown once: no cache and no "back" brings it up again on a shared computer
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; what was sent is kept at once, and the code shown once."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limited("questions.ask", request, most=MOST_AN_HOUR)
        given = dict(form.cleaned_data)
        try:
            taken = public.ask(language=reader_language(), door_token=given.pop("token"), **given)
        except ValidationError as wrong:
            refuse(form, wrong)
        else:
            return render(request, "portal_questions/sent.html", {"taken": taken, "wants": given["wants"]})
    newest = _rows().order_by("-answered_on", "-number")[:5]
    context = {"form": form, "newest": [_shown(row) for row in newest]}
    return render(request, "portal_questions/ask.html", context, status=400 if form.errors else 200)


def _rows() -> Any:
    """Answers that may be read in this language or the other one; none before the first release."""
    try:
        rows = published("questions").rows()
    except NotReleased:
        return _none()
    return rows.filter(Q(answer_en__gt="") | Q(answer_es__gt=""))


def _none() -> Any:
    from commonbeat.kernel.publish import dataset

    return dataset("questions").rows().none()


def _shown(row: Any) -> dict[str, Any]:
    """A published answer in the reader's language, or in the one it has."""
    own = reader_language()
    code = own if getattr(row, f"answer_{own}") else "en" if own == "es" else "es"
    return {
        "number": row.number,
        "question": getattr(row, f"question_{code}"),
        "answer": getattr(row, f"answer_{code}"),
        "language": code,
        "topic": dict(public.topics()).get(row.topic, ""),
        "days": row.days,
        "answered_on": row.answered_on,
    }


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Published answers, with a search; the filters live in the address."""
    form = SearchForm(request.GET)
    rows = _rows().order_by("-answered_on", "-number")
    if form.is_valid():
        for word in form.cleaned_data["q"].split()[:6]:
            said = Q()
            for name in ("question_en", "answer_en", "question_es", "answer_es"):
                said |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(said)
        if topic := form.cleaned_data["topic"]:
            rows = rows.filter(topic=topic)
    else:
        rows = rows.none()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": [_shown(row) for row in page], "n": page.paginator.count}
    return render(request, "portal_questions/answers.html", context, status=200 if form.is_valid() else 400)


@require_safe
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """One published answer."""
    return render(request, "portal_questions/answer.html", {"one": _one(number)})


def _one(number: str) -> dict[str, Any]:
    row = _rows().filter(number=number).first()
    if row is None:
        raise Http404
    return _shown(row)


@require_POST
def useful(request: HttpRequest, number: str) -> HttpResponse:
    """Count a yes or no: one for each answer and hour from one place, and nothing is kept of who said it."""
    one = _one(number)
    said = request.POST.get("useful", "")
    if said in ("yes", "no"):
        try:
            limited(f"questions.useful.{number}", request, most=1)
        except TooMany:
            note = _("You told us already. Thank you.")
        else:
            public.count_useful(number, said == "yes")
            note = _("Thank you. It helps us to write better answers.")
    else:
        note = _("Please choose yes or no.")
    return render(request, "portal_questions/answer.html", {"one": one, "note": note})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules by which questions are not taken or not shown, and how often each was used."""
    try:
        rows = published("questions").rows()
    except NotReleased:
        rows = _none()
    ruled = rows.exclude(rule="").values_list("rule")
    refused = dict(ruled.filter(state="set_aside").annotate(n=Count("pk")))
    unseen = dict(ruled.exclude(state="set_aside").annotate(n=Count("pk")))  # the asker alone has an answer
    context = {
        "rules": [(label, refused.get(value, 0), unseen.get(value, 0)) for value, label in public.rules()],
        "total": rows.count(),
        "days": rows.aggregate(days=Avg("days"))["days"],
        "refused": sum(refused.values()),
        "unseen": sum(unseen.values()),
    }
    return render(request, "portal_questions/rules.html", context)

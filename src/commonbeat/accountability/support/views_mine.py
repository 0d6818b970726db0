"""The officer's own page: every figure, every alert, what was said and agreed, and their own words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.kernel import workflow
from commonbeat.kernel.access import needs
from commonbeat.kernel.ui.forms import acted
from commonbeat.kernel.walls import looking
from commonbeat.kernel.walls.lookups import lookups

from . import actions, gate, queries
from .enums import Help
from .forms import AnswerForm
from .measures import LIMITS
from .models import Answer, File, FollowUp, Meeting, Outcome, Plan
from .shown import period_title, shown

OWN = "support.own"


@needs(OWN)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What is held about me, why, and what I say to it."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **refused: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "on": gate.switched_on(),
        "limits": LIMITS,
        "form": AnswerForm(),
        "title": _("My file"),
    }
    with looking(request.user, "support_own"):
        file = File.objects.within_look().first()
        if file is not None:
            context |= {
                "file": file,
                "sheets": [shown(one) for one in queries.sheets(file)],
                "alerts": [
                    (one, one.get_indicator_display(), period_title(one), workflow.state_of(one).title)
                    for one in queries.alerts(open_only=False)
                ],
                "meetings": list(Meeting.objects.within_look()),
                "plans": [
                    (one, [Help(word).label for word in one.helps]) for one in Plan.objects.within_look()
                ],
                "followups": list(FollowUp.objects.within_look()),
                "outcomes": list(Outcome.objects.within_look()),
                "answers": list(Answer.objects.within_look()),
                "lookups": lookups(file.pk, through=file)[:50],
            }
        return render(request, "support/mine.html", {**context, **refused}, status=status)


@needs(OWN)
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Keep what I say."""
    form = AnswerForm(request.POST)
    said = _("Your words are on file.")
    if acted(request, form, lambda given: actions.answer(actor=request.user, **given), said):
        return redirect("support:mine")
    return _page(request, 400, form=form)

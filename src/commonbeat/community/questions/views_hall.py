"""Staff pages of town halls: the calendar, one evening, the moderators' board."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.live import live_url
from commonbeat.kernel.workflow import MoveRefused, process, state_of

from . import actions_hall, forms, hall_texts, keys
from .models import HallQuestion, TownHall
from .process import WAITING
from .qr import square_code

AT_ONCE = 40  # cards in a column: nobody reads more, and the board stays quick in a full hall
STEPS = ("approve", "stage", "unstage", "follow_up", "decline", "bring_back", "merge", "answer")


@needs("questions.read")
@require_GET
def halls(request: HttpRequest) -> HttpResponse:
    """Every town hall, the next one first."""
    rows = [(hall, state_of(hall)) for hall in TownHall.objects.order_by("-starts_at")[:200]]
    return render(
        request, "questions/halls.html", {"halls": rows, "may_host": allowed(request.user, "questions.host")}
    )


@needs("questions.host")
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Put an evening on the calendar."""
    form = forms.HallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hall = actions_hall.plan(form.made(request.user), actor=request.user)
        messages.success(request, _("The town hall is planned."))
        return redirect("questions:hall", slug=hall.slug)
    context = {"title": _("Plan a town hall"), "form": form, "submit": _("Plan it")}
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


@needs("questions.host")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an evening that is not over."""
    hall = get_object_or_404(TownHall, slug=slug)
    form = forms.HallForm(request.POST or None, instance=hall)
    if request.method == "POST" and form.is_valid():
        try:
            actions_hall.change(form.save(commit=False), actor=request.user)
        except actions_hall.NotOpen as over:
            messages.error(request, str(over))
        else:
            messages.success(request, _("The change is kept."))
        return redirect("questions:hall", slug=slug)
    context = {"title": _("Change the town hall"), "form": form, "submit": _("Keep it")}
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


@needs("questions.read")
@require_GET
def hall(request: HttpRequest, slug: str) -> HttpResponse:
    """One evening: what, when, how to take part, what became of it."""
    return _hall(request, get_object_or_404(TownHall, slug=slug), None)


def _hall(request: HttpRequest, one: TownHall, form: forms.CloseForm | None) -> HttpResponse:
    may_host = allowed(request.user, "questions.host")
    counts = {state.name: 0 for state in process(HallQuestion.PROCESS).states}
    for state in one.questions.values_list("state", flat=True):
        counts[state] += 1
    rows = [(state.title, counts[state.name]) for state in process(HallQuestion.PROCESS).states]
    address = request.build_absolute_uri(f"/town-hall/{one.slug}/")
    closing = may_host and one.state != "closed"
    context = {
        "hall": one,
        "state": state_of(one),
        "counts": rows,
        "total": sum(counts.values()),
        "may_host": may_host,
        "may_moderate": allowed(request.user, "questions.moderate"),
        "key_lives": keys.lives(one.pk),
        "address": address,
        "code": square_code(address, title=_("Square code of the event's page")),
        "close_form": form or (forms.CloseForm() if closing else None),
        "waiting_texts": actions_hall.waiting_texts(one) if closing else 0,
    }
    return render(request, "questions/hall.html", context, status=400 if form and form.errors else 200)


@needs("questions.host")
@require_POST
def open_hall(request: HttpRequest, slug: str) -> HttpResponse:
    """Open an evening: its key is made."""
    one = get_object_or_404(TownHall, slug=slug)
    try:
        actions_hall.open_hall(one, actor=request.user)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return redirect("questions:hall", slug=slug)
    messages.success(request, _("The town hall is open. Questions come in here."))
    return redirect("questions:board", slug=slug)


@needs("questions.host")
@require_POST
def close_hall(request: HttpRequest, slug: str) -> HttpResponse:
    """End an evening: its key is destroyed."""
    one = get_object_or_404(TownHall, slug=slug)
    form = forms.CloseForm(request.POST)
    if form.is_valid():
        try:
            left = actions_hall.close_hall(one, actor=request.user, reason=form.cleaned_data["reason"])
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            said = _("The evening is over and its key destroyed. Questions to answer later: %(n)s.")
            messages.success(request, said % {"n": left})
        return redirect("questions:hall", slug=slug)
    return _hall(request, one, form)


@needs("questions.read")
@require_GET
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """The live board for panel and moderators."""
    one = get_object_or_404(TownHall, slug=slug)
    context = {**_board(request, one), "live": live_url(actions_hall.topic_of(one))}
    return render(request, "questions/board.html", context)


@needs("questions.read")
@require_GET
def board_piece(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the board that changes by itself."""
    return render(request, "questions/_board.html", _board(request, get_object_or_404(TownHall, slug=slug)))


def _board(request: HttpRequest, one: TownHall) -> dict[str, Any]:
    """The questions by where they stand, most votes first."""
    rows = list(one.questions.prefetch_related("alarms", "merged").order_by("-votes", "number"))
    by_state: dict[str, list[HallQuestion]] = {}
    for row in rows:
        by_state.setdefault(row.state, []).append(row)
    pending = sorted(by_state.get("pending", []), key=lambda row: row.number)
    done = [row for name in ("answered", "to_follow_up") for row in by_state.get(name, [])]
    return {
        "hall": one,
        "state": state_of(one),
        "on_stage": by_state.get("on_stage", []),
        "approved": by_state.get("approved", [])[:AT_ONCE],
        "approved_count": len(by_state.get("approved", [])),
        "pending": pending[:AT_ONCE],
        "pending_count": len(pending),
        "done": done if one.state == "closed" else done[:AT_ONCE],
        "done_count": len(done),
        "declined": by_state.get("declined", []),
        "merged_count": len(by_state.get("merged", [])),
        "people": one.people if one.state == "closed" else one.voices.count(),
        "rules": forms.RuleForm().fields["rule"].choices[1:],
        "others": [(row.number, row.text[:60]) for row in rows if row.state in WAITING],
        "may_moderate": allowed(request.user, "questions.moderate") and one.state != "planned",
        "drawn_at": timezone.now(),
    }


@needs("questions.moderate")
@require_POST
def moderate(request: HttpRequest, slug: str, number: int, step: str) -> HttpResponse:
    """Move one question a step."""
    question = get_object_or_404(HallQuestion.objects.select_related("hall"), hall__slug=slug, number=number)
    if step not in STEPS:
        raise Http404
    try:
        if step == "merge":
            _merge(request, question)
        elif step == "answer":
            values = {name: request.POST.get(name, "").strip()[:3000] for name in ("answer_en", "answer_es")}
            actions_hall.moderate(question, step, actor=request.user, values=values)
        elif step == "decline":
            actions_hall.moderate(
                question, step, actor=request.user, values={"rule": request.POST.get("rule", "")}
            )
        else:
            why = {"unstage": _("Back in line."), "bring_back": _("Looked at again.")}.get(step, "")
            actions_hall.moderate(question, step, actor=request.user, reason=why)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    except ValueError as refused:
        messages.error(request, str(refused))
    return redirect("questions:board", slug=slug)


def _merge(request: HttpRequest, question: HallQuestion) -> None:
    typed = request.POST.get("into", "")
    into = (
        question.hall.questions.filter(number=int(typed)).first()
        if typed.isdecimal() and len(typed) < 6
        else None
    )
    if into is None:
        raise ValueError(_("Choose another question of this evening that is waiting."))
    actions_hall.merge(question, actor=request.user, into=into)


@needs("questions.moderate")
@require_POST
def reply(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write privately to whoever asked, while the key lives."""
    question = get_object_or_404(HallQuestion, hall__slug=slug, number=number)
    try:
        hall_texts.reply_privately(question, actor=request.user, body=request.POST.get("body", ""))
    except ValueError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The message is on its way. Nobody sees the number."))
    return redirect("questions:alarms")

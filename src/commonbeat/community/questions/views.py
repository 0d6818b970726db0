"""Staff pages of questions: the list, one question, writing one down, alarms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel import clocks, contact
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.live import live_url
from commonbeat.kernel.ui.forms import acted, tried
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import ago
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.workflow import available, state_of

from . import actions, alarms, forms, queries
from .models import Alarm, Question
from .process import ANSWERED
from .promises import ANSWER

LONGEST_CELL = 110


@needs("questions.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The list, newest first; its filters live in the address."""
    filters = forms.Filters(request.GET)
    page = keyset_page(
        filters.only(queries.filtered(request.user, filters.wanted)), request.GET, order=queries.ORDER
    )
    standing = clocks.newest((ANSWER,), page.rows)
    may_write = allowed(request.user, "questions.answer")
    shown = Listing(
        title=_("Questions"),
        columns=_columns(standing),
        page=page,
        noun=("question", "questions"),
        filters=filters,
        empty=_("No question matches. They come in by web, text and mail, or are written down here."),
        actions=[(_("Write one down"), reverse("questions:key_in"))] if may_write else [],
    )
    context = {"listing": shown, "alarms": _alarms_for(request)}
    return render(request, "questions/list.html", context, status=filters.status)


def _columns(standing: dict[Any, Any]) -> list[Column]:
    def short(one: Question) -> str:
        return one.text if len(one.text) <= LONGEST_CELL else f"{one.text[:LONGEST_CELL]}…"

    def due(one: Question) -> str:
        clock = standing.get(one.pk)
        return clocks.due_text(clock) if clock else ""

    def _unbroken(one: Question) -> str:
        return format_html('<span class="cb-nowrap">{}</span>', one.number)

    return [
        Column(_("Number"), _unbroken, href=lambda one: reverse("questions:detail", args=[one.pk])),
        Column(_("Question"), short, long=True),
        Column(_("Topic"), lambda one: one.get_topic_display()),
        Column(_("Way"), lambda one: one.get_channel_display()),
        Column(_("State"), lambda one: state_of(one).title),
        Column(_("Promise"), due),
        Column(_("Owner"), lambda one: one.owner.name if one.owner else "–"),
        Column(_("Age"), lambda one: ago(one.asked_at)),
    ]


def _alarms_for(request: HttpRequest) -> int:
    """How many alarms wait, for those who see to them."""
    return len(alarms.open_alarms()) if allowed(request.user, alarms.CAPABILITY) else 0


@needs("questions.answer")
@require_http_methods(["GET", "POST"])
def key_in(request: HttpRequest) -> HttpResponse:
    """Write down a question that came another way; the code is shown once, to be read out or passed on."""
    form = forms.KeyInForm(request.POST or None)
    done = tried(form, lambda given: actions.key_in(actor=request.user, **given))
    if done is not None:
        return render(request, "questions/keyed_in.html", {"done": done})
    context = {"title": _("Write a question down"), "form": form, "submit": _("Keep it")}
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


@needs("questions.read")
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question: what was asked, the promise, the conversation, what can be done next."""
    question = get_object_or_404(Question, pk=pk)
    conversation = contact.conversation_of(question)
    if conversation is not None:
        contact.seen_by(conversation, "department")
    return _detail(request, question)


def _detail(request: HttpRequest, question: Question, **bound: Any) -> HttpResponse:
    """The page of a question, with a form that could not be read where there is one."""
    steps = {step.name for step in available(question, request.user)}
    conversation = contact.conversation_of(question)
    clock = clocks.clock_of(ANSWER, question)
    may_answer = allowed(request.user, "questions.answer")
    may_moderate = allowed(request.user, "questions.moderate")
    offers = {
        "answer_form": forms.AnswerForm() if "answer" in steps else None,
        "clarify_form": forms.WordsForm(prefix="clarify") if "clarify" in steps else None,
        "extend_form": forms.WordsForm(prefix="extend") if may_answer and _may_extend(clock) else None,
        "aside_form": forms.SetAsideForm(prefix="aside") if "set_aside" in steps else None,
        "owner_form": forms.OwnerForm(initial={"owner": question.owner_id}) if may_answer else None,
        "note_form": forms.WordsForm(prefix="note") if may_answer and conversation else None,
        "publish_form": None,
        "rule_form": None,
    }
    if may_moderate and question.wants_public and question.state in ANSWERED:
        offers["publish_form"] = forms.PublishForm(initial=_as_published(question))
        offers["rule_form"] = forms.RuleForm(prefix="rule")
    context = {
        "question": question,
        "state": state_of(question),
        "clock": clock,
        "due": clocks.due_text(clock) if clock else "",
        "stands_still": may_answer and clock is not None and clock.is_running and clock.still_since,
        "go_on_step": "go_on" in steps,
        "may_see_person": conversation is not None
        and may_answer
        and allowed(request.user, "contact.identity"),
        "utterances": contact.utterances(conversation, viewer="staff") if conversation else [],
        "conversation": conversation,
        "timeline": of_moves(question, {"resident": _("the asker")}),
        "alarms": question.alarms.order_by("raised_at"),
        "may_moderate": may_moderate,
        "evening": question.hall_question.hall if question.hall_question else None,
    }
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "questions/detail.html", {**context, **offers, **bound}, status=status)


def _may_extend(clock: Any) -> bool:
    return (
        clock is not None
        and clock.is_running
        and clock.still_since is None
        and not clock.is_late(clocks.now())
    )


def _as_published(question: Question) -> dict[str, str]:
    """What the form begins with: what is published, else the words as they are."""
    words = {
        name: getattr(question, name) for name in ("question_en", "answer_en", "question_es", "answer_es")
    }
    if not any(words.values()):
        words[f"question_{question.language}"] = question.text
        words[f"answer_{question.language}"] = question.answer
    return words


def _act(request: HttpRequest, question: Question, form: Any, name: str, act: Any, said: Any) -> HttpResponse:
    """Do something with a filled-in form; what is refused comes back with what was typed."""
    if acted(request, form, act, said):
        return redirect("questions:detail", pk=question.pk)
    return _detail(request, get_object_or_404(Question, pk=question.pk), **{name: form})


@needs("questions.answer")
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the answer."""
    question = get_object_or_404(Question, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.step(question, given["outcome"], actor=request.user, values={"answer": given["answer"]})

    form = forms.AnswerForm(request.POST)
    return _act(request, question, form, "answer_form", act, _("The answer is given, and the asker is told."))


SIMPLE = {
    "clarify": (
        "clarify_form",
        gettext_lazy("The asker is asked. The clock stands still until they write back."),
    ),
    "extend": ("extend_form", gettext_lazy("The clock stands still, and the asker reads why.")),
    "note": ("note_form", gettext_lazy("The note is kept. The asker does not see it.")),
}


@needs("questions.answer")
@require_POST
def say(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """Ask the asker something, extend the clock for a lawful reason, or keep a note."""
    question = get_object_or_404(Question, pk=pk)

    def act(given: dict[str, Any]) -> None:
        if what == "clarify":
            actions.step(question, "clarify", actor=request.user, reason=given["reason"])
        elif what == "extend":
            actions.extend(question, actor=request.user, reason=given["reason"])
        elif conversation := contact.conversation_of(question):
            contact.note(conversation, actor=request.user, text=given["reason"])

    name, said = SIMPLE[what]
    return _act(request, question, forms.WordsForm(request.POST, prefix=what), name, act, said)


@needs("questions.answer")
@require_POST
def go_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the clock run on."""
    question = get_object_or_404(Question, pk=pk)
    try:
        if question.state == "needs_clarification":
            actions.step(question, "go_on", actor=request.user, reason=_("We went on without waiting."))
        else:
            actions.go_on(question, actor=request.user)
    except ValueError as refused:
        messages.error(request, str(refused))
    return redirect("questions:detail", pk=pk)


@needs("questions.answer")
@require_POST
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who answers."""
    question = get_object_or_404(Question, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.assign(question, actor=request.user, owner=given["owner"])

    return _act(request, question, forms.OwnerForm(request.POST), "owner_form", act, _("The owner is kept."))


@needs("questions.moderate")
@require_POST
def set_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do not take a question, by a published rule."""
    question = get_object_or_404(Question, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.step(
            question, "set_aside", actor=request.user, reason=given["reason"], values={"rule": given["rule"]}
        )

    form = forms.SetAsideForm(request.POST, prefix="aside")
    return _act(
        request, question, form, "aside_form", act, _("The question is set aside, and the asker reads why.")
    )


@needs("questions.moderate")
@require_POST
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put question and answer where everybody reads them."""
    question = get_object_or_404(Question, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.publish(question, actor=request.user, words=given)

    return _act(
        request, question, forms.PublishForm(request.POST), "publish_form", act, _("It is published.")
    )


@needs("questions.moderate")
@require_POST
def keep_private(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep an answer off the public page, or take it off again."""
    question = get_object_or_404(Question, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.decline_publication(question, actor=request.user, rule=given["rule"])

    form = forms.RuleForm(request.POST, prefix="rule")
    return _act(
        request,
        question,
        form,
        "rule_form",
        act,
        _("It is not on the public page. The rule is counted there."),
    )


@needs("questions.moderate")
@require_GET
def alarm_list(request: HttpRequest) -> HttpResponse:
    """Messages that need a person now."""
    return render(request, "questions/alarms.html", {**_alarms(), "live": live_url(alarms.TOPIC)})


@needs("questions.moderate")
@require_GET
def alarm_piece(request: HttpRequest) -> HttpResponse:
    """The part of that page that changes by itself."""
    return render(request, "questions/_alarms.html", _alarms())


def _alarms() -> dict[str, Any]:
    done = Alarm.objects.exclude(acknowledged_at=None).select_related("question", "hall_question__hall")
    return {"open": alarms.open_alarms(), "done": done.order_by("-acknowledged_at")[:20]}


@needs("questions.moderate")
@require_POST
def acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what was done."""
    alarm = get_object_or_404(Alarm, pk=pk)
    try:
        alarms.acknowledge(alarm, actor=request.user, done=request.POST.get("done", ""))
    except ValueError as lacking:
        messages.error(request, str(lacking))
    else:
        messages.success(request, _("It is kept with your name."))
    return redirect("questions:alarms")

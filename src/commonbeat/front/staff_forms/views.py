"""Pages: all forms, one form as residents see it, a change, an earlier version, uploads that were refused."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonbeat.kernel import forms as questions
from commonbeat.kernel.access import needs
from commonbeat.kernel.accounts.queries import names_of
from commonbeat.kernel.attachments import refusals, scanners
from commonbeat.kernel.forms import FormVersion, Overtaken, UnknownForm
from commonbeat.kernel.ui.site import current_site

from .forms import Change, Reason

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """One form in the list."""

    key: str
    title: str
    now: FormVersion
    asked: int
    news: bool


@dataclass(frozen=True)
class Preview:
    """A version in one language, as residents see it."""

    code: str
    name: str
    title: str
    intro: str
    form: Any


@needs("forms.manage")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All forms."""
    rows = []
    for form in questions.forms():
        now = questions.current(form.key)
        asked = sum(one.kind != "info" for one in now.definition.questions())
        title = now.definition.title.said(translation.get_language())
        rows.append(
            Row(form.key, title, now, asked, questions.shipped_news(form.key) and not now._state.adding)
        )
    return render(request, "staff_forms/list.html", {"rows": rows})


def _found(key: str, number: int | None = None) -> FormVersion:
    """A version, or the page that says there is none."""
    try:
        questions.form(key)
        return questions.current(key) if number is None else questions.version(key, number)
    except UnknownForm as unknown:
        raise Http404(str(unknown)) from unknown


def _previews(shown: FormVersion) -> list[Preview]:
    """The form in each language of the site; nothing of it can be sent."""
    made = []
    for code in current_site().languages:
        with translation.override(code):
            form = questions.build(shown, prefix=code)
            definition = shown.definition
            made.append(
                Preview(
                    code, get_language_info(code)["name_local"].capitalize(), definition.title.said(code),
                    definition.intro.said(code), form,
                )
            )  # fmt: skip
    return made


def _page(request: HttpRequest, shown: FormVersion) -> HttpResponse:
    """One version: in both languages, with the history."""
    history = questions.history(shown.key)
    names = names_of([one.made_by for one in history if one.made_by])
    context = {
        "shown": shown, "now": history[0], "previews": _previews(shown),
        "history": [(one, names.get(one.made_by, one.made_by)) for one in history],
        "is_current": history[0].number == shown.number, "keeps": questions.form(shown.key).keeps,
        "news": not history[0]._state.adding and questions.shipped_news(shown.key),
    }  # fmt: skip
    return render(request, "staff_forms/detail.html", context)


@needs("forms.manage")
@require_safe
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """What is asked now."""
    return _page(request, _found(key))


@needs("forms.manage")
@require_safe
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What was asked in one version."""
    return _page(request, _found(key, number))


@needs("forms.manage")
@require_safe
def text(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A version's definition, to be edited elsewhere."""
    found = _found(key, number)
    response = HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.key}-{found.number}.toml"'
    return response


@needs("forms.manage")
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Look at new questions before anybody else does, then take them over."""
    now = _found(key)
    initial = {
        "text": questions.form(key).text if "shipped" in request.GET else now.text,
        "based_on": now.number,
    }
    form = Change(request.POST or None, request.FILES or None, key=key, initial=initial)
    previews: list[Preview] = []
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["definition_text"]
        if "take_over" in request.POST and _taken_over(request, form, key, sent):
            return redirect("staff_forms:detail", key=key)
        previews = _previews(FormVersion(key=key, number=now.number + 1, text=sent, sha256=""))
        if form.cleaned_data.get("file"):
            # A chosen file is not sent a second time: its text goes on in the page.
            form = Change({**request.POST.dict(), "text": sent}, key=key)
    context = {"form": form, "now": now, "previews": previews, "key": key}
    return render(request, "staff_forms/change.html", context)


def _taken_over(request: HttpRequest, form: Change, key: str, sent: str) -> bool:
    """Take the questions over; whatever stands against it is said at its field."""
    data = form.cleaned_data
    if not data["reason"].strip():
        form.add_error("reason", _("Say why the questions change."))
        return False
    try:
        made = questions.take_over(
            key, sent, actor=request.user, reason=data["reason"], based_on=data["based_on"]
        )
    except (Overtaken, ValueError) as refused:
        form.add_error("text", str(refused))
        return False
    messages.success(request, _("Version %(number)s is asked from now on.") % {"number": made.number})
    return True


@needs("forms.manage")
def back(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Ask an earlier version's questions again, as a new version."""
    earlier = _found(key, number)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = questions.take_over(
                key, earlier.text, actor=request.user, reason=form.cleaned_data["reason"]
            )
        except ValueError as refused:
            form.add_error("reason", str(refused))
        else:
            said = _("The questions of version %(old)s are asked again, as version %(new)s.")
            messages.success(request, said % {"old": number, "new": made.number})
            return redirect("staff_forms:detail", key=key)
    title = _("Go back to the questions of version %(number)s") % {"number": number}
    context = {"title": title, "form": form, "submit": _("Ask these questions again")}
    return render(request, "ui/form.html", context)


@needs("forms.manage")
@require_safe
def uploads(request: HttpRequest) -> HttpResponse:
    """What was refused in the last month, and who looks at uploads."""
    since = (timezone.now() - LOOK_BACK).date()
    return render(
        request, "staff_forms/uploads.html", {"rows": refusals(since), "scanners": scanners(), "since": since}
    )

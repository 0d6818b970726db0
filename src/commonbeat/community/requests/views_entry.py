"""Entering a request for somebody who called, came by, wrote on paper or sent a text: the same questions, one queue."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonbeat.kernel import forms as questions
from commonbeat.kernel.access import needs
from commonbeat.kernel.ui.site import reader_language

from .catalogue import categories
from .forms import EntryForm
from .locating import chosen, locate
from .models import Category, in_language
from .shown import PlaceFound, SubmitRefused
from .submitting import submit

ON_FIELDS = {"place", "description", "name", "phone", "email", "wants"}


@needs("requests.work")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Pick a category, fill in what the caller says, then read out the code."""
    code = request.GET.get("category", "")[:60].replace("\0", "")
    kind = Category.objects.filter(code=code, active=True).first()
    if kind is None:
        groups = categories(reader_language())
        return render(request, "requests/new_kind.html", {"groups": groups, "title": _("What is it about?")})
    if kind.stop_kind:
        words = {"title": in_language(kind, "name"), "stop": in_language(kind, "stop"), "kind": kind}
        return render(request, "requests/new_stop.html", words)
    return _entry(request, kind)


def _entry(request: HttpRequest, kind: Category) -> HttpResponse:
    """The form of one category."""
    form = EntryForm(request.POST or None, initial={"key": secrets.token_hex(16)})
    version = questions.current(kind.form_key) if kind.form_key else None
    asked = questions.build(version, data=request.POST or None) if version else None
    places: list[PlaceFound] = []
    if request.method == "POST":
        form_ok, asked_ok = form.is_valid(), asked is None or asked.is_valid()
        if form_ok:
            places = locate(form.cleaned_data["place"])
            place = chosen(places, request.POST.get("picked", ""))
            in_words = not places and form.cleaned_data["in_words"]
            if place is None and not in_words:
                words = _("Choose one of the places.") if places else _("We do not know this place.")
                form.add_error("place", words)
            elif asked_ok:
                made = _kept(request, kind, form, place, asked)
                if made is not None:
                    return made
    context = {
        "form": form,
        "questions": asked,
        "kind": kind,
        "places": places,
        "title": in_language(kind, "name"),
        "other": in_language(kind, "description"),
    }
    wrong = bool(form.errors or (asked and asked.errors))
    return render(request, "requests/new.html", context, status=400 if wrong else 200)


def _kept(
    request: HttpRequest,
    kind: Category,
    form: EntryForm,
    place: PlaceFound | None,
    asked: questions.QuestionForm | None,
) -> HttpResponse | None:
    """Take it in, in the caller's words where no place was found.

    Returns:
        The page with the code to hand over, or None with the errors on the form.
    """
    given = form.cleaned_data
    where = (
        (place.lon, place.lat, place.label, place.kind) if place else (None, None, given["place"], "words")
    )
    lon, lat, text, how = where
    try:
        done = submit(
            category=kind.pk, description=given["description"], lon=lon, lat=lat,
            place_text=text, place_source=how, answers=asked.answers() if asked else {},
            form_version=asked.version.number if asked else None, name=given["name"], email=given["email"],
            phone=given["phone"], wants=given["wants"], language=given["language"], private=given["private"],
            source=given["source"], key=given["key"], actor=request.user,
        )  # fmt: skip
    except SubmitRefused as refused:
        for field, text in refused.errors.items():
            form.add_error(field if field in ON_FIELDS else None, text)
        return None
    return render(
        request, "requests/handed.html", {"done": done, "kind": kind, "language": given["language"]}
    )

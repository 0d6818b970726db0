"""Steps that several pages share: too many forms, the other language, following instead of reporting."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

import commonbeat.community.requests.public as requests
from commonbeat.community.requests.public import CategoryShown
from commonbeat.kernel.access.limits import TooMany, limited
from commonbeat.kernel.ui.site import reader_language

from ..received import Received

LANGUAGES = {"en": "es", "es": "en"}
MOST_FOLLOWS = 20  # mails an hour that one address may have sent to others


def too_many(request: HttpRequest, stop: TooMany, carried: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """Say that it was too much, when to come again, and keep what was typed."""
    minutes = max(1, round(stop.seconds / 60))
    context = {"minutes": minutes, "carried": carried}
    response = render(request, "portal_requests/too_many.html", context, status=429)
    response["Retry-After"] = str(stop.seconds)
    return response


def other_language(name: str, **args: str) -> dict[str, str] | None:
    """A button that takes what was filled in along to the other language."""
    code = LANGUAGES.get(reader_language())
    if code is None:
        return None
    with override(code):
        words = _("Go on in English, and keep what I typed")
        return {"code": code, "href": reverse(name, kwargs=args), "words": words}


def followed(request: HttpRequest, kind: CategoryShown, got: Received) -> HttpResponse:
    """The resident follows a report that is there already, instead of sending a second one."""
    try:
        public_id = UUID(request.POST["follow"])
    except ValueError as unknown:
        raise Http404("There is no such public report.") from unknown
    shown = requests.card(public_id)
    if shown is None:
        raise Http404("There is no such public report.")
    email = request.POST.get("email", "").strip()
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if email:
        try:
            limited("issues.follow", request, most=MOST_FOLLOWS)
            requests.follow(public_id, email, reader_language())
        except TooMany as stop:
            return too_many(request, stop, carried=list(got.carried()))
        except requests.SubmitRefused:  # not public any more, or an address that is none
            email = ""
    return render(request, "portal_requests/followed.html", {"one": shown, "email": email, "category": kind})

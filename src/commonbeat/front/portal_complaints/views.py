"""The form of every way in: one page, taken at once, the code shown once."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

import commonbeat.accountability.complaints.public as complaints
from commonbeat.kernel.access.limits import MINUTE_S, TooMany, anonymous, limited
from commonbeat.kernel.attachments import AttachmentRefused, Uploads
from commonbeat.kernel.contact import sealed
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.once import fresh_token, token_of

from .ways import WAYS, Way

MOST_AN_HOUR, MOST_STEPS = 30, 200
"""Complaints taken, and forms sent for any reason, from one place within an hour."""
NOT_SAID = ("csrfmiddlewaretoken", "token")


@dataclass(frozen=True)
class Stop:
    """Why a form is shown again with everything that was typed, and nothing is done with it.

    Attributes:
        status: 429, too many came from one place; 403, nothing shows that it came from our own page.
        seconds: when to come again.
    """

    status: int
    seconds: int = 0

    @property
    def minutes(self) -> int:
        """When to come again, in full minutes."""
        return math.ceil(self.seconds / MINUTE_S)


class _FromOurPage(CsrfViewMiddleware):
    """Django's check against forms of other sites, asked by the view: its own answer would lose what was typed."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


@csrf_exempt  # checked below
@never_cache  # the code is shown once: no cache and no "back" brings it up again on a shared computer
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, kind: str) -> HttpResponse:
    """The form; what was sent is kept at once. The same form sent again shows the same answer."""
    way = WAYS[kind]
    if request.method != "POST":
        return _page(request, way, way.questions(), _uploads(request, way, sent=False), fresh_token())
    token, stop = token_of(request.POST.get("token", "")), _not_ours(request)
    if stop is None and (before := sealed.kept(token)):
        return _again(request, way, before)
    asked, stop = way.questions(request.POST), stop or _too_many(request, "complaints.steps", MOST_STEPS)
    files = _uploads(request, way, sent=True, new=stop is None)
    if stop is None:
        if not asked.is_valid() or (files is not None and not files.is_valid()):
            return _page(request, way, asked, files, token)
        stop = _too_many(request, "complaints.sent", MOST_AN_HOUR)
    if stop is not None:
        return _page(request, way, asked, files, token, stop)
    try:
        done = way.take(asked, files, token, request)
    except ValidationError as wrong:
        refuse(asked, wrong)
    except AttachmentRefused as gone:
        if files is not None:
            files.errors.append(str(gone))
    else:
        if done.code:
            said = {} if way.is_complaint else asdict(done)
            sealed.keep(token, {**said, "code": done.code, "digest": _digest(request.POST)})
        return _sent(request, way, done)
    return _page(request, way, asked, files, token)


def _not_ours(request: HttpRequest) -> Stop | None:
    """Stops a form that may come from another site, or from a browser that takes no cookie."""
    refused = _FromOurPage(lambda _request: HttpResponse()).process_view(request, _not_ours, (), {})
    return Stop(403) if refused is not None else None


def _too_many(request: HttpRequest, door: str, most: int) -> Stop | None:
    """Stops a form when too many came from one place."""
    try:
        limited(door, request, most=most)
    except TooMany as many:
        return Stop(429, many.seconds)
    return None


def _uploads(request: HttpRequest, way: Way, *, sent: bool, new: bool = True) -> Uploads | None:
    """Files of the form: those of this post (if ``new``) and those carried on, where this way takes any."""
    if not way.files:
        return None
    return Uploads(
        way.files,
        actor=anonymous(request),
        data=request.POST if sent else None,
        files=request.FILES if sent and new else None,
        name="files",
        label=str(_("Photos or papers")),
    )


def _page(
    request: HttpRequest, way: Way, asked: Any, files: Uploads | None, token: str, stop: Stop | None = None
) -> HttpResponse:
    faults = [field for field in asked if field.errors] if asked.is_bound else []
    problems = files.errors if files else []
    context = {
        "way": way,
        "questions": asked,
        "uploads": files,
        "token": token,
        "faults": faults,
        "general": asked.non_field_errors() if asked.is_bound and not asked.rearranging else [],
        "advisory": complaints.advisory() if way.is_complaint else None,
        "supervisor": complaints.supervisor_phone(),
        "stop": stop,
    }
    wrong = bool(faults or problems or context["general"])
    status = stop.status if stop else 400 if wrong else 200
    response = render(request, "portal_complaints/write.html", context, status=status)
    if stop and stop.seconds:
        response["Retry-After"] = str(stop.seconds)
    return response


def _sent(request: HttpRequest, way: Way, done: Any, *, changed: bool = False) -> HttpResponse:
    context = {"way": way, "done": done, "changed": changed, "supervisor": complaints.supervisor_phone()}
    return render(request, "portal_complaints/sent.html", context)


def _again(request: HttpRequest, way: Way, before: dict[str, Any]) -> HttpResponse:
    """The same form once more within the hour, after a lost connection or a second press."""
    changed = before.get("digest") != _digest(request.POST)
    if not way.is_complaint:
        return _sent(request, way, before, changed=changed)
    done = complaints.sent_before(before["code"], request)
    return _sent(request, way, done, changed=changed) if done else _gone(request)


def _gone(request: HttpRequest) -> HttpResponse:
    """The code does not open anything any more."""
    return render(request, "portal_complaints/gone.html", status=410)


def _digest(posted: QueryDict) -> str:
    """A hash of what was said, to tell the same form from a changed one."""
    said = sorted((name, values) for name, values in posted.lists() if name not in NOT_SAID)
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()

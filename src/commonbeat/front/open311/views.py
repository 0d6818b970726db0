"""The calls of GeoReport v2, at the production endpoint and at the test endpoint beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

import commonbeat.community.requests.public as desk
from commonbeat.kernel.ui.site import current_site

from . import answers as said
from . import bodies, discovery, here, keys, listing, openapi, posting, services, updates
from .answers import answers
from .faults import refused
from .given import Given

LISTS_FRESH_S, DISCOVERY_FRESH_S = 300, 3600


def _asked(request: HttpRequest) -> tuple[Given, str]:
    """The parameters of a read, counted, its jurisdiction checked; and the language of its answer."""
    given = Given(request.GET)
    keys.may_read(request, given)
    here.check_jurisdiction(given)
    return given, _language(given)


def _language(given: Given) -> str:
    """The language asked for, or English: an answer must not depend on a browser's settings."""
    sent = (given.text("language") or given.text("locale")).lower().partition("-")[0].partition("_")[0]
    return sent if sent in current_site().languages else "en"


@answers("GET")
def discover(request: HttpRequest, form: str, **_kwargs: Any) -> HttpResponse:
    """The discovery document; its content type is checked by the public validator to the letter."""
    keys.may_read(request, Given(request.GET))
    return said.bare_document(form, "discovery", discovery.document(), fresh_s=DISCOVERY_FRESH_S)


@answers("GET")
def service_list(request: HttpRequest, form: str, **_kwargs: Any) -> HttpResponse:
    """Kinds of issue that can be reported."""
    _given, language = _asked(request)
    with translation.override(language):
        return said.document(
            form, "services", services.listed(language), fresh_s=LISTS_FRESH_S, language=language
        )


@answers("GET")
def service_definition(request: HttpRequest, form: str, code: str, **_kwargs: Any) -> HttpResponse:
    """The questions of one kind."""
    _given, language = _asked(request)
    with translation.override(language):
        content = services.definition(code, language)
        return said.document(form, "service_definition", content, fresh_s=LISTS_FRESH_S, language=language)


@answers("GET", "POST")
def request_list(request: HttpRequest, form: str, test: bool = False) -> HttpResponse:
    """Read many requests, or report one."""
    if request.method == "POST":
        return _report(request, form, keeping=not test)
    return _page(request, form, "service_requests", listing.asked_for)


def _page(request: HttpRequest, form: str, kind: str, asked_for: Callable[[Given, str], Any]) -> HttpResponse:
    """One page of rows, and the address of the next one."""
    given, language = _asked(request)
    page = asked_for(given, language)
    response = said.rows_document(form, kind, page.rows, language=language)
    if page.more:
        response["Link"] = f'<{_next(request, given)}>; rel="next"'
    return response


def _next(request: HttpRequest, given: Given) -> str:
    """The address of the page that follows; without the key of the one that asked."""
    query = request.GET.copy()
    query.pop("api_key", None)
    query["page"] = str(int(given.text("page") or 1) + 1)
    return f"{here.base()}{request.path}?{query.urlencode()}"


def _report(request: HttpRequest, form: str, *, keeping: bool) -> HttpResponse:
    given, files = bodies.read(request)
    key = keys.may_write(request, given, keys.WRITE)
    here.check_jurisdiction(given)
    report, language = posting.report_of(given, files, list(request.POST)), _language(given)
    row = posting.take_in(report, given, key=key, language=language, keeping=keeping)
    return said.document(form, "service_requests", [row], language=language)


@answers("GET", "POST")
def update_list(request: HttpRequest, form: str, test: bool = False) -> HttpResponse:
    """Public progress of many requests, or progress that another system posts; an extension of FixMyStreet's."""
    if request.method == "POST":
        return _progress(request, form, keeping=not test)
    return _page(request, form, "service_request_updates", updates.asked_for)


def _progress(request: HttpRequest, form: str, *, keeping: bool) -> HttpResponse:
    given, _files = bodies.read(request)
    key = keys.may_write(request, given, keys.UPDATES)
    here.check_jurisdiction(given)
    row = updates.take_in(updates.progress_of(given), key=key, keeping=keeping)
    return said.document(form, "service_request_updates", [row])


@answers("GET")
def single_request(request: HttpRequest, form: str, code: str, **_kwargs: Any) -> HttpResponse:
    """One request that everybody may see."""
    _given, language = _asked(request)
    return said.document(form, "service_requests", [listing.one(code, language)], language=language)


@answers("GET")
def token(request: HttpRequest, form: str, code: str, **_kwargs: Any) -> HttpResponse:
    """From a token to its request. Ids are given at once here, so a request's own id is its only token.

    Raises:
        Refused: 404 for anything else.
    """
    _asked(request)
    number = listing.number_of(code)
    if number is None:
        raise refused(
            404, f"token {code[:60]} was not found. This endpoint answers reports with their id at once."
        )
    return said.document(form, "service_requests", [{"service_request_id": number, "token": code}])


@answers("GET")
def media(request: HttpRequest, form: str, token: str, **_kwargs: Any) -> HttpResponse:
    """A picture that somebody of the department let be seen.

    Raises:
        Refused: 404 for one that is not, or not any more.
    """
    found = desk.picture(token)
    if found is None:
        raise refused(404, "This picture was not found.")
    return found


@answers("GET")
def description(request: HttpRequest, form: str, **_kwargs: Any) -> HttpResponse:
    """The description of this interface for programs (OpenAPI 3.1)."""
    return JsonResponse(openapi.description())


@answers("GET", "POST")
def nothing(request: HttpRequest, form: str, **_kwargs: Any) -> HttpResponse:
    """Any other address below ``/open311/``.

    Raises:
        Refused: 404.
    """
    raise refused(404, f"There is nothing at this address. Begin at {here.base()}/open311/discovery.xml")

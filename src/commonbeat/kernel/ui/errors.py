"""Error pages: what happened, what is kept, what to do. They use no database beyond the site's name."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from commonbeat.kernel.database.errors import is_full_disk

from .site import SiteInfo


def _answer(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    """Draw `ui/errors/<status>.html`."""
    html = render_to_string(f"ui/errors/{status}.html", {"status": status, "reason": reason}, request=request)
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not this viewer; the reason the rule gave is shown."""
    return _answer(request, 403, str(exception or ""))


def not_from_our_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form does not prove that it came from our own page (a cookie is missing or too old)."""
    html = render_to_string("ui/errors/cookie.html", {"status": 403}, request=request)
    return HttpResponse(html, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not here, or not yours; both look the same."""
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake, or 507: a full disk. Drawn without context processors, because one may be what broke."""
    full = is_full_disk(sys.exc_info()[1])
    status = 507 if full else 500
    html = render_to_string("ui/errors/500.html", {"status": status, "site": SiteInfo(), "full": full})
    return HttpResponse(html, status=status)

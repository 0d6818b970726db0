"""Error pages: what happened, what is kept, what to do. They use no database beyond the site's name."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from commonbeat.kernel.database.errors import is_full_disk
from commonbeat.kernel.walls import WallsClosed

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
    """500: our mistake; 507: a full disk; 503: the database does not know our key, so protected records stay shut.

    Drawn without context processors, because one may be what broke.
    """
    error = sys.exc_info()[1]
    full, closed = is_full_disk(error), isinstance(error, WallsClosed)
    status = 507 if full else 503 if closed else 500
    context = {"status": status, "site": SiteInfo(), "full": full, "closed": closed}
    return HttpResponse(render_to_string("ui/errors/500.html", context), status=status)

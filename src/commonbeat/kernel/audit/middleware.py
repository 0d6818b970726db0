"""Gives each request its id and tells the audit log where the request comes from."""

import hashlib
import ipaddress
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from commonbeat.kernel.audit.context import bound, new_request_id

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestContext:
    """Middleware: binds the audit origin around the view; the answer carries ``X-Request-ID``.

    Place it after the session middleware, so that rows can name the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside its origin."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GIVEN_ID.fullmatch(given) else new_request_id()
        with bound(request_id=request_id, address=address_of(request), session=session_of(request)):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


def address_of(request: HttpRequest) -> str | None:
    """The client's network address, or ``None`` when it is not one (a unix socket, a broken header).

    ``X-Forwarded-For`` is believed only behind our own proxy (setting ``TRUSTED_PROXIES``, the number of
    proxies in front): anybody can send the header.
    """
    proxies = getattr(settings, "TRUSTED_PROXIES", 0)
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    text = hops[-proxies] if proxies and len(hops) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def session_of(request: HttpRequest) -> str:
    """An opaque name of the session: enough to group rows, useless for taking the session over."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    return hashlib.sha256(f"audit:{key}".encode()).hexdigest()[:16] if key else ""

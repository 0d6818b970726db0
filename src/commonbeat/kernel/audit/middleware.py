"""Gives each request its id and tells the audit log where the request comes from, except at anonymous doors."""

import hashlib
import ipaddress
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from commonbeat.kernel.audit.context import amend, bound, new_request_id, origin

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestContext:
    """Middleware: binds the audit origin around the view; the answer carries ``X-Request-ID``.

    Place it after the session middleware, so that rows can name the session. What is known of the visitor is bound
    only once the view is known and is not an anonymous door: there, and for addresses that lead nowhere, no network
    address, no session and no id given from outside (a proxy's log could join it to an address) is ever bound.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside its origin."""
        with bound(request_id=new_request_id()):
            response = self.get_response(request)
            response["X-Request-ID"] = origin().request_id
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Bind where the visitor comes from; runs before the form token is checked."""
        if is_anonymous_door(request):
            return
        given = request.headers.get("X-Request-ID", "")
        amend(
            request_id=given if GIVEN_ID.fullmatch(given) else origin().request_id,
            address=address_of(request),
            session=session_of(request),
        )


def is_anonymous_door(request: HttpRequest) -> bool:
    """Whether nothing about the visitor may be kept: a public page, or no page at all."""
    match = request.resolver_match
    return match is None or bool(set(match.namespaces) & set(settings.PUBLIC_NAMESPACES))


def address_of(request: HttpRequest) -> str | None:
    """The client's network address, or ``None`` when it is not one (a unix socket, a broken header).

    ``X-Forwarded-For`` is believed only behind our own proxy (setting ``TRUSTED_PROXIES``, the number of
    proxies in front): anybody can send the header.
    """
    proxies = getattr(settings, "TRUSTED_PROXIES", 0)
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    text = hops[-proxies] if proxies and len(hops) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(_without_port(text)))
    except ValueError:
        return None


def _without_port(text: str) -> str:
    """An address as some proxies write it, ``192.0.2.7:4711`` or ``[2001:db8::7]:4711``, without its port."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def session_of(request: HttpRequest) -> str:
    """An opaque name of the session: enough to group rows, useless for taking the session over."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    return hashlib.sha256(f"audit:{key}".encode()).hexdigest()[:16] if key else ""

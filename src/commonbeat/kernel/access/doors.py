"""The lock on a page: sign-in first, then the capability."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from .policy import require

View = Callable[..., HttpResponseBase]


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Send a visitor to sign in and then to the page they asked for."""
    return HttpResponseRedirect(
        f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
    )


def needs(name: str) -> Callable[[View], View]:
    """Open a view only to people who hold a capability.

    Anonymous visitors are sent to sign in and come back; others without the capability get the page that says why,
    and the refusal is in the audit log.

    Args:
        name: the capability; the view carries it as ``view.needs`` for the table of addresses and roles.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            require(request.user, name, object_kind="page", object_id=request.path)
            return view(request, *args, **kwargs)

        guarded.needs = name  # type: ignore[attr-defined]
        return guarded

    return decorate

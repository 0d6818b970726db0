"""Doors of pages that every signed-in person may open."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from commonbeat.kernel.access.doors import to_sign_in

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Open a view to everybody with an account in force; others are sent to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded

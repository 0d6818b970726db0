"""Answers that leave no trace in caches, search engines and other sites."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def quiet(view: View) -> View:
    """No cache keeps the page, no search engine lists it, no other site hears where the reader came from.

    The referrer is held back from other sites only: with none at all, browsers send forms from an origin called
    ``null``, and the check against forged forms could not tell ours from others.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "same-origin"
        return response

    return answered

"""Session rules: the order of things between a request and a page (CJIS AC-8, AC-11, IA-2, IA-5)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase


class SessionRules:
    """Passes requests on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

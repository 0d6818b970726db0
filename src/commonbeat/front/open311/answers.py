"""From a call to its answer: the format, open to pages of other origins, refusals as documents, HEAD and OPTIONS."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from . import formats
from .faults import Fault, Refused, refused

_log = logging.getLogger("django.request")
View = Callable[..., HttpResponse]


def answers(*methods: str) -> Callable[[View], View]:
    """Make a view an Open311 call.

    The view gets ``form`` (``xml`` or ``json``) and may raise ``Refused``. No cookie is read or set: a key is the only
    thing that opens anything, so calls from other origins are let in, and the token against forged forms is not needed.

    Args:
        methods: ``GET`` (with HEAD), ``POST``.
    """
    allowed = [*(["GET", "HEAD"] if "GET" in methods else []), *(m for m in methods if m != "GET"), "OPTIONS"]

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, ext: str | None = None, **kwargs: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                return _opened(HttpResponse(status=204), allowed)
            form = formats.XML
            try:
                form = formats.wanted(ext, request)
                if request.method not in allowed:
                    raise refused(405, f"This address takes {', '.join(allowed)}.", Allow=", ".join(allowed))
                with translation.override("en"):
                    response = view(request, *args, form=form, **kwargs)
            except Refused as refusal:
                response = said(refusal, form)
            except Exception:
                # The filter on this logger keeps what was typed out of it.
                record = {"request": request, "status_code": 500}
                _log.error("Open311 call failed", exc_info=sys.exc_info(), extra=record)
                response = said(
                    Refused([Fault(500, "Something failed on our side. Please try again later.")]), form
                )
            if request.method == "HEAD":
                response["Content-Length"] = str(len(response.content))
                response.content = b""
            if ext is None:
                patch_vary_headers(response, ["Accept"])
            response.headers.setdefault(
                "Content-Language", "en"
            )  # the browser's settings decide nothing here
            return _opened(response, allowed)

        return answered

    return decorate


def said(refusal: Refused, form: str) -> HttpResponse:
    """A refusal as a document."""
    rows = [{"code": fault.code, "description": fault.description} for fault in refusal.faults]
    response = document(form, "errors", rows, status=refusal.status)
    for name, value in refusal.headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def document(
    form: str, root: str, content: Any, *, status: int = 200, fresh_s: int = 0, language: str = "en"
) -> HttpResponse:
    """A document.

    Args:
        form: ``xml`` or ``json``.
        root: name of the root element.
        content: what stands in it.
        status: HTTP status.
        fresh_s: how long it may be kept by others, in seconds.
        language: of its words.
    """
    response = _response(formats.written(form, root, content), formats.CONTENT_TYPES[form], status, fresh_s)
    response["Content-Language"] = language
    return response


def rows_document(form: str, root: str, rows: Any, *, language: str) -> HttpResponse:
    """A long list of plain rows."""
    response = _response(formats.rows_written(form, root, rows), formats.CONTENT_TYPES[form], 200, 0)
    response["Content-Language"] = language
    return response


def bare_document(form: str, root: str, content: Any, *, fresh_s: int) -> HttpResponse:
    """A document whose content type names no character set, as discovery's has to be."""
    return _response(formats.written(form, root, content), formats.BARE_TYPES[form], 200, fresh_s)


def _response(body: bytes, content_type: str, status: int, fresh_s: int) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type, status=status)
    response["Cache-Control"] = f"public, max-age={fresh_s}" if fresh_s else "no-store"
    return response


def _opened(response: HttpResponse, allowed: list[str]) -> HttpResponse:
    """Let pages of other origins read the answer."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Link, Retry-After"
    if response.status_code == 204:
        response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(allowed)
        response["Access-Control-Allow-Headers"] = "Content-Type, X-Api-Key"
        response["Access-Control-Max-Age"] = "86400"
    return response

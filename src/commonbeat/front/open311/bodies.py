"""The body of a call that changes something: form fields and files, within bounds, whatever was really sent."""

from __future__ import annotations

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from .faults import refused
from .given import Given

MEGABYTE = 1024 * 1024
MOST_BYTES = 48 * MEGABYTE
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def read(request: HttpRequest) -> tuple[Given, list[UploadedFile]]:
    """The parameters and files of a call. ``jurisdiction_id`` and ``api_key`` may also stand in its address.

    Raises:
        Refused: 413 for too much, 400 for what cannot be read.
    """
    _check_length(request)
    if request.content_type not in FORMS and request.META.get("CONTENT_LENGTH") not in ("", "0", None):
        raise refused(400, f"Send the body as {FORMS[0]}, or as {FORMS[1]} with pictures.")
    try:
        fields = request.POST
        files = [one for name in request.FILES for one in request.FILES.getlist(name)]
    except RequestDataTooBig as big:
        raise refused(413, "The body is too large. Send at most 10 MB of fields.") from big
    except UnreadablePostError as broken:
        raise refused(400, "The connection broke before the whole body had arrived.") from broken
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnicodeError, ValueError) as wrong:
        raise refused(400, "The body cannot be read; send form fields in UTF-8.") from wrong
    return Given(fields, _from_address(request.GET)), files


def _check_length(request: HttpRequest) -> None:
    words = request.META.get("CONTENT_LENGTH") or "0"
    if not (words.isascii() and words.isdecimal()):
        raise refused(400, "Content-Length is not a number.")
    if len(words) > 12 or int(words) > MOST_BYTES:
        raise refused(413, f"The body is too large. Send at most {MOST_BYTES // MEGABYTE} MB.")


def _from_address(query: QueryDict) -> QueryDict:
    """Only what says who calls; a resident's words never belong in an address."""
    kept = QueryDict(mutable=True)
    for name in ("jurisdiction_id", "api_key", "language"):
        if name in query:
            kept.setlist(name, query.getlist(name))
    return kept

"""Handing pictures and documents out, so that a browser does nothing with them but show or keep them."""

from __future__ import annotations

import hashlib
from typing import Literal
from uuid import UUID

from django.db.models import Model
from django.http import Http404, HttpResponse

from commonbeat.kernel.attachments.keeping import Original, of
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.attachments.sealing import BrokenSeal

NOTHING_RUNS = "default-src 'none'; sandbox"
HOUR = 3600


def picture_response(
    attachment: Attachment, size: Literal["full", "small"] = "full", *, public: bool = False
) -> HttpResponse:
    """Answer a request with a picture. Whether the viewer may see it is decided by the caller, before.

    Args:
        attachment: a picture.
        size: ``full`` (at most 2048 pixels a side) or ``small`` (480).
        public: everybody may see it, so shared caches may keep it for an hour.

    Raises:
        Http404: not a picture, or its bytes are gone.
    """
    stored = attachment.small if size == "small" and attachment.small else attachment.full
    if not attachment.is_picture:
        raise Http404("Not a picture.")
    try:
        content = stored.path.read_bytes()
    except FileNotFoundError:
        raise Http404("The bytes of this picture are missing.") from None
    response = HttpResponse(content, content_type=attachment.media_type)
    response["Content-Disposition"] = f'inline; filename="{attachment.name}"'
    return _safe(response, public=public)


def document_response(attachment: Attachment) -> HttpResponse:
    """Answer with a document or a recording as it was sent, to be kept as a file and never shown in the page.

    Raises:
        Http404: not a document, or its bytes are gone or were changed.
    """
    if attachment.is_picture:
        raise Http404("Not a document.")
    try:
        content = attachment.as_sent() or b""
    except FileNotFoundError:
        raise Http404("The bytes of this document are missing.") from None
    except BrokenSeal:
        raise Http404("The bytes of this document were changed.") from None
    if hashlib.sha256(content).hexdigest() != attachment.original_sha256:
        raise Http404("The bytes of this document were changed.")
    return _download(content, attachment.name, attachment.media_type)


def file_response(record: Model, key: UUID) -> HttpResponse:
    """Answer with one of a record's files: a picture to look at, a document to keep.

    Args:
        record: the viewer may see it; that is decided by the caller, before.
        key: of the file.

    Raises:
        Http404: the record has no such file, or its bytes are gone or were changed.
    """
    found = next((one for one in of(record) if one.pk == key), None)
    if found is None:
        raise Http404("There is no such file.")
    return picture_response(found) if found.is_picture else document_response(found)


def original_response(original: Original) -> HttpResponse:
    """Answer with what ``open_original`` gave, as a download of no particular type."""
    return _download(original.content, original.name, "application/octet-stream")


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    from django.utils.http import content_disposition_header

    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return _safe(response, public=False)


def _safe(response: HttpResponse, *, public: bool) -> HttpResponse:
    """Headers that keep a browser from guessing, running and remembering."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = f"public, max-age={HOUR}" if public else "private, no-store"
    return response

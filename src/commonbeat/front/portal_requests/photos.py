"""Pictures on their way: stored at once, carried from step to step by a signed token, tied to the report at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

import commonbeat.community.requests.public as requests
from commonbeat.kernel import attachments
from commonbeat.kernel.access.limits import anonymous

from .forms import MOST_PHOTOS


@dataclass(frozen=True)
class Carried:
    """A picture that was taken in; `token` stands for it in forms."""

    token: str


def carried(request: HttpRequest) -> tuple[list[Carried], list[str]]:
    """The pictures of this form: those taken in before, without the one to be dropped, and the new ones.

    Returns:
        The pictures, at most three, and in plain words what was refused.
    """
    dropped = request.POST.get("drop", "")
    tokens = [token for token in request.POST.getlist("photo") if token != dropped and _is_ours(token)]
    kept = [Carried(token) for token in dict.fromkeys(tokens)][:MOST_PHOTOS]
    uploads = [upload for upload in request.FILES.getlist("pictures") if upload.size or upload.name]
    refused = []
    if len(kept) + len(uploads) > MOST_PHOTOS:
        refused.append(_("Up to 3 pictures. The others were left out."))
        uploads = uploads[: MOST_PHOTOS - len(kept)]
    new, wrong = _taken(uploads, request)
    return kept + new, refused + wrong


def _taken(uploads: Sequence[UploadedFile], request: HttpRequest) -> tuple[list[Carried], list[str]]:
    """Store uploads; one that is refused says why and does not stop the others."""
    new, refused = [], []
    for upload in uploads:
        try:
            held = attachments.take(upload, policy=requests.PICTURES, actor=anonymous(request))
        except attachments.AttachmentRefused as wrong:
            refused.append(f"{upload.name}: {wrong}")
        else:
            new.append(Carried(attachments.token_of(held)))
    return new, refused


def _is_ours(token: str) -> bool:
    """Whether a token was signed here and its picture is still there."""
    try:
        attachments.by_token(token, policy=requests.PICTURES)
    except attachments.AttachmentRefused:
        return False
    return True

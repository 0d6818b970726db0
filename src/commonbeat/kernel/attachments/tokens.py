"""A signed token carries an upload between two pages of a form; it names the upload and is good for a day."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from commonbeat.kernel.attachments.errors import AttachmentRefused
from commonbeat.kernel.attachments.models import Attachment

GOOD_FOR = timedelta(days=1)
_SALT = "commonbeat.kernel.attachments.tokens"


def token_of(attachment: Attachment) -> str:
    """The token of an upload that belongs to nothing yet."""
    return signing.TimestampSigner(salt=_SALT).sign(attachment.pk.hex)


def by_token(token: str, *, policy: str = "") -> Attachment:
    """The upload a token names.

    Args:
        token: from ``token_of``.
        policy: the place it must have been taken at; "" for any.

    Raises:
        AttachmentRefused: the token is not ours, too old, of another place, or the upload was used or swept.
    """
    found = None
    try:
        key = signing.TimestampSigner(salt=_SALT).unsign(str(token)[:200], max_age=GOOD_FOR)
        rows = Attachment.objects.filter(pk=key, subject_id="")
        found = (rows.filter(policy=policy) if policy else rows).first()
    except (signing.BadSignature, ValueError):
        pass
    if found is None:
        raise AttachmentRefused(
            "expired", _("This picture was sent too long ago, or was used before. Please add it again.")
        )
    return found

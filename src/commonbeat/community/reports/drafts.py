"""Reports that are being written: kept sealed under the resident's own code, and swept when their time is over.

Neither the database nor a backup can be read back: the key of a draft is made from its code and the installation's
secret, and the code is kept as a keyed hash only.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.db import transaction
from django.utils import timezone

from commonbeat.kernel import audit
from commonbeat.kernel.contact.codes import keyed, new_code, normal

from .models import Draft

PAGE_TO_PAGE = timedelta(days=1)
KEPT = timedelta(days=7)
LARGEST = 300_000


class DraftTooLarge(ValueError):
    """More was typed than a report can hold."""


def begin_draft(content: dict[str, Any]) -> str:
    """Keep a new draft for a day.

    Args:
        content: what JSON can hold.

    Returns:
        Its code, which exists nowhere else.
    """
    code = new_code()
    Draft.objects.create(
        code_hash=_hash(code), sealed=_seal(code, content), ends_at=timezone.now() + PAGE_TO_PAGE
    )
    return code


def read_draft(code: str) -> tuple[dict[str, Any], datetime] | None:
    """What a draft holds and when it ends; ``None`` for a wrong code and for one whose time is over, after the same work."""
    row = Draft.objects.filter(code_hash=_hash(code), ends_at__gt=timezone.now()).first()
    if row is None:
        return None
    try:
        content: dict[str, Any] = json.loads(_fernet(code).decrypt(bytes(row.sealed)))
    except InvalidToken:
        return None
    return content, row.ends_at


def write_draft(code: str, content: dict[str, Any], *, keep: bool = False) -> datetime | None:
    """Replace what a draft holds.

    Args:
        code: from `begin_draft`.
        content: what JSON can hold.
        keep: the resident wants to come back: for seven days from now.

    Returns:
        When it ends; ``None`` where there is no such draft (any more).

    Raises:
        DraftTooLarge: too much was typed.
    """
    with transaction.atomic():
        rows = Draft.objects.select_for_update().filter(code_hash=_hash(code), ends_at__gt=timezone.now())
        row = rows.first()
        if row is None:
            return None
        row.sealed = _seal(code, content)
        if keep:
            row.kept, row.ends_at = True, timezone.now() + KEPT
        elif not row.kept:
            row.ends_at = timezone.now() + PAGE_TO_PAGE
        row.save()
    return row.ends_at


def take_draft(code: str) -> dict[str, Any] | None:
    """Read a draft and delete it, in the current transaction: it can be sent once only, however often it is posted."""
    row = Draft.objects.select_for_update().filter(code_hash=_hash(code), ends_at__gt=timezone.now()).first()
    if row is None:
        return None
    content: dict[str, Any] = json.loads(_fernet(code).decrypt(bytes(row.sealed)))
    row.delete()
    return content


def sweep() -> int:
    """Delete drafts whose time is over.

    Returns:
        How many.
    """
    with transaction.atomic():
        count, _ = Draft.objects.filter(ends_at__lte=timezone.now()).delete()
        if count:
            audit.record("reports.drafts_swept", actor=audit.SYSTEM, details={"count": count})
    return count


def _hash(code: str) -> str:
    return keyed("report draft", normal(code))


def _fernet(code: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(keyed("report draft content", normal(code)))))


def _seal(code: str, content: dict[str, Any]) -> bytes:
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > LARGEST:
        raise DraftTooLarge("More was typed than a report can hold.")
    return _fernet(code).encrypt(plain)

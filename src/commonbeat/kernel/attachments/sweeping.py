"""Removing uploads whose form was never sent, and uploads a record gives up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from commonbeat.kernel import audit
from commonbeat.kernel.attachments.keeping import subject_of
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.attachments.taking import hold
from commonbeat.kernel.attachments.tokens import GOOD_FOR
from commonbeat.kernel.files.models import StoredFile

LATE = timedelta(hours=2)
"""Beyond the token's day: a form may be on its way while the sweep runs."""

AT_ONCE = 500


def sweep() -> int:
    """Remove what was taken over a day ago and belongs to nothing.

    Returns:
        How many uploads went.
    """
    before = timezone.now() - GOOD_FOR - LATE
    with transaction.atomic():
        loose = Attachment.objects.filter(subject_id="", taken_at__lt=before)
        rows = list(loose.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
        files = _remove(rows)
        if rows:
            audit.record("attachments.swept", actor=audit.SYSTEM, details={"count": len(rows)})
    _forget_bytes(files)
    return len(rows)


def remove_of(subject: Model) -> int:
    """Remove every upload of a record that is being disposed of; call it in the transaction that disposes.

    The caller's own audit row says why. The bytes go once the transaction is committed.

    Returns:
        How many uploads went.
    """
    kind, key = subject_of(subject)
    with transaction.atomic():
        rows = list(
            Attachment.objects.select_for_update(of=("self",)).filter(subject_kind=kind, subject_id=key)
        )
        files = _remove(rows)
        transaction.on_commit(lambda: _forget_bytes(files))
    return len(rows)


def _remove(rows: Iterable[Attachment]) -> list[tuple[str, Path]]:
    """Delete rows of uploads and of their files; returns hash and place of the bytes, to be forgotten afterwards."""
    found: dict[str, Path] = {}
    for row in rows:
        stored = {one.pk: one for one in (row.full, row.small, row.sealed) if one is not None}
        row.delete()
        for one in stored.values():
            found[one.sha256] = one.path
            StoredFile.objects.filter(pk=one.pk).delete()
    return list(found.items())


def forget(hashes: Iterable[str]) -> None:
    """Delete bytes on disk that no row names any more: again, after a disposal that was interrupted.

    Args:
        hashes: SHA-256 of the bytes, in hex.
    """
    _forget_bytes((one, StoredFile(sha256=one).path) for one in hashes)


def _forget_bytes(files: Iterable[tuple[str, Path]]) -> None:
    """Delete bytes no row names any more; the same ones being taken anew at this moment are waited for."""
    for sha256, path in files:
        with transaction.atomic():
            hold([sha256])
            if not StoredFile.objects.filter(sha256=sha256).exists():
                path.unlink(missing_ok=True)

"""Storing a file and handing it out again, both in the log."""

import errno
import hashlib
import io
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from commonbeat.kernel import audit
from commonbeat.kernel.audit.log import as_actor
from commonbeat.kernel.files.models import StoredFile
from commonbeat.kernel.files.sniff import LOOK_AT, media_type_of

CHUNK = 1024 * 1024
PART = ".part-"
PART_AGE = timedelta(days=1)  # nobody uploads for a day
LARGEST = 2 * 1024**3
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class FileRefused(ValueError):
    """The file cannot be stored or handed out; the text says why, in words for the person who sent it."""


def store(
    source: BinaryIO | bytes,
    *,
    name: str,
    purpose: str,
    actor: Any,
    limit: int = LARGEST,
    allowed: frozenset[str] | None = None,
) -> StoredFile:
    """Keep a file: written whole and durable before the row that names it exists.

    Args:
        source: the bytes, or an open binary file read from where it stands.
        name: what the sender calls it; kept without folders.
        purpose: what it is kept for, for instance ``intake.calls``.
        actor: who stores it.
        limit: largest size in bytes.
        allowed: media types that are taken, as sniffed from the bytes; ``None`` takes all.

    Raises:
        FileRefused: too large, of a kind that is not taken, or the disk is full.
    """
    reader = io.BytesIO(source) if isinstance(source, bytes) else source
    folder = Path(settings.COMMONBEAT_HOME) / "files"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stored = _write(reader, folder, limit, allowed)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise FileRefused(
                "There is no room left on the disk. Nothing was stored; free some space, then send it again."
            ) from error
        raise
    stored.name, stored.purpose, stored.stored_by = clean_name(name), purpose, as_actor(actor).id
    with transaction.atomic():
        stored.save(force_insert=True)
        _log("files.stored", stored, actor)
    return stored


def _write(reader: BinaryIO, folder: Path, limit: int, allowed: frozenset[str] | None) -> StoredFile:
    """Copy to a temporary file while hashing, then move it to its place in one step."""
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=PART)
    try:
        digest, size, start = hashlib.sha256(), 0, b""
        with os.fdopen(descriptor, "wb") as file:
            while chunk := reader.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise FileRefused(
                        f"The file is larger than {limit:,} bytes, the most that is taken here."
                    )
                start = start or chunk[:LOOK_AT]
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        media_type = media_type_of(start)
        if allowed is not None and media_type not in allowed:
            raise FileRefused(f"This is a file of type {media_type}; taken are {', '.join(sorted(allowed))}.")
        stored = StoredFile(sha256=digest.hexdigest(), size=size, media_type=media_type)
        stored.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.replace(temporary, stored.path)
        _sync_folder(stored.path.parent)
        return stored
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the new name in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget_parts(older_than: timedelta = PART_AGE) -> int:
    """Delete what a killed process left of files it was still writing; nobody was told that they are kept.

    Returns:
        How many there were.
    """
    parts = (Path(settings.COMMONBEAT_HOME) / "files").glob(f"{PART}*")
    before = time.time() - older_than.total_seconds()
    old = [path for path in parts if path.lstat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def clean_name(name: str) -> str:
    """The last part of a name, without folders and control characters, at most 255 characters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[-255:] or "unnamed"


def open_file(stored: StoredFile, *, actor: Any, reason: str = "") -> BinaryIO:
    """Hand out a stored file for reading, and say so in the log.

    Raises:
        FileRefused: the bytes are gone, or are no longer the ones that were stored.
    """
    try:
        file = stored.path.open("rb")
    except FileNotFoundError:
        raise FileRefused(f"The bytes of {stored.name} are missing; restore them from a backup.") from None
    if hashlib.file_digest(file, "sha256").hexdigest() != stored.sha256:
        file.close()
        raise FileRefused(
            f"The bytes of {stored.name} were changed since it was stored; restore them from a backup."
        )
    file.seek(0)
    _log("files.opened", stored, actor, reason)
    return file


def _log(action: str, stored: StoredFile, actor: Any, reason: str = "") -> None:
    """One line of the chain of custody."""
    audit.record(
        action,
        actor=actor,
        object_kind="file",
        object_id=stored.pk,
        purpose=stored.purpose,
        reason=reason,
        details={"sha256": stored.sha256, "size": stored.size},
    )

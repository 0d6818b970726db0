"""Taking an upload in: looked at, scanned, drawn anew, sealed. Whatever is refused leaves nothing but a count."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commonbeat.kernel.attachments import counting, documents, pictures, policies, scanning, sealing
from commonbeat.kernel.attachments.errors import AttachmentRefused
from commonbeat.kernel.attachments.media import (
    ENDINGS,
    RECORDINGS,
    SOUND,
    VIDEO,
    check_recording,
    recording_type,
)
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.attachments.policies import MEGABYTE, PDF, PICTURES, Policy
from commonbeat.kernel.database.turns import one_at_a_time
from commonbeat.kernel.files.actions import NO_ROOM, FileRefused, clean_name, store
from commonbeat.kernel.files.models import StoredFile
from commonbeat.kernel.files.sniff import LOOK_AT, media_type_of

PURPOSE = "attachments"
HEIC = {"image/heic", "video/mp4"}  # newer telephones' pictures; a film is told apart by its brand below
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


def take(upload: BinaryIO | bytes | Any, *, policy: str, actor: Any, name: str = "") -> Attachment:
    """Take an upload in. It belongs to nothing until ``attach``; after a day it is swept.

    Call it outside a transaction of your own: a refusal is counted, and the count must not be rolled back.

    Args:
        upload: Django's uploaded file, any open binary file, or bytes.
        policy: name of a registered policy.
        actor: who sends it: an account, or ``audit.Actor("resident")``.
        name: what the sender calls it, if ``upload`` does not know.

    Raises:
        AttachmentRefused: it is not taken; the text says why in plain words.
        UnknownPolicy: nobody registered ``policy``.
    """
    rules = policies.policy(policy)
    content = b""
    try:
        content = _read(upload, rules)
        return _taken(content, rules, actor, name or str(getattr(upload, "name", "") or ""))
    except AttachmentRefused as refused:
        counting.count(rules.name, refused.cause, content)
        raise


def _read(upload: Any, rules: Policy) -> bytes:
    """The bytes, and never more of them than the policy allows."""
    reader: BinaryIO = io.BytesIO(upload) if isinstance(upload, bytes) else getattr(upload, "file", upload)
    reader.seek(0)
    content = reader.read(min(LOOK_AT, rules.most_bytes + 1))
    if not content:
        raise AttachmentRefused("empty", _("This file is empty. Choose it again."))
    largest = rules.most(recording_type(content) if rules.takes_recordings else "")
    if len(content) <= largest:
        content += reader.read(largest + 1 - len(content))
    if len(content) > largest:
        most = number_format(round(largest / MEGABYTE, 1))
        raise AttachmentRefused(
            "too_large", _("This file is too large. The most we take is %(most)s MB.") % {"most": most}
        )
    return content


def _taken(content: bytes, rules: Policy, actor: Any, name: str) -> Attachment:
    kind = _kind_of(content, rules)
    looked = _scanned(content)
    digest = hashlib.sha256(content).hexdigest()
    made = Attachment(
        policy=rules.name,
        original_sha256=digest,
        original_size=len(content),
        original_type=kind,
        scanned_by=looked,
    )
    if kind in RECORDINGS:
        check_recording(content, kind)
        return _keep_recording(made, content, actor)
    if kind == PDF:
        documents.check_pdf(content)
        return _keep_document(made, content, name, actor)
    return _keep_picture(made, pictures.draw(content, kind), content if rules.keep_original else None, actor)


def _kind_of(content: bytes, rules: Policy) -> str:
    """The media type, from the bytes themselves; refused when the policy does not take it."""
    kind = (rules.takes_recordings and recording_type(content[:LOOK_AT])) or media_type_of(content[:LOOK_AT])
    if kind in HEIC and content[8:12] in _HEIC_BRANDS:
        raise AttachmentRefused(
            "heic",
            _(
                "This is an HEIC picture, which we cannot open. Send it as JPEG: on an iPhone, open Settings, Camera,"
            )
            + " "
            + _("Formats and choose “Most Compatible”. Or take a screenshot of the picture and send that."),
        )
    if kind in rules.kinds:
        return kind
    taken = [_("pictures (JPEG, PNG, WebP, GIF)")] if rules.kinds & PICTURES else []
    taken += ["PDF"] if PDF in rules.kinds else []
    taken += [_("video (MP4, MOV, WebM)")] if rules.kinds & VIDEO else []
    taken += [_("sound (M4A, MP3, WAV, Ogg)")] if rules.kinds & SOUND else []
    raise AttachmentRefused(
        "kind", _("We cannot take this kind of file. You can send: %(kinds)s.") % {"kinds": ", ".join(taken)}
    )


def _scanned(content: bytes) -> str:
    """Names of the scanners that found nothing."""
    try:
        verdict, names = scanning.scan(content)
    except scanning.ScannerSilent as silent:
        raise AttachmentRefused(
            "unscanned",
            _("We cannot check files for viruses right now. Send your form without it, or try again later."),
        ) from silent
    if not verdict.clean:
        raise AttachmentRefused(
            "malware", _("Our virus scanner found something in this file, so we did not keep it.")
        )
    return names[:60]


def _keep_picture(made: Attachment, drawn: pictures.Drawn, original: bytes | None, actor: Any) -> Attachment:
    """Store what was drawn, and the original sealed."""
    suffix = drawn.media_type.partition("/")[2].replace("jpeg", "jpg")
    made.kind, made.media_type = Attachment.Kind.PICTURE, drawn.media_type
    made.width, made.height = drawn.width, drawn.height
    # What a picture was called says nothing we need, and may say who sent it.
    made.name = f"picture.{suffix}"
    with transaction.atomic():
        hold(hashlib.sha256(size).hexdigest() for size in (drawn.full, drawn.small))
        made.full = _store(drawn.full, made.name, actor)
        made.small = _store(drawn.small, f"small.{suffix}", actor)
        if original is not None:
            made.sealed = _store(sealing.seal(original, made.original_sha256), "original.sealed", actor)
        made.save(force_insert=True)
    return made


def hold(digests: Iterable[str]) -> None:
    """Keep others from storing or removing the same bytes until the transaction ends (sealed ones are never the same)."""
    one_at_a_time(*(f"attachments.bytes:{digest}" for digest in digests))


def _keep_document(made: Attachment, content: bytes, name: str, actor: Any) -> Attachment:
    """Store a document as it was sent: it cannot be drawn anew."""
    made.kind, made.media_type = Attachment.Kind.DOCUMENT, PDF
    made.name = clean_name(name)[:200].removesuffix(".pdf") + ".pdf"
    with transaction.atomic():
        hold([made.original_sha256])
        made.full = _store(content, made.name, actor)
        made.save(force_insert=True)
    return made


def _keep_recording(made: Attachment, content: bytes, actor: Any) -> Attachment:
    """Store a recording as it was sent, sealed: what it was called may say who sent it."""
    made.kind, made.media_type = Attachment.Kind.RECORDING, made.original_type
    made.name = f"recording{ENDINGS[made.original_type]}"
    with transaction.atomic():
        made.full = _store(sealing.seal(content, made.original_sha256), "original.sealed", actor)
        made.save(force_insert=True)
    return made


def _store(content: bytes, name: str, actor: Any) -> StoredFile:
    try:
        return store(content, name=name, purpose=PURPOSE, actor=actor)
    except FileRefused as refused:
        cause = refused.__cause__
        if isinstance(cause, OSError) and cause.errno in NO_ROOM:
            raise AttachmentRefused(
                "no_room",
                _("We have no room for files right now. Send your form without it, or try again later."),
            ) from refused
        raise

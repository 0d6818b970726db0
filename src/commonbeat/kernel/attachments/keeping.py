"""What an upload belongs to, and the way back to the file as it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from commonbeat.kernel.access import acting
from commonbeat.kernel.attachments import policies, sealing
from commonbeat.kernel.attachments.errors import AttachmentRefused
from commonbeat.kernel.attachments.media import ENDINGS
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.attachments.tokens import by_token
from commonbeat.kernel.database.turns import one_at_a_time


@dataclass(frozen=True)
class Original:
    """A file as it was sent. Handle it as dangerous: nothing was taken out of it."""

    content: bytes
    name: str
    media_type: str
    sha256: str


def subject_of(subject: Model) -> tuple[str, str]:
    """What stands in the rows for a record: its kind and its key."""
    return subject._meta.label_lower, str(subject.pk)


def attach(
    given: Sequence[str | Attachment] | str | Attachment, subject: Model, *, policy: str = ""
) -> list[Attachment]:
    """Let uploads belong to a record, in the caller's transaction. Sending the same one again changes nothing.

    Args:
        given: tokens or attachments, in the order they are shown.
        subject: the saved record.
        policy: where the tokens must have been taken; "" for any. Name it wherever tokens come from a visitor: what one
            door takes (a document, say) may be nothing for another.

    Raises:
        AttachmentRefused: a token is not ours, too old or of another place, an upload belongs to another record, or
            there would be more of them than their policy allows.
    """
    wanted = [given] if isinstance(given, str | Attachment) else list(given)
    kind, key = subject_of(subject)
    with transaction.atomic():
        # The number of files of a record is counted before one is added.
        one_at_a_time(f"attachments:{kind}:{key}")
        last = Attachment.objects.filter(subject_kind=kind, subject_id=key).aggregate(last=Max("position"))[
            "last"
        ]
        return [
            _attach(
                one if isinstance(one, Attachment) else by_token(one, policy=policy),
                kind,
                key,
                (last or 0) + at,
            )
            for at, one in enumerate(wanted, start=1)
        ]


def _attach(given: Attachment, kind: str, key: str, position: int) -> Attachment:
    own = Attachment.objects.select_for_update(of=("self",)).filter(pk=given.pk).first()
    if own is None or (own.subject_id and (own.subject_kind, own.subject_id) != (kind, key)):
        raise AttachmentRefused(
            "expired", _("This picture was sent too long ago, or was used before. Please add it again.")
        )
    if own.subject_id:
        return own
    most = policies.policy(own.policy).most_files
    there = Attachment.objects.filter(subject_kind=kind, subject_id=key, policy=own.policy).count()
    if there >= most:
        raise too_many(most)
    own.subject_kind, own.subject_id, own.position = kind, key, position
    own.save(update_fields=["subject_kind", "subject_id", "position"])
    return own


def too_many(most: int) -> AttachmentRefused:
    """The refusal of one file more than a policy allows."""
    return AttachmentRefused("too_many", _("You can send at most %(most)s files.") % {"most": most})


def of(subject: Model) -> list[Attachment]:
    """The uploads of a record, in the order they were sent."""
    kind, key = subject_of(subject)
    return list(_rows().filter(subject_kind=kind, subject_id=key))


def of_many(subjects: Iterable[Model]) -> dict[str, list[Attachment]]:
    """The uploads of many records of one kind in one query, by the record's key as text."""
    found: dict[str, list[Attachment]] = {}
    keys = [subject_of(subject) for subject in subjects]
    if keys:
        rows = _rows().filter(subject_kind=keys[0][0], subject_id__in=[key for _kind, key in keys])
        for row in rows:
            found.setdefault(row.subject_id, []).append(row)
    return found


def _rows() -> Any:
    return Attachment.objects.select_related("full", "small").order_by("position", "id")


def open_original(attachment: Attachment, *, actor: Any, reason: str) -> Original:
    """The file as it was sent, for evidence; every opening is in the audit log with its reason.

    Args:
        attachment: which one.
        actor: needs ``attachments.open_original``.
        reason: why, in the actor's words.

    Raises:
        ValueError: no reason given, or no original was kept.
        BrokenSeal: the bytes were changed since.
        FileRefused: the bytes are gone.
        PermissionDenied: the actor may not.
    """
    from commonbeat.kernel.files import open_file

    if not reason.strip():
        raise ValueError("Say why you open the file as it was sent.")
    with acting(
        actor, "attachments.open_original", "attachments.original_opened",
        object_kind="attachment", object_id=attachment.pk, reason=reason,
    ) as act:  # fmt: skip
        kept = attachment.sealed if attachment.is_picture else attachment.full
        if kept is None:
            raise ValueError("Only the hash of this file was kept, not the file as it was sent.")
        with open_file(kept, actor=actor, reason=reason) as file:
            content = file.read()
        if attachment.is_picture or attachment.is_recording:
            content = sealing.unseal(content, attachment.original_sha256)
        act.details |= {"sha256": attachment.original_sha256, "subject": attachment.subject_id}
    suffix = ENDINGS.get(attachment.original_type, attachment.original_type.replace("/", ".")).rpartition(
        "."
    )[2]
    return Original(
        content, f"original-{attachment.original_sha256[:12]}.{suffix}", attachment.original_type,
        attachment.original_sha256,
    )  # fmt: skip

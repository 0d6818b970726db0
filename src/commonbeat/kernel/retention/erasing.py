"""What is erased with every record: conversation, queued mail, attachments, clocks, moves, and the row itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, Q

from commonbeat.kernel import attachments, audit, contact, workflow
from commonbeat.kernel.clocks.models import Clock, ClockToll
from commonbeat.kernel.contact.models import Conversation, MagicLink, Party, Utterance
from commonbeat.kernel.contact.telling import PREFIX
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.workflow.models import Move, Moving

from .declare import RetentionRule
from .models import Item

DISPOSED = "retention.disposed"
"""Kind of a conversation of which only the code is left."""
CODE_ANSWERS = timedelta(days=365)


def erase(rule: RetentionRule, record: Any, item: Item, now: datetime) -> None:
    """Erase a record and everything about it, in the caller's transaction.

    Args:
        rule: the rule it goes by.
        record: locked.
        item: what stays of it.
        now: the moment of the disposal.

    Raises:
        Waits: other records still need it.
    """
    parts = list(rule.parts(record))
    with workflow.disposal(rule.process, actor=audit.SYSTEM, reason=f"{rule.name}, {item.batch.number}"):
        for one in rule.what:
            one.run(record)
        for place, part in enumerate(parts):
            _conversation(part, item, place, now)
            attachments.remove_of(part)
            _clocks(part)
            if isinstance(part, Moving):
                Move.objects.filter(subject_kind=part._meta.label, subject_id=part.pk).delete()
        record.delete()


def hashes_of(rule: RetentionRule, record: Any) -> list[str]:
    """Hashes of the files on disk that go with a record."""
    said = Utterance.objects.filter(
        conversation__in=[one.pk for part in rule.parts(record) if (one := contact.conversation_of(part))]
    )
    kept = [file for part in (*rule.parts(record), *said) for file in attachments.of(part)]
    stored = {one.sha256 for file in kept for one in (file.full, file.small, file.sealed) if one is not None}
    return sorted(stored)


def _conversation(part: Model, item: Item, place: int, now: datetime) -> None:
    """Everything said, who it was, links and queued mail go; the code's hash stays so that the code answers plainly."""
    conversation = contact.conversation_of(part)
    if conversation is None:
        return
    said = Utterance.objects.filter(conversation=conversation)
    for one in said:
        attachments.remove_of(one)
    said.delete()
    Party.objects.filter(conversation=conversation).delete()
    MagicLink.objects.filter(conversation=conversation).delete()
    Message.objects.filter(
        Q(recipient=f"{PREFIX}:{conversation.pk.hex}") | Q(dedupe_key__contains=conversation.pk.hex)
    ).delete()
    if conversation.code_ends_at is not None and conversation.code_ends_at <= now:
        conversation.delete()
        return
    Conversation.objects.filter(pk=conversation.pk).update(
        kind=DISPOSED,
        subject_kind=f"retention.item:{place}",
        subject_id=item.pk,
        code_ends_at=now + CODE_ANSWERS,
        closed_at=item.counted_at,
        opened_at=item.began_at,
        last_at=item.counted_at,
        unread_by_department=False,
        unread_by_resident=False,
    )


def forget_codes(now: datetime) -> int:
    """Delete what is left of conversations whose codes have answered long enough; returns how many."""
    return Conversation.objects.filter(kind=DISPOSED, code_ends_at__lte=now).delete()[0]


def _clocks(part: Model) -> None:
    rows = Clock.objects.filter(subject_kind=part._meta.label, subject_id=part.pk)
    ClockToll.objects.filter(clock__in=rows).delete()
    rows.delete()

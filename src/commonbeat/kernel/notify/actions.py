"""Writing a message into the outbox and delivering it."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import uuid6
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commonbeat.kernel.notify.adapters import adapter_for
from commonbeat.kernel.notify.models import Message, Received
from commonbeat.kernel.notify.outgoing import NobodyThere, is_opaque, outgoing
from commonbeat.kernel.notify.phones import e164
from commonbeat.kernel.notify.sms import MOST_SEGMENTS, segments
from commonbeat.kernel.notify.ways import NotNow, NotSent

MOST_TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
UNCLEAR_AFTER = timedelta(minutes=10)
KEEP_BODY = timedelta(days=30)
KEEP_RECEIVED = timedelta(days=30)  # a signature has no date: what is forgotten could be sent again
UNCLEAR = "The worker stopped while sending; it may have gone out. Ask the recipient before sending it again."
State = Message.State
LONGEST_SUBJECT = 200


def send(
    to: str,
    subject: str,
    body: str,
    channel: str = "email",
    *,
    dedupe_key: str | None = None,
    forget: bool = False,
    not_before: datetime | None = None,
) -> Message:
    """Put a message into the outbox, in the current transaction.

    Args:
        to: one address: an e-mail address, a telephone number, or ``prefix:opaque`` (see `register_recipients`).
        subject: one line; unused by text messages.
        body: plain text; of a text message at most six segments.
        channel: ``email`` or ``sms``.
        dedupe_key: at most one message with this key is ever sent; the first one wins.
        forget: empty text and address as soon as the message is sent or has failed for good.
        not_before: the moment it may go out; now when not given.

    Returns:
        The message; the earlier one when the key was used before.

    Raises:
        ValueError: a subject of several lines, or too long; a text message that is too long, or to no number.
        django.core.exceptions.ValidationError: not an e-mail address.
    """
    if not is_opaque(to):
        to = _checked(to, channel)
    if len(subject.splitlines()) > 1 or len(subject) > LONGEST_SUBJECT:
        raise ValueError("The subject of a message is one line of at most 200 characters.")
    if channel == "sms" and segments(body) > MOST_SEGMENTS:
        raise ValueError(
            f"A text message has at most {MOST_SEGMENTS} segments; this one has {segments(body)}."
        )
    message = Message(
        channel=channel,
        recipient=to,
        subject=subject,
        body=body,
        forget=forget,
        dedupe_key=dedupe_key or uuid6.uuid7().hex,
        next_try_at=not_before or timezone.now(),
    )
    with transaction.atomic():
        Message.objects.bulk_create([message], ignore_conflicts=True)
        kept = Message.objects.get(dedupe_key=message.dedupe_key)
        if kept.pk == message.pk:
            _queue(kept)
    return kept


def _checked(to: str, channel: str) -> str:
    """An address fit for its channel; a telephone number becomes E.164."""
    if channel == "email":
        validate_email(to)
    return e164(to) if channel == "sms" else to


def waiting(to: str) -> bool:
    """Whether a message to this recipient waits to go out."""
    return Message.objects.filter(recipient=to, state=State.QUEUED, tries=0).exists()


def _queue(message: Message) -> None:
    """Have the worker deliver the message when its time has come."""
    from commonbeat.kernel.notify.jobs import deliver_message

    deliver_message.defer(at=message.next_try_at, message_id=str(message.pk))


def deliver(message_id: UUID | str) -> Message | None:
    """Send one message, unless somebody else has it or it is done.

    It is claimed in a transaction of its own before it goes out: if the worker dies in between, the message
    stays ``sending`` and ``sweep`` fails it, rather than anybody sending it twice.

    Returns:
        The message as it stands afterwards; ``None`` when there was nothing to do.
    """
    claimed = Message.objects.filter(
        pk=message_id, state=State.QUEUED, next_try_at__lte=timezone.now()
    ).update(state=State.SENDING, claimed_at=timezone.now())
    if not claimed:
        return None
    message = Message.objects.get(pk=message_id)
    message.tries += 1
    address = message.recipient if message.forget else ""
    try:
        real = outgoing(message)
        address = real.recipient if message.forget or real.recipient != message.recipient else ""
        adapter_for(message.channel)(real)
    except NotNow as error:
        _try_later(message, str(error))
    except (NotSent, NobodyThere) as error:
        message.state, message.error = State.FAILED, str(error)
    except Exception as error:
        message.state, message.error = State.FAILED, f"{type(error).__name__}: {error}"
    else:
        message.state, message.error, message.sent_at = State.SENT, "", timezone.now()
    if address:
        # Mail servers repeat an address in their own spelling.
        message.error = re.sub(re.escape(address), "(address not kept)", message.error, flags=re.IGNORECASE)
    if message.forget and message.state != State.QUEUED:
        _forget(message)
    with transaction.atomic():
        message.save(update_fields=["state", "tries", "error", "sent_at", "next_try_at", "body", "recipient"])
        if message.state == State.QUEUED:
            _queue(message)
    return message


def _forget(message: Message) -> None:
    """Empty what nobody needs any more; an opaque name leads nowhere once its topic has forgotten the address."""
    message.body = ""
    if not is_opaque(message.recipient):
        message.recipient = ""


def _try_later(message: Message, error: str) -> None:
    """Wait longer each time; after the last try the message has failed."""
    message.error = error
    message.state = State.FAILED if message.tries >= MOST_TRIES else State.QUEUED
    message.next_try_at = timezone.now() + FIRST_WAIT * 4 ** (message.tries - 1)


def sweep() -> int:
    """Fail messages whose worker died while sending, and queue again those whose job got lost.

    Returns:
        How many messages were touched.
    """
    long_ago = timezone.now() - UNCLEAR_AFTER
    unclear = Message.objects.filter(state=State.SENDING, claimed_at__lt=long_ago).update(
        state=State.FAILED, error=UNCLEAR
    )
    for message in Message.objects.filter(state=State.FAILED, forget=True).exclude(body=""):
        _forget(message)
        message.save(update_fields=["body", "recipient"])
    with transaction.atomic():
        lost = list(
            Message.objects.select_for_update(skip_locked=True).filter(
                state=State.QUEUED, next_try_at__lt=long_ago
            )
        )
        for message in lost:
            message.next_try_at = timezone.now()
            message.save(update_fields=["next_try_at"])
            _queue(message)
    return unclear + len(lost)


def forget_bodies() -> int:
    """Empty the text of messages that were sent, or failed for good, more than 30 days ago; that they were stays."""
    before = timezone.now() - KEEP_BODY
    over = Q(state=State.SENT, sent_at__lt=before) | Q(state=State.FAILED, next_try_at__lt=before)
    return Message.objects.filter(over).exclude(body="").update(body="")


def forget_received() -> int:
    """Forget text messages that came in more than 30 days ago; returns how many."""
    return Received.objects.filter(at__lt=timezone.now() - KEEP_RECEIVED).delete()[0]

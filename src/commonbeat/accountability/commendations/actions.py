"""Taking thanks and suggestions, finding out whom they are for, passing on, publishing, answering."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.numbers import next_number
from commonbeat.city.roster.models import Member
from commonbeat.kernel import attachments, contact
from commonbeat.kernel.access import Act, acting
from commonbeat.kernel.audit import Actor
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.database.turns import one_at_a_time
from commonbeat.kernel.workflow import MoveRefused, begin, move

from .enums import COMMENDATION, FILES, SUGGESTION, Publication, Rule
from .models import LONGEST, Commendation, Praised, Suggestion
from .published import show

RESIDENT = Actor("resident")
WORK, PUBLISH = "commendations.work", "commendations.publish"
LETTERS = {COMMENDATION: "CM", SUGGESTION: "SG"}


@dataclass(frozen=True)
class Taken:
    """What was just taken. ``code`` is shown once; "" when the same form was sent before."""

    record: Commendation | Suggestion
    code: str


def commend(
    *,
    text: str,
    channel: str,
    language: str = "en",
    received_at: datetime | None = None,
    wants_public: bool = False,
    door_token: str | None = None,
    files: tuple[str, ...] = (),
    actor: Any = RESIDENT,
    capability: str | None = None,
    told: dict[str, Any] | None = None,
    **who: Any,
) -> Taken:
    """Take a commendation and open its conversation, in one transaction.

    Args:
        text: as written.
        channel: one of ``Channel``.
        language: ``en`` or ``es``.
        received_at: when it reached us; now, unless given.
        wants_public: the writer agrees to the words being read.
        door_token: of the form; a form sent twice makes one commendation.
        files: tokens of attachments taken under the policy ``commendations.file``.
        actor: the resident, or the account that writes it down.
        capability: what that account needs; ``None`` at a public door.
        told: ``officer_name``, ``officer_badge``, ``officer_car``, ``officer_looks``, ``place``, ``happened_on``,
            ``happened_time``, ``incident_number``.
        who: ``name``, ``email``, ``phone``, ``address`` and ``wants`` for the conversation.

    Raises:
        ValidationError: by field.
        AttachmentRefused: a file was used or swept meanwhile.
        Refused: the account may not.
    """
    given = {name: _short(Commendation, name, value) for name, value in (told or {}).items()}
    publication = Publication.WAITING if wants_public else Publication.PRIVATE
    record = Commendation(wants_public=wants_public, publication=publication, **given)
    return _take(
        record, COMMENDATION, text, channel, language, received_at, door_token, actor, capability, who, files
    )


def suggest(
    *,
    text: str,
    channel: str,
    topic: str = "other",
    language: str = "en",
    received_at: datetime | None = None,
    door_token: str | None = None,
    actor: Any = RESIDENT,
    capability: str | None = None,
    **who: Any,
) -> Taken:
    """Take a suggestion and open its conversation, in one transaction; arguments as for ``commend``.

    Args:
        topic: one of ``Topic``.
    """
    record = Suggestion(topic=topic)
    return _take(
        record, SUGGESTION, text, channel, language, received_at, door_token, actor, capability, who, ()
    )


def _take(
    record: Commendation | Suggestion,
    kind: str,
    text: str,
    channel: str,
    language: str,
    received_at: datetime | None,
    door_token: str | None,
    actor: Any,
    capability: str | None,
    who: dict[str, Any],
    files: tuple[str, ...],
) -> Taken:
    said = tidy(text)
    if not said:
        raise ValidationError({"text": _("Please write a few words.")})
    if len(said) > LONGEST:
        raise ValidationError({"text": _("This is too long. Please make it shorter.")})
    if received_at and received_at > timezone.now():
        raise ValidationError({"received_at": _("This lies in the future.")})
    with transaction.atomic():
        if door_token:
            one_at_a_time(f"commendations:{door_token}")
            before = type(record).objects.filter(door_token=door_token).first()
            if before is not None:
                return Taken(before, "")
        record.number = next_number(LETTERS[kind], digits=4)
        record.text, record.channel, record.language = said, channel, language
        record.received_at, record.door_token = received_at or timezone.now(), door_token
        details = {"number": record.number, "channel": channel}
        begin(record, actor=actor, capability=capability, details=details)
        code = contact.open_conversation(record, kind=kind, language=language, **who).code
        if files:
            attachments.attach(list(files), record, policy=FILES)
        if isinstance(record, Commendation):
            show(record)
    return Taken(record, code)


def _short(model: Any, name: str, value: Any) -> Any:
    """A value as its column takes it: texts on one line and no longer than the column."""
    if not isinstance(value, str):
        return value
    return tidy(value, lines=False)[: model._meta.get_field(name).max_length]


@contextmanager
def _act(record: Any, actor: Any, action: str, capability: str = WORK, *, reason: str = "") -> Iterator[Act]:
    """Do something to a record, written down with its number."""
    with acting(
        actor, capability, action, object_kind=record._meta.model_name, object_id=record.pk, reason=reason
    ) as act:
        act.details["number"] = record.number
        yield act


def match(
    commendation: Commendation, *, actor: Any, member: Member, supervisor: Member | None = None
) -> None:
    """Say that a commendation is meant for somebody; a second one may be added.

    Args:
        actor: needs ``commendations.work``.
        member: whom it thanks.
        supervisor: who hears of it too.

    Raises:
        MoveRefused: it was passed on already.
        ValueError: somebody is their own supervisor.
    """
    if supervisor is not None and supervisor.pk == member.pk:
        raise ValueError(_("Choose somebody else as the supervisor."))
    with _act(commendation, actor, "commendations.matched") as act:
        fresh = Commendation.objects.select_for_update().get(pk=commendation.pk)
        if fresh.state not in ("received", "matched"):
            raise MoveRefused({"": _("It was passed on or closed meanwhile.")})
        fresh.praised.update_or_create(member=member, defaults={"supervisor": supervisor})
        act.details.update(member=member.pk, supervisor=supervisor.pk if supervisor else None)
        if fresh.state == "received":
            move(fresh, "match", actor=actor, details={"number": fresh.number})


def unmatch(commendation: Commendation, *, actor: Any, praised: Praised, reason: str) -> None:
    """Take a match back; without any left it waits again.

    Raises:
        MoveRefused: it was passed on already, or no reason was given.
    """
    with _act(commendation, actor, "commendations.unmatched", reason=reason) as act:
        fresh = Commendation.objects.select_for_update().get(pk=commendation.pk)
        if fresh.state != "matched":
            raise MoveRefused({"": _("It was passed on or closed meanwhile.")})
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why.")})
        act.details["member"] = praised.member_id
        fresh.praised.filter(pk=praised.pk).delete()
        if not fresh.praised.exists():
            move(fresh, "unmatch", actor=actor, reason=reason, details={"number": fresh.number})


def step(
    record: Commendation | Suggestion,
    name: str,
    *,
    actor: Any,
    reason: str = "",
    values: dict[str, Any] | None = None,
) -> None:
    """Move a commendation or a suggestion one step.

    Raises:
        MoveRefused: not possible, or something is missing.
        Refused: the actor may not.
    """
    with transaction.atomic():
        move(record, name, actor=actor, reason=reason, values=values, details={"number": record.number})
        if isinstance(record, Commendation):
            show(record)


def publish(commendation: Commendation, *, actor: Any, words: dict[str, str]) -> None:
    """Put released words where everybody can read them.

    Args:
        actor: needs ``commendations.publish``.
        words: ``words_en`` and ``words_es``, one of them at least.

    Raises:
        ValueError: the writer did not agree, nobody was told yet, or there are no words.
    """
    given = {name: tidy(words.get(name, ""))[:LONGEST] for name in ("words_en", "words_es")}
    if not any(given.values()):
        raise ValueError(_("Give the words in one language at least."))
    with _act(commendation, actor, "commendations.published", PUBLISH) as act:
        fresh = Commendation.objects.select_for_update().get(pk=commendation.pk)
        if not fresh.wants_public:
            raise ValueError(_("The writer did not agree, so it stays between us."))
        if fresh.state not in ("passed_on", "closed") or not fresh.praised.exists():
            raise ValueError(_("Pass it on first: the people it thanks read it before everybody does."))
        now = fresh.published_at or timezone.now()
        _set(commendation, publication=Publication.PUBLISHED, rule="", published_at=now, **given)
        show(commendation)
        act.details["languages"] = [name[-2:] for name, text in given.items() if text]


def keep_private(commendation: Commendation, *, actor: Any, rule: str) -> None:
    """Keep words off the public page, or take them off again.

    Args:
        actor: needs ``commendations.publish``.
        rule: one of ``Rule``.

    Raises:
        ValueError: no such rule.
    """
    if rule not in Rule.values:
        raise ValueError(_("Choose one of the reasons."))
    with _act(commendation, actor, "commendations.not_published", PUBLISH, reason=rule):
        _take_off(commendation, rule)


def take_back_consent(commendation: Commendation) -> None:
    """The writer does not want the words to be read any more; published ones are gone at once."""
    with transaction.atomic():
        fresh = Commendation.objects.select_for_update().get(pk=commendation.pk)
        _take_off(fresh, Rule.CONSENT)
        _set(fresh, wants_public=False)
        from commonbeat.kernel import audit

        audit.record(
            "commendations.consent_ended",
            actor=RESIDENT,
            object_kind="commendation",
            object_id=fresh.pk,
            details={"number": fresh.number},
        )


def _take_off(commendation: Commendation, rule: str) -> None:
    was = commendation.publication
    to = (
        Publication.WITHDRAWN
        if was in (Publication.PUBLISHED, Publication.WITHDRAWN)
        else Publication.DECLINED
    )
    _set(commendation, publication=to, rule=rule, words_en="", words_es="")
    show(commendation)


def assign(suggestion: Suggestion, *, actor: Any, owner: Any) -> None:
    """Say who answers a suggestion.

    Args:
        actor: needs ``commendations.work``.
        owner: an account, or ``None``.
    """
    with _act(suggestion, actor, "commendations.assigned") as act:
        _set(suggestion, owner=owner)
        act.details["owner"] = str(owner.pk) if owner else ""


def _set(record: Any, **values: Any) -> None:
    type(record).objects.filter(pk=record.pk).update(**values)
    for name, value in values.items():
        setattr(record, name, value)

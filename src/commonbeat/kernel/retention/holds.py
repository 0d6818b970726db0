"""Placing and releasing holds, and finding what they cover. What is decided here a trigger decides again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel.access import acting

from .declare import kinds
from .models import Hold
from .walled import behind_kind, is_walled

NOTHING = Q(pk__in=())


class HoldRefused(ValueError):
    """The hold cannot be placed or released; the message is for the person who tried."""


def standing(kind: str = "") -> QuerySet[Hold]:
    """Holds that were not released; of one kind of record, or all."""
    rows = Hold.objects.filter(released_at=None)
    return rows.filter(kind=kind) if kind else rows


def covers(hold: Hold) -> Q:
    """The records a hold covers, as a condition on their table."""
    if hold.subject_id is not None:
        return Q(pk=hold.subject_id)
    wanted = ~NOTHING
    if hold.field:
        wanted &= Q(**{hold.field: hold.value})
    if hold.since is not None:
        wanted &= Q(**{f"{hold.began}__gte": hold.since})
    if hold.until is not None:
        wanted &= Q(**{f"{hold.began}__lt": hold.until})
    return wanted


def under_hold(kind: str) -> Q:
    """The records of a kind that any hold covers, as a condition on their table."""
    found = NOTHING
    for hold in standing(kind):
        found |= covers(hold)
    return found


def holds_on(record: Model) -> list[Hold]:
    """The standing holds that cover a record."""
    rows = type(record)._base_manager.filter(pk=record.pk)
    return [hold for hold in standing(record._meta.label) if rows.filter(covers(hold)).exists()]


def place(
    *,
    actor: Any,
    why: str,
    authority: str,
    reason: str,
    kind: str,
    number: str = "",
    field: str = "",
    value: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Hold:
    """Place a hold on one record, on the records that fit, or on a whole kind. It counts from this moment.

    Args:
        actor: needs ``retention.hold``.
        why: one of `Hold.Why`.
        authority: court case, records request or letter.
        reason: in the actor's words, for the audit log.
        kind: label of the model.
        number: of one record; "" for all that fit.
        field: a column the rules of this kind offer; "" for all.
        value: what must stand there.
        since: records that came in then or later.
        until: records that came in before.

    Raises:
        HoldRefused: something is missing or does not fit.
        Refused: the actor may not.
    """
    rules = kinds().get(kind)
    if not rules:
        raise HoldRefused(_("Choose a kind of record."))
    if why not in Hold.Why.values or not authority.strip() or not reason.strip():
        raise HoldRefused(_("Say on whose authority and why."))
    if bool(field) != bool(value) or (field and field not in _columns(kind)):
        raise HoldRefused(_("Choose what the records have in common, and its value."))
    if number and (field or since or until):
        raise HoldRefused(_("Name one record, or what the records have in common; not both."))
    if since and until and until <= since:
        raise HoldRefused(_("The last day is before the first one."))
    with acting(
        actor, "retention.hold", "retention.hold_placed", object_kind="hold", reason=reason.strip()
    ) as act:
        hold = Hold.objects.create(
            why=why, authority=authority.strip(), reason=reason.strip(), kind=kind, number=number,
            subject_id=_subject(kind, number), field=field, value=value, since=since, until=until,
            began=rules[0].began, placed_by=actor.pk,
        )  # fmt: skip
        act.object_id = str(hold.pk)
        act.details |= {"kind": kind, "why": why}
    return hold


def release(hold: Hold, *, actor: Any, reason: str) -> None:
    """End a hold.

    Raises:
        HoldRefused: no reason, or it is released already.
        Refused: the actor may not.
    """
    if not reason.strip():
        raise HoldRefused(_("Please give a reason."))
    with acting(
        actor, "retention.hold", "retention.hold_released", object_kind="hold", object_id=hold.pk,
        reason=reason.strip(),
    ):  # fmt: skip
        done = standing().filter(pk=hold.pk).update(
            released_at=timezone.now(), released_by=actor.pk, release_reason=reason.strip()
        )  # fmt: skip
        if not done:
            raise HoldRefused(_("This hold was released already."))
    hold.refresh_from_db()


def covered(hold: Hold) -> int | None:
    """How many records a hold covers now; ``None`` where counting them would tell of protected ones."""
    if is_walled(hold.kind):
        return None
    rows: QuerySet[Any] = apps.get_model(hold.kind)._base_manager.filter(covers(hold))
    return rows.count()


def shut_out_new_holds() -> None:
    """Let no hold be placed until this transaction ends: whoever places one waits, and then is told the truth."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('retention.hold'))")


def _columns(kind: str) -> set[str]:
    return {column for rule in kinds()[kind] for column, _title in rule.criteria}


def _subject(kind: str, number: str) -> UUID | None:
    """Id of the record with this number; nothing where no number is given."""
    if not number:
        return None
    with behind_kind(kind, "hold"):
        found = apps.get_model(kind)._base_manager.filter(number__iexact=number.strip()).first()
    if found is None:
        raise HoldRefused(_("There is no record with this number, or it is disposed of."))
    pk: UUID = found.pk
    return pk

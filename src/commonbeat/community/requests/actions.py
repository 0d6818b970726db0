"""What staff do with requests, each written to the audit log in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from commonbeat.kernel import attachments, audit, clocks, contact, workflow
from commonbeat.kernel.access import acting, require
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.database.turns import one_at_a_time

from . import effects
from .enums import PictureKind, Team
from .models import Category, Follower, Picture, PublicUpdate, ServiceRequest
from .promises import FIRST_ANSWER
from .publication import project, touch
from .scrubbing import points_at_somebody
from .submitting import PICTURES

WORK = "requests.work"
LONGEST_UPDATE = 2000
TOO_EXACT = _lazy(
    "Everybody would read an address, a plate or the like. Say the block instead, or write to the resident alone."
)
PUBLIC_WORDS = ("public_reason_en", "public_reason_es")
OBJECT = "request"


def _act(actor: Any, action: str, record: ServiceRequest, capability: str = WORK, reason: str = "") -> Any:
    return acting(actor, capability, action, object_kind=OBJECT, object_id=record.pk, reason=reason)


def locked(record: ServiceRequest) -> ServiceRequest:
    """The row as it is now, locked until the transaction ends."""
    rows = ServiceRequest.objects.select_for_update(of=("self",)).select_related("category__group")
    return rows.get(pk=record.pk)


def assign(record: ServiceRequest, *, actor: Any, owner: User | None, team: str = "") -> None:
    """Give a request to a person, a team or both.

    Args:
        record: the request.
        actor: who assigns; needs ``requests.work``.
        owner: who looks after it; None for nobody in particular.
        team: "" to leave it where it is.

    Raises:
        ValueError: the owner may not work on requests, or there is no such team.
    """
    if owner is not None and owner not in owners():
        raise ValueError(_("This person does not work on requests."))
    if team and team not in Team.values:
        raise ValueError(_("There is no such team."))
    with _act(actor, "requests.assigned", record) as act:
        row = locked(record)
        row.owner, row.team = owner, team or row.team
        row.save(update_fields=["owner", "team", "changed_at"])
        act.details |= {"owner": str(owner.pk) if owner else "", "team": row.team}
    record.owner, record.team = row.owner, row.team


def owners() -> list[User]:
    """Everybody who may look after a request, by name."""
    return list(holders(WORK))


def update(record: ServiceRequest, *, actor: Any, text_en: str, text_es: str = "") -> PublicUpdate:
    """Say something everybody may read; the resident and all followers are told that there is news.

    Args:
        record: the request.
        actor: who writes; needs ``requests.work``.
        text_en, text_es: the words; readers of Spanish get the English where the Spanish is empty.

    Raises:
        ValueError: no words, or too many.
    """
    words = {"text_en": tidy(text_en), "text_es": tidy(text_es)}
    if not words["text_en"]:
        raise ValueError(_("Write something first."))
    if max(map(len, words.values())) > LONGEST_UPDATE:
        raise ValueError(_("This is too long. Use at most %(most)d characters.") % {"most": LONGEST_UPDATE})
    if any(map(points_at_somebody, words.values())):
        raise ValueError(str(TOO_EXACT))
    with _act(actor, "requests.updated", record) as act:
        made = PublicUpdate.objects.create(request=record, at=timezone.now(), by=_account(actor), **words)
        act.details["update"] = str(made.pk)
        _answered(record, f"update {made.pk}")
        project(record)
        effects.tell_residents(record)
        effects.tell_followers(record, f"update {made.pk}")
    return made


def message(record: ServiceRequest, *, actor: Any, text: str, template: str = "") -> None:
    """Write to the resident alone; nobody else reads it.

    Raises:
        ValidationError: no words, or too many.
        ValueError: there is no conversation any more.
    """
    conversation = _conversation(record)
    with _act(actor, "requests.messaged", record):
        said = contact.say(conversation, actor=actor, text=text, by="department", template=template)
        contact.tell(conversation)
        _answered(record, f"message {said.pk}")


def note(record: ServiceRequest, *, actor: Any, text: str) -> None:
    """Keep an internal note: staff read it, residents never do.

    Raises:
        ValidationError: no words, or too many.
        ValueError: there is no conversation any more.
    """
    require(actor, WORK, object_kind=OBJECT, object_id=str(record.pk))
    contact.note(_conversation(record), actor=actor, text=text)


def step(
    record: ServiceRequest,
    name: str,
    *,
    actor: Any,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    """Take a step of the process; see ``workflow.move``.

    Raises:
        MoveRefused: by field.
    """
    given = values or {}
    exact = [field for field in PUBLIC_WORDS if points_at_somebody(str(given.get(field, "")))]
    if exact:
        raise workflow.MoveRefused(dict.fromkeys(exact, str(TOO_EXACT)))
    if name == "merge":
        into = given.get("duplicate_of")
        if into is None:
            raise workflow.MoveRefused({"duplicate_of": _("Say which request it repeats.")})
        merge(record, into, actor=actor, values=values)
        return
    workflow.move(record, name, actor=actor, reason=reason, values=values)


def merge(
    record: ServiceRequest, into: ServiceRequest, *, actor: Any, values: Mapping[str, Any] | None = None
) -> None:
    """Close a request as a repetition of another; its followers and its reporter follow that one from now on.

    Args:
        record: the repetition.
        into: the one that is worked on; where it is a repetition itself, the one behind it.
        actor: who merges; needs ``requests.work``.
        values: the public reason in both languages.

    Raises:
        MoveRefused: it would repeat itself, or the reason is missing.
    """
    with transaction.atomic():
        one_at_a_time("requests.merge")  # else two of them could make a ring; they are few
        survivor = _behind(into)
        if survivor.pk == record.pk:
            raise workflow.MoveRefused({"duplicate_of": _("A request cannot repeat itself.")})
        workflow.move(record, "merge", actor=actor, values={**(values or {}), "duplicate_of": survivor})
        for other in ServiceRequest.objects.filter(duplicate_of=record):
            other.duplicate_of = survivor
            other.save(update_fields=["duplicate_of"])
        known = set(survivor.followers.values_list("address_key", flat=True))
        Follower.objects.filter(request=record).exclude(address_key__in=known).update(request=survivor)
        project(record)
        project(survivor)
        audit.record(
            "requests.merged",
            actor=actor,
            object_kind=OBJECT,
            object_id=record.pk,
            details={"into": survivor.number},
        )


def _behind(into: ServiceRequest) -> ServiceRequest:
    """The request that is worked on, read as it is now: a repetition leads to the one it repeats."""
    survivor = ServiceRequest.objects.select_related("category").get(pk=into.pk)
    while survivor.duplicate_of is not None:
        survivor = survivor.duplicate_of
    return survivor


def change_category(record: ServiceRequest, category: Category, *, actor: Any, reason: str) -> None:
    """Put a request into another category; team and privacy follow it, promises stay as they were made.

    Raises:
        ValueError: no reason.
    """
    needs_reason(reason)
    with _act(actor, "requests.changed", record, reason=reason) as act:
        row = locked(record)
        act.details |= {"from": row.category_id, "to": category.pk}
        row.category, row.team = category, category.team
        row.private = row.private or category.private
        row.save(update_fields=["category", "team", "private", "changed_at"])
        project(row)
    record.category, record.team, record.private = row.category, row.team, row.private


def set_private(record: ServiceRequest, private: bool, *, actor: Any, reason: str) -> None:
    """Take a request off the public pages, or put it back.

    Raises:
        ValueError: no reason, or its category is private.
    """
    needs_reason(reason)
    if not private and record.category.private:
        raise ValueError(_("Requests of this category are never shown one by one."))
    with _act(actor, "requests.changed", record, reason=reason) as act:
        row = locked(record)
        row.private = private
        row.save(update_fields=["private", "changed_at"])
        act.details["private"] = private
        project(row)
    record.private = private


def add_picture(
    record: ServiceRequest, upload: Any, *, actor: Any, kind: str = PictureKind.AFTER, shown: bool = False
) -> Picture:
    """Add a picture taken by staff.

    Args:
        record: the request.
        upload: the file as it came.
        actor: who took it; needs ``requests.work`` or ``requests.inspect``.
        kind: ``before`` or ``after``.
        shown: whether everybody may see it.

    Raises:
        AttachmentRefused: it is no picture we can take.
    """
    require(actor, WORK, object_kind=OBJECT, object_id=str(record.pk))
    taken = attachments.take(upload, policy=PICTURES, actor=actor)
    with _act(actor, "requests.picture_added", record) as act:
        attachments.attach(taken, record)
        made = Picture.objects.create(
            request=record,
            attachment_id=taken.pk,
            kind=kind,
            shown=shown,
            from_resident=False,
            at=timezone.now(),
        )
        act.details |= {"kind": kind, "shown": shown}
        if shown:
            touch(record)
    return made


def show_picture(picture: Picture, shown: bool, *, actor: Any) -> None:
    """Let everybody see a picture, or take it off the public page."""
    action = "requests.picture_shown" if shown else "requests.picture_hidden"
    with _act(actor, action, picture.request) as act:
        picture.shown = shown
        picture.save(update_fields=["shown"])
        act.details["picture"] = str(picture.pk)
        touch(picture.request)


def start_export(*, actor: Any, reason: str, rows: int, filters: str) -> None:
    """Check and write down an export before its first row leaves.

    Raises:
        ValueError: no reason was given.
        Refused: the actor may not.
    """
    require(actor, "requests.export", object_kind=OBJECT)
    needs_reason(reason)
    audit.record(
        "requests.exported",
        actor=actor,
        object_kind=OBJECT,
        reason=reason,
        details={"rows": rows, "filters": filters},
    )


def needs_reason(reason: str) -> None:
    """Refuse to go on without a reason."""
    if not reason.strip():
        raise ValueError(_("Please give a reason."))


def _answered(record: ServiceRequest, proof: str) -> None:
    clocks.stop(FIRST_ANSWER, record, proof=proof)


def _account(actor: Any) -> User | None:
    return actor if isinstance(actor, User) else None


def _conversation(record: ServiceRequest) -> Any:
    conversation = contact.conversation_of(record)
    if conversation is None:
        raise ValueError(_("There is no conversation with this resident any more."))
    return conversation

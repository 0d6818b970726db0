"""Evidence: added once, handed on by two people, its files checked against their hashes."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.accountability.complaints.looks import changing
from commonbeat.kernel import attachments
from commonbeat.kernel.access import allowed
from commonbeat.kernel.attachments import sealing
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.database.turns import one_at_a_time

from . import enums
from .actions import open_case
from .models_evidence import CustodyStep, Evidence, HashCheck

WORK = "complaints.work"
POLICY = "interviews.evidence"


def evidence_of(case: UUID, pk: UUID) -> Evidence:
    """One item of a complaint, inside a look that opens it.

    Raises:
        Evidence.DoesNotExist: there is none.
    """
    return Evidence.objects.within_look().get(pk=pk, complaint_id=case)


def chain(item: Evidence) -> list[CustodyStep]:
    """Its chain of custody, the oldest step first; inside a look."""
    rows = item.custody.within_look().select_related("from_account", "to_account", "noted_by", "answered_by")
    return list(rows.order_by("position"))


def holding(steps: list[CustodyStep]) -> CustodyStep | None:
    """The step that says who holds the item: the last one that was not turned down and does not wait."""
    return next(
        (one for one in reversed(steps) if not one.waits and one.answer != enums.Answer.DECLINED), None
    )


def add(
    case: UUID, *, actor: Any, kind: str, description: str, files: Any = None, why: str = "", found_at: datetime | None = None,
    found_where: str = "", found_by: str = "", system: str = "", reference: str = "", reference_sha256: str = "",
) -> Evidence:  # fmt: skip
    """Add an item; whoever adds it has collected it and holds it.

    A body-worn camera's video, or anything else another system keeps, is named by system and number, never copied.

    Args:
        case: the complaint.
        actor: needs ``complaints.work``, the case, and an account.
        kind: one of ``enums.Item``.
        files: `attachments.Uploads`, or a list of attachments.
        why: how it was collected.
        reference_sha256: 64 hexadecimal digits, as the other system gives them.

    Raises:
        ValidationError: by field.
    """
    given = {
        "found_where": found_where, "found_by": found_by, "system": system, "reference": reference,
        "reference_sha256": reference_sha256.lower(),
    }  # fmt: skip
    given = {name: tidy(value, lines=False) for name, value in given.items()}
    _check_new(kind, description, found_at, given)
    with changing(actor, case, WORK, "interviews.evidence_added") as act:
        one_at_a_time(f"interviews.evidence:{case}")
        last = Evidence.objects.within_look().filter(complaint_id=case).aggregate(last=Max("number"))["last"]
        made = Evidence.objects.create(
            complaint=open_case(case), number=(last or 0) + 1, kind=kind,
            description=tidy(description), found_at=found_at, added_by_id=actor.pk, **given,
        )  # fmt: skip
        _attach(files, made)
        CustodyStep.objects.create(
            complaint_id=case, evidence=made, position=1, kind=enums.Step.COLLECTED, to_account=actor, noted_by=actor,
            why=tidy(why, lines=False) or _("Collected for this case."),
        )  # fmt: skip
        act.details.update(evidence=str(made.pk), number=made.number)
    return made


def _check_new(kind: str, description: str, found_at: datetime | None, given: dict[str, str]) -> None:
    errors: dict[str, str] = {}
    if kind not in enums.Item.values:
        errors["kind"] = _("Choose what it is.")
    if not tidy(description):
        errors["description"] = _("Please describe it.")
    if found_at and found_at > timezone.now():
        errors["found_at"] = _("This lies in the future.")
    if bool(given["system"]) != bool(given["reference"]):
        errors["reference"] = _("Give both, the system and its number there.")
    digest = given["reference_sha256"]
    if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        errors["reference_sha256"] = _("A SHA-256 has 64 digits from 0 to 9 and a to f.")
    if errors:
        raise ValidationError(dict(errors))


def _attach(files: Any, item: Evidence) -> None:
    if files is None:
        return
    if isinstance(files, list):
        attachments.attach(files, item, policy=POLICY)
    else:
        files.attach_to(item)


def hand_over(
    case: UUID, pk: UUID, *, actor: Any, why: str, to_account: Any = None, to_place: str = ""
) -> CustodyStep:
    """Note that an item passes to somebody, or to a place; it counts once another person confirms it.

    Args:
        actor: who holds it now; where a place holds it, anybody who works on the case.
        why: for what.
        to_account: somebody who works here.
        to_place: a room and shelf, a laboratory, a court.

    Raises:
        ValidationError: a step waits, the actor does not hold it, or it goes nowhere else.
    """
    if not tidy(why):
        raise ValidationError({"why": _("Say what for.")})
    place = tidy(to_place, lines=False)
    if (to_account is None) == (not place):
        raise ValidationError({"to_place": _("Give either a person or a place.")})
    with changing(actor, case, WORK, "interviews.custody") as act:
        one_at_a_time(f"interviews.custody:{pk}")
        item = evidence_of(case, pk)
        steps = chain(item)
        now = holding(steps)
        assert now is not None  # the database begins every chain with the item itself
        _check_hand_over(actor, steps, now, to_account, place)
        act.details.update(evidence=str(pk), number=item.number)
        return CustodyStep.objects.create(
            complaint_id=case, evidence=item, position=steps[-1].position + 1, kind=enums.Step.HANDED_OVER,
            from_account=now.to_account, from_place=now.to_place, to_account=to_account, to_place=place,
            why=tidy(why, lines=False), noted_by=actor,
        )  # fmt: skip


def _check_hand_over(
    actor: Any, steps: list[CustodyStep], now: CustodyStep, account: Any, place: str
) -> None:
    if steps[-1].waits:
        raise ValidationError({"": _("The last step waits for the other side's answer.")})
    if now.to_account_id is not None and now.to_account_id != actor.pk:
        raise ValidationError({"": _("Only who holds it hands it over.")})
    if (account is not None and account.pk == now.to_account_id) or (place and place == now.to_place):
        raise ValidationError({"to_place": _("It is there already.")})


def may_answer(step: CustodyStep, account: Any) -> bool:
    """Whether somebody can confirm a step that waits: the receiver; for a place, anybody but who noted it.

    Who fetches an item from a place notes it themselves: then another person confirms.
    """
    if not step.waits or step.noted_by_id == account.pk or not allowed(account, WORK):
        return False
    return step.to_account_id in (None, account.pk, step.noted_by_id)


def answer(
    case: UUID, pk: UUID, step_id: UUID, *, actor: Any, received: bool, condition: str = ""
) -> CustodyStep:
    """Say as the other side whether an item was received. If not, it stays where it was.

    Args:
        condition: of the item and its seals; a receipt's number.

    Raises:
        ValidationError: nothing waits, or this person cannot answer.
    """
    with changing(actor, case, WORK, "interviews.custody_answered") as act:
        one_at_a_time(f"interviews.custody:{pk}")
        rows = CustodyStep.objects.within_look().filter(pk=step_id, evidence_id=pk, complaint_id=case)
        step = rows.first()
        if step is None or not step.waits:
            raise ValidationError({"": _("Nothing waits to be answered.")})
        if not may_answer(step, actor):
            raise ValidationError({"": _("The receiver answers this; never who wrote it down.")})
        step.answer = enums.Answer.RECEIVED if received else enums.Answer.DECLINED
        step.answered_by, step.answered_at, step.condition = (
            actor,
            timezone.now(),
            tidy(condition, lines=False),
        )
        step.save(update_fields=["answer", "answered_by", "answered_at", "condition"])
        act.details.update(evidence=str(pk), answer=str(step.answer))
    return step


def check_hashes(case: UUID, pk: UUID, *, actor: Any) -> list[HashCheck]:
    """Recompute the hash of every file of an item as it was sent, and write down whether it still is what it was.

    Raises:
        ValidationError: it has no files.
    """
    with changing(actor, case, WORK, "interviews.hash_checked") as act:
        item = evidence_of(case, pk)
        files = attachments.of(item)
        if not files:
            raise ValidationError({"": _("This item has no files of ours.")})
        made = []
        for one in files:
            found = digest_of(one)
            made.append(
                HashCheck.objects.create(
                    complaint_id=case,
                    evidence=item,
                    attachment_id=one.pk,
                    expected=one.original_sha256,
                    found=found,
                    matches=found == one.original_sha256,
                    by=actor,
                )
            )
        act.details.update(evidence=str(pk), files=len(made), matching=sum(check.matches for check in made))
    return made


def digest_of(file: Any) -> str:
    """SHA-256 of an upload's bytes as they were sent; "" if they are gone or cannot be unsealed."""
    try:
        content = file.as_sent()
    except (OSError, sealing.BrokenSeal):
        return ""
    return hashlib.sha256(content).hexdigest() if content is not None else ""

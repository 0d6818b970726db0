"""What an officer does with the papers they were served.

Their own look opens their papers for reading only. What they do is written in a look of the platform's, once it is sure
that the paper is theirs, and stands in the audit log under their name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.accountability.complaints.looks import OWN, as_platform
from commonbeat.accountability.complaints.reopening import shown_until
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.walls import NotThere
from commonbeat.kernel.workflow import move

from . import cases, telling
from .enums import Paper
from .models import Served
from .papers import RESPONDED, TIMED

ANSWER_LONGEST = 20_000


def papers(viewer: Any) -> list[Served]:
    """What a person was served, by case and time: one query, whatever there is."""
    return list(Served.objects.visible_to(viewer, purpose=OWN).order_by("-served_at", "-id"))


def paper(viewer: Any, pk: UUID) -> Served:
    """One paper of a person's own.

    Raises:
        NotThere: no such paper, or not theirs.
    """
    found = Served.objects.visible_to(viewer, purpose=OWN).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found  # type: ignore[no-any-return]


@contextmanager
def _writing(viewer: Any, pk: UUID, action: str) -> Iterator[Served]:
    """The paper, locked, in a look of the platform's; its audit row names the person."""
    seen = paper(viewer, pk)
    with as_platform(seen.complaint_id):
        found = cases.paper_of(seen.complaint_id, pk, lock=True)
        if not found.served or found.account_id != viewer.pk:
            raise NotThere
        yield found
        audit.record(
            action,
            actor=viewer,
            object_kind="paper",
            object_id=found.pk,
            purpose=OWN,
            case=str(found.complaint_id),
        )


def read(viewer: Any, pk: UUID) -> Served:
    """Open a paper; the first time is noted.

    Raises:
        NotThere: no such paper, or not theirs.
    """
    seen = paper(viewer, pk)
    if seen.read_at is not None:
        return seen
    with _writing(viewer, pk, "discipline.read") as found:
        found.read_at = found.read_at or timezone.now()
        found.save(update_fields=["read_at"])
    return found


def sign(viewer: Any, pk: UUID, *, read: bool) -> Served:
    """Sign for having read a paper, with the name of the account and the time; it says nothing of agreeing with it.

    Gov. Code 3305 asks that the officer read and sign. Who signs is known by the sign-in: a typed name could only differ from it.

    Args:
        viewer: whose paper it is.
        pk: the paper.
        read: they confirm that they read it and sign for it.

    Raises:
        NotThere: no such paper, or not theirs.
        ValidationError: not confirmed, or signed before.
    """
    if not read:
        raise ValidationError({"read": _("Tick that you read it and sign for it.")})
    with _writing(viewer, pk, "discipline.signed") as found:
        if found.is_acknowledged:
            raise ValidationError({"": _("This is signed for already.")})
        found.signed_at, found.signed_as = timezone.now(), signature_of(viewer)
        found.read_at = found.read_at or found.signed_at
        found.save()
    return found


def signature_of(viewer: Any) -> str:
    """The name an account signs with: its own, which others keep and it cannot change for a paper."""
    return (tidy(viewer.name, lines=False) or viewer.email)[:120]


def answer(viewer: Any, pk: UUID, *, text: str) -> Served:
    """Answer a paper in writing, in time; the answer stays with it (Gov. Code 3306).

    Raises:
        NotThere: no such paper, or not theirs.
        ValidationError: nothing to answer, no text, answered before, or the time is over.
    """
    if not tidy(text) or len(text) > ANSWER_LONGEST:
        raise ValidationError({"text": _("Please write your answer, at most 20,000 letters.")})
    with _writing(viewer, pk, "discipline.answered") as found:
        if why := why_no_answer(found):
            raise ValidationError({"": why})
        found.answer, found.answered_at = tidy(text), timezone.now()
        found.read_at = found.read_at or found.answered_at
        found.save()
        telling.answered(found)
    return found


def why_no_answer(found: Served) -> str:
    """Why a paper cannot be answered; "" if it can."""
    if found.kind not in TIMED:
        return _("This paper is not answered here.")
    if found.answered_at is not None:
        return _("You answered this already.")
    if is_over(found):
        return _("The time to answer is over.")
    return ""


def is_over(found: Served) -> bool:
    """Whether a paper's last day has passed."""
    return found.due_on is not None and today() > found.due_on


def ask_time(viewer: Any, pk: UUID, *, why: str) -> Served:
    """Ask for more time to answer, once, while there is time.

    Raises:
        NotThere: no such paper, or not theirs.
        ValidationError: no reason, asked before, or nothing to answer any more.
    """
    if not tidy(why):
        raise ValidationError({"why": _("Please say why you need more time.")})
    with _writing(viewer, pk, "discipline.time_asked") as found:
        if refused := why_no_answer(found):
            raise ValidationError({"": refused})
        if found.time_asked_at is not None:
            raise ValidationError({"": _("You asked for more time already.")})
        found.time_asked_at, found.time_asked = timezone.now(), tidy(why)[:1000]
        found.save()
        telling.answered(found)
    return found


def appeal(viewer: Any, pk: UUID, *, words: str = "") -> Served:
    """Appeal (or grieve) a decision from its paper, while there is time.

    Args:
        viewer: whose paper it is.
        pk: the decision.
        words: grounds, if the person gives any now.

    Raises:
        NotThere: no such paper, or not theirs.
        ValidationError: no decision, too late, or done already.
    """
    with _writing(viewer, pk, "discipline.appealed") as found:
        if why := why_no_appeal(found):
            raise ValidationError({"": why})
        record = cases.discipline_of(found.complaint_id, found.discipline_id)  # type: ignore[arg-type]
        move(record, "appeal_own", actor=audit.SYSTEM, values={"appealed_on": today()},
             details={"by": str(viewer.pk)})  # fmt: skip
        found.answer, found.answered_at = tidy(words) or _("I appeal this decision."), timezone.now()
        found.save()
        telling.answered(found)
    return found


def why_no_appeal(found: Served) -> str:
    """Why a paper cannot be appealed; "" if it can."""
    if found.kind != Paper.DECISION or found.discipline_id is None:
        return _("This paper is not appealed.")
    if found.answered_at is not None:
        return _("You appealed this already.")
    if found.due_on is None:
        return _("The case was opened again; this decision is set aside.")
    if is_over(found):
        return _("The time to appeal is over.")
    return ""


def closed_cases(found: list[Served]) -> dict[UUID, datetime | None]:
    """Until when a person sees who looked into the cases behind their papers; ``None``: it was never closed.

    A case that was opened again shows what it showed on that day. Nothing is asked for somebody without papers.
    """
    closed: dict[UUID, datetime | None] = {}
    for case in {one.complaint_id for one in found}:
        with walls.looking(audit.SYSTEM, "complaint_work", case=case, reason="an officer's own page"):
            closed[case] = next((shown_until(one.complaint) for one in _one(case)), None)
    return closed


def until(lookups: list[Any], moment: datetime | None) -> list[Any]:
    """Of those who looked, what lies before a moment of `closed_cases`."""
    return [one for one in lookups if moment is not None and one.when < moment]


def _one(case: UUID) -> list[Served]:
    return list(Served.objects.within_look().filter(complaint_id=case).select_related("complaint")[:1])


@dataclass(frozen=True)
class Step:
    """What happens next in a case, for the person it is about.

    Attributes:
        text: one sentence.
        due: by when, if there is a day.
        paper: id of the paper it is done with, if it is one.
    """

    text: str
    due: Any = None
    paper: Any = None


def next_steps(found: list[Served]) -> list[Step]:
    """What a person can or must do next in one case, and by when; worked out from their papers alone.

    Args:
        found: papers of one case.
    """
    decided = {one.discipline_id for one in found if one.kind == Paper.DECISION}
    waiting = [
        one
        for one in found
        if one.due_on
        and not one.answered_at
        and not is_over(one)
        # what a proposal rests on is answered before the decision; after it there is the appeal
        and not (one.kind in RESPONDED and one.discipline_id in decided)
    ]
    steps = [
        Step(_("You may answer: %(paper)s") % {"paper": one.get_kind_display()}, one.due_on, one.pk)
        if one.kind in TIMED
        else Step(_("You may appeal the decision."), one.due_on, one.pk)
        for one in sorted(waiting, key=lambda each: (str(each.due_on), str(each.pk)))
        if one.kind in (*TIMED, Paper.DECISION)
    ]
    if unsigned := sum(not one.is_acknowledged for one in found):
        text = ngettext("Please read and sign %(n)s paper.", "Please read and sign %(n)s papers.", unsigned)
        steps.append(Step(text % {"n": unsigned}))
    return steps

"""What becomes of discipline and its papers when a case is opened again for new evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.workflow import move

from . import cases, papers
from .enums import Paper, Way
from .models import Served

if TYPE_CHECKING:
    from commonbeat.accountability.complaints.models import Complaint, Finding
    from commonbeat.kernel.workflow.models import Move


def set_aside(complaint: Complaint, anew: list[Finding], step: Move) -> None:
    """Close the discipline that rests on findings which begin anew, in the look and transaction that opens the case.

    Discipline that is final stays on file as it was, and closed. One that still runs is set aside: its time to respond or
    to appeal ends, and the officer is told so by a paper. What was served stays readable, and papers stay in the file they
    were put in until a new finding is final.

    Args:
        complaint: opened again.
        anew: findings that begin anew, as they were.
        step: the move that opened it.
    """
    for officer_id in sorted({one.officer_id for one in anew}, key=str):
        officer = cases.officer_of(complaint.pk, officer_id, lock=True)
        found = cases.current(officer)
        if found is None:
            continue
        was_final = found.state == "final"
        move(found, "set_aside", actor=audit.SYSTEM, reason=step.reason)
        if was_final:
            continue
        Served.objects.within_look().filter(discipline_id=found.pk, answered_at=None).update(due_on=None)
        way = Way.PLATFORM if officer.account_id else Way.HAND
        papers.put(
            officer, actor=_by(step), kind=Paper.NOTICE, text=_words(found), way=way, discipline_id=found.pk
        )


def _words(found: Any) -> str:
    what = f"{found.get_proposed_display()} {found.proposed_amount}".strip()
    return _(
        "Your case was opened again because of new evidence. What was proposed or decided before (%(what)s) is set "
        "aside, and so is the time to respond or appeal that ran with it. Nothing follows from it. Before anything "
        "else is proposed you get a new notice, with the same rights."
    ) % {"what": what}


def _by(step: Move) -> Any:
    return User.objects.filter(pk=step.actor_id).first() if step.actor_kind == "user" else audit.SYSTEM

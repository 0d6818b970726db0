"""Opening a complaint again for new evidence: what is kept as it was, what is found anew, and what law allows it.

Within the year of Gov. Code 3304(d) an investigation goes on. After it, 3304(g) allows it against a peace officer only for
significant new evidence that could not reasonably have been found before, or that came from the officer's own answer
before discipline. Somebody says which; it stands on file with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import day_of
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit, clocks
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.workflow import MoveRefused, move
from commonbeat.kernel.workflow.models import Move

from . import enums
from .actions_case import complaint_of
from .actions_findings import reopen_finding
from .looks import working
from .models import Complaint, EarlierFinding, Finding, Reopening
from .promises import LIMIT
from .reopened_models import WHOLE

Follow = Callable[[Complaint, list[Finding], Move], None]
_followers: dict[str, Follow] = {}


def register_reopened(name: str, follow: Follow) -> None:
    """Make known what another topic does when findings begin anew, in the same transaction (call it in ``module.py``).

    Args:
        name: of the topic.
        follow: called in the look that opens the case, with the findings as they were; may refuse with ``MoveRefused``.
    """
    _followers[name] = follow


def reopen(
    case: UUID, *, actor: Any, reason: str, ground: str = "", finding: Sequence[UUID | str] = ()
) -> Complaint:
    """Open a complaint again for new evidence.

    Args:
        case: the complaint.
        actor: needs ``complaints.decide`` and the case.
        reason: the new evidence, and why it is likely to change what was found.
        ground: one of ``enums.NewEvidence``; needed once the one-year limit is over.
        finding: ids of those that begin anew; all of them, unless given. The others stand.

    Raises:
        MoveRefused: not possible, no reason, no ground of the law, or a finding of another case.
        NotThere, Refused: not for this actor.
    """
    with working(actor, case):
        complaint = complaint_of(case)
        told = {"ground": ground, "findings": [str(one) for one in finding]}
        move(complaint, "reopen", actor=actor, reason=reason, details=told)
    return complaint


def begin_anew(complaint: Any, step: Move) -> None:
    """Put on file how the case had ended, and begin the findings anew: the effect of opening it again."""
    anew, kept = _chosen(complaint, step.details.get("findings") or [])
    year = clocks.clock_of(LIMIT, complaint)
    ground = str(step.details.get("ground") or "")
    _lawful(complaint, anew, year, ground)
    by = step.actor_id if step.actor_kind == "user" else None
    made = Reopening.objects.create(
        complaint=complaint,
        at=_look_began(complaint, step),
        by_id=by,
        reason=step.reason,
        ground=ground,
        kept=[one.pk for one in kept],
        limit_due=year.due_at if year else None,
        **{name: getattr(complaint, name) for name in ENDED},
    )
    for follow in _followers.values():
        follow(complaint, anew, step)
    for one in anew:
        if one.recommended:
            EarlierFinding.objects.create(
                complaint=complaint,
                reopening=made,
                finding=one,
                **{name: getattr(one, name) for name in WHOLE},
            )
        reopen_finding(one)
    _unended(complaint)
    if year is not None and not _over(complaint, year):
        clocks.begin_again(
            LIMIT, complaint, actor=audit.Actor(step.actor_kind, step.actor_id), reason=step.reason
        )


def _look_began(complaint: Complaint, step: Move) -> datetime:
    """When the look began in which it was opened again: already that one is part of what is looked into anew."""
    looks = AuditEntry.objects.filter(
        case_ref=str(complaint.pk), action="walls.looked", actor_id=step.actor_id
    )
    last: datetime | None = looks.order_by("-seq").values_list("at", flat=True).first()
    return last or step.at


ENDED = ("ended_how", "decided_on", "notified_on", "closed_on")


def _unended(complaint: Complaint) -> None:
    fresh = {"ended_how": "", "decided_on": None, "notified_on": None, "closed_on": None}
    Complaint.objects.within_look().filter(pk=complaint.pk).update(**fresh)
    for name, value in fresh.items():
        setattr(complaint, name, value)


def _chosen(complaint: Complaint, wanted: list[str]) -> tuple[list[Finding], list[Finding]]:
    """Findings that begin anew, and those that stand."""
    rows = (
        Finding.objects.within_look()
        .filter(complaint=complaint)
        .select_related("officer", "allegation")
        .order_by("pk")
    )
    every = list(rows.select_for_update(of=("self",)))
    if unknown := set(wanted) - {str(one.pk) for one in every}:
        raise MoveRefused(
            {"finding": _("%(count)d findings are not of this case.") % {"count": len(unknown)}}
        )
    anew = [one for one in every if not wanted or str(one.pk) in wanted]
    return anew, [one for one in every if one not in anew and one.adopted]


def _lawful(complaint: Complaint, anew: list[Finding], year: Any, ground: str) -> None:
    if ground and ground not in enums.NewEvidence.values:
        raise MoveRefused({"ground": _("Choose one of the grounds.")})
    binds = any(one.officer.sworn for one in anew)
    if binds and not ground and _over(complaint, year):
        ended = date_format(day_of(year.due_at if year else _year_of(complaint)), "DATE_FORMAT")
        words = _("The one-year limit ended on %(day)s. Say which ground of Gov. Code 3304(g) allows this.")
        raise MoveRefused({"ground": words % {"day": ended}})


def _over(complaint: Complaint, year: Any) -> bool:
    """Whether the one-year limit has passed; cases of earlier systems have no clock."""
    if year is None:
        return clocks.now() > _year_of(complaint)
    return bool(year.is_late(clocks.now()) or (not year.is_running and clocks.now() > year.due_at))


def _year_of(complaint: Complaint) -> datetime:
    known = datetime.combine(complaint.discovered_on, time.min, agency().tz)
    return known + timedelta(days=366)


def shown_until(complaint: Complaint) -> datetime | None:
    """Until when the officer is shown who looked: to this day once it is closed, else to when it was opened again.

    Whoever is looked into anew learns of it by the papers they are served, not by a list that changes.
    """
    if complaint.closed_on is not None:
        return clocks.now()
    rows = Reopening.objects.within_look().filter(complaint=complaint).exclude(closed_on=None)
    last: datetime | None = rows.order_by("-at").values_list("at", flat=True).first()
    return last


@dataclass(frozen=True)
class Before:
    """One time a case was opened again.

    Attributes:
        opened: why, when, by whom, and how it had ended.
        found: what had been found.
    """

    opened: Reopening
    found: list[EarlierFinding]


def history(complaint: Complaint) -> list[Before]:
    """Each time it was opened again, with what had been found; inside a look that opens it, the latest first."""
    found: dict[UUID, list[EarlierFinding]] = {}
    for one in (
        EarlierFinding.objects.within_look()
        .filter(complaint=complaint)
        .select_related("finding__allegation", "finding__officer__member", "adopted_by")
    ):
        found.setdefault(one.reopening_id, []).append(one)
    rows = (
        Reopening.objects.within_look()
        .filter(complaint=complaint)
        .select_related("by")
        .order_by("-at", "-pk")
    )
    return [Before(one, found.get(one.pk, [])) for one in rows]

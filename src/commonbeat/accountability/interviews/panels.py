"""Sections on the page of a complaint, worked out inside the look that opens it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commonbeat.kernel import attachments, workflow
from commonbeat.kernel.access import allowed

from . import actions_criminal, actions_evidence
from .checklist import unmet
from .models import Interview
from .models_evidence import CustodyStep, Evidence

if TYPE_CHECKING:
    from commonbeat.accountability.complaints.models import Complaint

CSS = "interviews/interviews.css"


@dataclass(frozen=True)
class InterviewLine:
    """One interview in the list."""

    interview: Interview
    state: str
    open_duties: int


@dataclass(frozen=True)
class EvidenceLine:
    """One item in the list.

    Attributes:
        now: the step that says who holds it.
        waits: the step that waits for an answer, if one does.
        mine: whether the viewer may answer it.
    """

    item: Evidence
    files: list[Any]
    now: CustodyStep | None
    waits: CustodyStep | None
    mine: bool


def may_write(viewer: Any) -> bool:
    """Whether buttons are shown: not to oversight, which only reads. What may be done is checked again when it is."""
    return allowed(viewer, "complaints.work") and not allowed(viewer, "complaints.oversight")


def interviews(complaint: Complaint, viewer: Any) -> dict[str, Any]:
    """Interviews of a case, by their hour."""
    rows = complaint.interviews.within_look().select_related("officer__member").order_by("planned_at", "id")
    lines = [
        InterviewLine(
            one, workflow.state_of(one).title, len(unmet(one)) if one.state in ("planned", "noticed") else 0
        )
        for one in rows
    ]
    return {"lines": lines, "may_add": may_write(viewer) and workflow.is_open(complaint), "css": CSS}


def has_interviews(complaint: Complaint, viewer: Any) -> bool:
    """Shown to who works on it, and to readers once there is one."""
    return may_write(viewer) or complaint.interviews.within_look().exists()


def evidence(complaint: Complaint, viewer: Any) -> dict[str, Any]:
    """Items of a case with who holds them."""
    items = list(complaint.evidence.within_look().order_by("number"))
    files, lines = attachments.of_many(items), []
    for item in items:
        steps = actions_evidence.chain(item)
        waits = steps[-1] if steps and steps[-1].waits else None
        mine = waits is not None and may_write(viewer) and actions_evidence.may_answer(waits, viewer)
        now = actions_evidence.holding(steps)
        lines.append(EvidenceLine(item, files.get(str(item.pk), []), now, waits, mine))
    return {"lines": lines, "may_add": may_write(viewer) and workflow.is_open(complaint), "css": CSS}


def has_evidence(complaint: Complaint, viewer: Any) -> bool:
    """Shown to who works on it, and to readers once there is an item."""
    return may_write(viewer) or complaint.evidence.within_look().exists()


def criminal(complaint: Complaint, viewer: Any) -> dict[str, Any]:
    """Criminal tracks beside a case: a look of its own, because it is a case of its own."""
    tracks = actions_criminal.tracks_of(viewer, complaint.pk) if complaint.criminal else []
    lines = [(one, workflow.state_of(one).title) for one in tracks]
    return {"lines": lines, "may_open": allowed(viewer, actions_criminal.OPEN), "css": CSS}


def has_criminal(complaint: Complaint, viewer: Any) -> bool:
    """Shown to those who may open a track, and to those whose roles let them read one."""
    if not allowed(viewer, actions_criminal.SEE):
        return False
    return complaint.criminal or allowed(viewer, actions_criminal.OPEN)

"""The personnel file, and the separate file that is never used for promotion, transfer or discipline (Penal Code 832.5(c))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.accountability.complaints import queries
from commonbeat.accountability.complaints.models import Finding
from commonbeat.city.agency.days import day_of
from commonbeat.kernel import walls
from commonbeat.kernel.access import require
from commonbeat.kernel.ui.templatetags.ui import dated

from .enums import Paper, Penalty
from .models import Served

if TYPE_CHECKING:
    from commonbeat.city.roster.models import Member

FILE = "personnel_file"
SEPARATE = {
    "training": "separate_training",
    "counselling": "separate_counselling",
    "promotion": "separate_promotion",
}
"""What the separate file is asked for → purpose of the look. Promotion is there to be refused, and noted."""


@dataclass(frozen=True)
class Line:
    """One finding or comment in a file.

    Attributes:
        number: of the case.
        what: kind of allegation, or of paper.
        result: finding in words; "" for a comment.
        on: the day it became final, or was served.
        discipline: class of discipline that stands, in words.
        answer: what the officer answered to a comment.
    """

    number: str
    what: str
    result: str
    on: date
    discipline: str = ""
    answer: str = ""


def personnel_file(viewer: Any, member: Member) -> list[Line]:
    """What is in a member's personnel file: final findings that belong there, and comments they read and answered or not.

    Args:
        viewer: needs ``discipline.files``; sees cases of the labels their roles open.
        member: of the roster.

    Raises:
        Refused: the viewer may not.
    """
    require(viewer, "discipline.files", object_kind="member", object_id=str(member.pk))
    with walls.looking(viewer, FILE):
        lines = [_line(one) for one in _read(queries.findings_about(member, kept_apart=False))]
        return sorted([*lines, *_comments(member)], key=lambda one: (one.on, one.number, one.what))


def separate_file(viewer: Any, member: Member, *, purpose: str) -> list[Line]:
    """What is kept apart about a member, to see which training or counselling is needed; for nothing else.

    Args:
        viewer: needs ``discipline.files``.
        member: of the roster.
        purpose: ``training`` or ``counselling``; ``promotion`` is always refused, and noted.

    Raises:
        PurposeRefused: any other purpose.
        Refused: the viewer may not.
    """
    require(viewer, "discipline.files", object_kind="member", object_id=str(member.pk))
    with walls.looking(viewer, SEPARATE.get(purpose, "separate_promotion")):
        return [_line(one) for one in _read(queries.findings_about(member, kept_apart=True))]


def _read(rows: Any) -> list[Finding]:
    return list(rows.select_related("allegation", "complaint").order_by("final_on", "id"))


def _line(one: Finding) -> Line:
    assert one.final_on is not None
    result = one.get_final_display()
    discipline = Penalty(one.discipline).label if one.discipline in Penalty.values else one.discipline
    return Line(
        one.complaint.number,
        one.allegation.kind.title,
        _("%(result)s, frivolous") % {"result": result} if one.frivolous else result,
        one.final_on,
        str(discipline),
    )


def _comments(member: Member) -> list[Line]:
    """Adverse comments enter the file once they were read and signed, or the refusal is noted (Gov. Code 3305)."""
    rows = Served.objects.within_look().filter(officer__member=member, kind=Paper.COMMENT, kept_apart=False)
    return [
        Line(
            one.case_number,
            one.get_kind_display(),
            "",
            day_of(one.served_at),
            answer=one.answer,
        )
        for one in rows
        if one.is_acknowledged
    ]


def of_own(papers: list[Served]) -> list[Served]:
    """Which of a person's own papers are in their personnel file."""
    comment = Paper.COMMENT
    return [
        one
        for one in papers
        if one.in_file or (one.kind == comment and one.is_acknowledged and not one.kept_apart)
    ]


def as_text(paper: Served) -> str:
    """A paper as plain text, with what its owner did with it."""

    lines = [
        f"{paper.get_kind_display()} · {paper.case_number}",
        _("Served: %(when)s") % {"when": dated(paper.served_at)},
    ]
    if paper.due_on:
        lines.append(_("Last day: %(day)s") % {"day": date_format(paper.due_on, "DATE_FORMAT")})
    lines += ["", paper.text, ""]
    if paper.signed_at:
        lines.append(
            _("Signed: %(name)s, %(when)s") % {"name": paper.signed_as, "when": dated(paper.signed_at)}
        )
    if paper.refused_at:
        lines.append(_("Signing was refused: %(when)s") % {"when": dated(paper.refused_at)})
    if paper.answered_at:
        lines += [_("Answer of %(when)s:") % {"when": dated(paper.answered_at)}, paper.answer]
    return "\n".join(lines) + "\n"

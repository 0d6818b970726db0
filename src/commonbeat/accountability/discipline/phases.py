"""Which papers an officer may be given at which point of a case (Gov. Code 3303, 3304, 3305)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .enums import BY_STEPS, Paper, Phase


@dataclass(frozen=True)
class Standing:
    """How a case stands for one officer.

    Attributes:
        notified: was told of it.
        interviewed: gave a statement, or was given notice of an interview.
        proposed: discipline is proposed and not closed yet.
        found: a finding about them is adopted.
        closed: the case is closed.
    """

    notified: bool = False
    interviewed: bool = False
    proposed: bool = False
    found: bool = False
    closed: bool = False

    @property
    def phase(self) -> Phase:
        """In one word."""
        if not self.notified:
            return Phase.BEFORE_NOTICE
        if self.closed:
            return Phase.CLOSED
        if self.proposed:
            return Phase.PROPOSED
        if self.found:
            return Phase.DECIDED
        return Phase.FURTHER if self.interviewed else Phase.NOTICED


MATRIX: dict[Paper, frozenset[Phase]] = {
    Paper.NOTICE: frozenset({Phase.BEFORE_NOTICE, Phase.NOTICED, Phase.FURTHER}),
    Paper.INTERVIEW_NOTICE: frozenset({Phase.NOTICED, Phase.FURTHER}),
    Paper.OWN_STATEMENT: frozenset(set(Phase) - {Phase.BEFORE_NOTICE}),
    Paper.EARLIER_INTERVIEW: frozenset({Phase.FURTHER, Phase.PROPOSED}),
    Paper.PROPOSAL: frozenset({Phase.DECIDED}),
    Paper.MATERIALS: frozenset({Phase.PROPOSED}),
    Paper.MEETING: frozenset({Phase.PROPOSED}),
    Paper.DECISION: frozenset({Phase.PROPOSED}),
    Paper.FINDING: frozenset({Phase.DECIDED, Phase.PROPOSED, Phase.CLOSED}),
    Paper.COMMENT: frozenset({Phase.DECIDED, Phase.PROPOSED, Phase.CLOSED}),
}
"""Paper → phases in which it may be served. Whatever was served stays readable."""


def why_not_serve(kind: str, standing: Standing, why: str = "") -> str:
    """Why a paper cannot be served now; "" if it can.

    Args:
        kind: one of ``Paper``.
        standing: how the case stands for the officer.
        why: what makes it due now; recordings and notes of an earlier interview need one.
    """
    if kind not in Paper.values:
        return _("Choose a paper.")
    phase = standing.phase
    if phase == Phase.BEFORE_NOTICE and kind != Paper.NOTICE:
        return _("The officer must first be told what the case is about.")
    if phase not in MATRIX[Paper(kind)]:
        return _("“%(paper)s” is not given in this phase: %(phase)s.") % {
            "paper": Paper(kind).label,
            "phase": phase.label,
        }
    if kind == Paper.EARLIER_INTERVIEW and not why.strip():
        return _("Say whether a further interview or proposed discipline makes it due (Gov. Code 3303(g)).")
    return ""


def servable(standing: Standing) -> list[Paper]:
    """Papers somebody may serve by themselves now, in the order of a case."""
    return [one for one in Paper if one not in BY_STEPS and standing.phase in MATRIX[one]]

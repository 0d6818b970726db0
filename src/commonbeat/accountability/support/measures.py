"""Where this topic asks the analysis library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonbeat.analysis.indicators import (
    ByAssignment,
    Change,
    GammaPrior,
    Limit,
    NotCompared,
    PeerComparison,
    Standing,
    Terms,
    change,
    compare_by_assignment,
)

__all__ = [
    "LIMITS",
    "TERMS",
    "Change",
    "NotCompared",
    "PeerComparison",
    "Row",
    "Standing",
    "compared",
    "what_became",
]

LIMITS = tuple(str(one) for one in Limit)
"""Sentences that stand beside every figure."""
TERMS = Terms(least_exposure=2000.0)
"""What is looked for. 2,000 hours are about one officer's year: a group needs more than a few turns of duty."""


@dataclass(frozen=True)
class Row:
    """One officer of one period.

    Attributes:
        number: of the member.
        assignment: peers are those on the same one.
        hours: on duty.
        count: events.
    """

    number: str
    assignment: str
    hours: float
    count: int


def compared(indicator: str, rows: Sequence[Row], period: str) -> ByAssignment:
    """Each officer beside the others of the same assignment, for one indicator."""
    return compare_by_assignment(
        [row.number for row in rows],
        [row.assignment for row in rows],
        [row.count for row in rows],
        [row.hours for row in rows],
        indicator=indicator,
        period=period,
        terms=TERMS,
    )


def what_became(
    before: tuple[int, float], after: tuple[int, float], shape: float, rate: float, period: str
) -> Change:
    """Before and after a plan, beside what was to be expected without one.

    Args:
        before: count, and count expected at the peers' rate.
        after: the same for the time since.
        shape: of the distribution of officers' ratios.
        rate: of it.
        period: in words.
    """
    return change(before, after, GammaPrior(shape=shape, rate=rate), coverage=TERMS.coverage, period=period)

"""The sentences that stand beside every indicator, and the errors of this topic."""

from __future__ import annotations

from enum import StrEnum

from commonbeat.analysis.refusal import ImpossibleInput


class TooFewPeers(ImpossibleInput):
    """A peer group from which no honest comparison can be made; the text says why."""


class Limit(StrEnum):
    """A limit that must stand beside a figure; the name is stable, so a page may translate by it."""

    NOT_A_FINDING = "A count is no finding: it says neither that anything was wrong nor why."
    ONE_INDICATOR = "Each indicator stands for itself. They are never added up, weighed together or ranked."
    SAME_WORK = (
        "Peers are officers of the same assignment, by their hours or calls; work can still differ within it."
    )
    PULLED_IN = (
        "The figure is pulled towards the peers, the more so the less the officer was exposed; "
        "with few hours it says little."
    )
    FADES = "High counts tend to fall by themselves. A later fall is compared with the fall expected without any plan."
    AS_RECORDED = "It counts what was recorded; what nobody reported is not in it."


LIMITS = tuple(Limit)

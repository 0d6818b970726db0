"""One indicator over all assignments of a department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from commonbeat.analysis.indicators.peers import PeerComparison, Terms, compare_with_peers
from commonbeat.analysis.indicators.prior import counts_and_expected
from commonbeat.analysis.indicators.wording import TooFewPeers
from commonbeat.analysis.refusal import refuse_unless


@dataclass(frozen=True, kw_only=True)
class NotCompared:
    """An assignment about whose officers nothing is said.

    Attributes:
        group: the assignment.
        members: its officers.
        reason: why, in a sentence.
    """

    group: str
    members: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ByAssignment:
    """One indicator, each assignment by itself.

    Attributes:
        compared: assignments large enough, by name.
        refused: the others, by name.
    """

    compared: tuple[PeerComparison, ...]
    refused: tuple[NotCompared, ...]


def compare_by_assignment(
    members: Sequence[str],
    groups: Sequence[str],
    counts: ArrayLike,
    exposure: ArrayLike,
    *,
    indicator: str,
    period: str = "",
    terms: Terms | None = None,
) -> ByAssignment:
    """Compare officers with peers, each within the own assignment.

    Args:
        members: one name or number for each officer; an officer may be in several assignments, once in each.
        groups: the assignment of each.
        counts: events of each on that assignment.
        exposure: hours on duty or calls taken on it.
        indicator: what was counted.
        period: time span, as printed.
        terms: what is looked for.

    Raises:
        ImpossibleInput: lengths differ, or as `compare_with_peers`.
    """
    y, hours = counts_and_expected(counts, exposure)
    refuse_unless(len(members) == len(groups) == y.size, "Each officer needs an assignment.")
    names, codes = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    order = np.argsort(codes, kind="stable")
    compared, refused = [], []
    for name, rows in zip(
        names, np.split(order, np.cumsum(np.bincount(codes, minlength=len(names)))[:-1]), strict=True
    ):
        who = [str(members[row]) for row in rows]
        try:
            compared.append(
                compare_with_peers(
                    who,
                    y[rows],
                    hours[rows],
                    indicator=indicator,
                    group=str(name),
                    period=period,
                    terms=terms,
                )
            )
        except TooFewPeers as reason:
            refused.append(NotCompared(group=str(name), members=tuple(who), reason=str(reason)))
    return ByAssignment(compared=tuple(compared), refused=tuple(refused))

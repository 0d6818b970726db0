"""How many proposed pairs are right, and how many right ones are proposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class PairQuality(Result):
    """Pairwise quality of proposals against known truth.

    Attributes:
        precision: Share of proposed pairs that are true; None when nothing is proposed.
        recall: Share of true pairs that are proposed; None when nothing is true.
        proposed: Number of proposed pairs.
        true: Number of true pairs.
        right: Number of pairs in both.
    """

    precision: float | None
    recall: float | None
    proposed: int
    true: int
    right: int


def pair_quality(
    proposed: Iterable[tuple[str, str]], true: Iterable[tuple[str, str]], *, seed: int | None = None
) -> PairQuality:
    """Pairwise precision and recall; (a, b) and (b, a) are one pair.

    Precision = right / proposed, recall = right / true.

    Args:
        proposed: Pairs of identifiers.
        true: Pairs known to belong together.
        seed: Seed of the data the figures come from, carried through.

    >>> pair_quality([("a", "b"), ("c", "d")], [("b", "a")]).precision
    0.5
    """
    one, other = ({(min(pair), max(pair)) for pair in pairs} for pairs in (proposed, true))
    right = len(one & other)
    return PairQuality(
        method="pairwise precision and recall v1",
        n=len(one | other),
        seed=seed,
        precision=right / len(one) if one else None,
        recall=right / len(other) if other else None,
        proposed=len(one),
        true=len(other),
        right=right,
    )

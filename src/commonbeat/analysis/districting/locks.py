"""What a chief will not have changed: fixed areas, areas kept together, barriers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from commonbeat.analysis.districting.areas import Areas
from commonbeat.analysis.refusal import refuse_unless


@dataclass(frozen=True)
class Locks:
    """Conditions every proposal keeps.

    Attributes:
        fixed: Area → beat it stays in, for instance a school's.
        together: Groups of areas that stay in one beat.
        barriers: Pairs of touching areas with no way across (river, railway, motorway): a beat may hold
            both only if it joins them some other way.
    """

    fixed: Mapping[str, str] = field(default_factory=dict)
    together: tuple[tuple[str, ...], ...] = ()
    barriers: tuple[tuple[str, str], ...] = ()

    def check(self, city: Areas, beats: Sequence[str]) -> None:
        """Refuse locks that name unknown areas or beats, or contradict each other.

        Raises:
            ImpossibleInput: with the area or beat concerned.
        """
        index = city.index
        named = [
            *self.fixed,
            *(a for group in self.together for a in group),
            *(a for b in self.barriers for a in b),
        ]
        for area in named:
            refuse_unless(area in index, f"A lock names area {area}, which does not exist.")
        for area, beat in self.fixed.items():
            refuse_unless(beat in beats, f"Area {area} is fixed to beat {beat}, which does not exist.")
        for group in merged(self.together):
            held = {self.fixed[area] for area in group if area in self.fixed}
            refuse_unless(
                len(held) <= 1,
                f"Areas {', '.join(group)} must stay together but are fixed to beats {', '.join(sorted(held))}.",
            )

    def open_pairs(self, city: Areas) -> tuple[tuple[int, int], ...]:
        """Touching areas with a way across."""
        index = city.index
        shut = {frozenset((index[a], index[b])) for a, b in self.barriers}
        return tuple(pair for pair in city.pairs if frozenset(pair) not in shut)

    def broken(self, of_area: Mapping[str, str]) -> tuple[str, ...]:
        """Sentences for every lock an assignment of areas to beats breaks.

        Args:
            of_area: Beat of each area.
        """
        said = [
            f"Area {area} is locked to beat {beat} but lies in beat {of_area[area]}."
            for area, beat in self.fixed.items()
            if of_area[area] != beat
        ]
        for group in self.together:
            held = sorted({of_area[area] for area in group})
            if len(held) > 1:
                said.append(
                    f"Areas {', '.join(group)} must stay together but lie in beats {', '.join(held)}."
                )
        return tuple(said)


def merged(groups: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Groups that share an area put into one, in order of first appearance."""
    found: list[list[str]] = []
    for group in groups:
        joined = list(dict.fromkeys(group))
        apart = []
        for one in found:
            if set(one) & set(joined):
                joined = list(dict.fromkeys([*one, *joined]))
            else:
                apart.append(one)
        found = [*apart, joined]
    return [tuple(one) for one in found]


def pieces(members: Iterable[int], neighbours: Sequence[Sequence[int]]) -> list[list[int]]:
    """Connected pieces of `members`, the largest first, of equal ones the lowest number first."""
    left = set(members)
    found: list[list[int]] = []
    while left:
        start = min(left)
        left.discard(start)
        piece, edge = [start], [start]
        while edge:
            for other in neighbours[edge.pop()]:
                if other in left:
                    left.discard(other)
                    piece.append(other)
                    edge.append(other)
        found.append(sorted(piece))
    return sorted(found, key=lambda piece: (-len(piece), piece[0]))


def lists_of(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Neighbours of each number, sorted."""
    found: list[set[int]] = [set() for _ in range(count)]
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return [sorted(each) for each in found]

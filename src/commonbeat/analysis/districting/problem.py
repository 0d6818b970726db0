"""Areas folded into blocks that move as one, ready for the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.districting.areas import Areas, Floats
from commonbeat.analysis.districting.locks import Locks, lists_of, merged, pieces
from commonbeat.analysis.refusal import refuse_unless


@dataclass(frozen=True, eq=False)
class Problem:
    """Blocks (areas kept together count as one), numbered; beats are numbers too.

    Attributes:
        city: The areas.
        beats: Names of the beats.
        block: Block of each area, shape (areas,).
        areas_of: Areas of each block.
        load: Load of each block.
        cost: Load-weighted travel of a block to each area, shape (blocks, areas).
        neighbours: Blocks with a way across to each block.
        held: Beat a block is fixed to, or -1.
        today: Beat of each block today, or -1.
        change: Extra cost of a block that leaves its beat of today, shape (blocks,).
        lower: Least load of a beat.
        upper: Largest load of a beat.
    """

    city: Areas
    beats: tuple[str, ...]
    block: NDArray[np.int64]
    areas_of: list[NDArray[np.int64]]
    load: Floats
    cost: Floats
    neighbours: list[list[int]]
    held: list[int]
    today: list[int]
    change: Floats
    lower: float
    upper: float

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return int(self.load.size)

    def members(self, blocks: Sequence[int]) -> NDArray[np.int64]:
        """Areas of some blocks."""
        return np.concatenate([self.areas_of[block] for block in blocks])

    def centre(self, blocks: Sequence[int]) -> int:
        """Area of some blocks from which their load-weighted travel is least."""
        inside = self.members(blocks)
        return int(inside[int(self.cost[np.asarray(blocks)][:, inside].sum(axis=0).argmin())])


def problem_of(
    city: Areas,
    beats: Sequence[str],
    locks: Locks,
    today: Mapping[str, str],
    tolerance: float,
    change_cost: float,
) -> Problem:
    """Fold areas into blocks and check that a plan can exist.

    Args:
        city: The areas.
        beats: Names of the beats.
        locks: What must not change.
        today: Today's beat of each area; areas may be missing.
        tolerance: Allowed difference of a beat's load from the mean, as a share.
        change_cost: Travel units put on each unit of load that changes its beat.

    Raises:
        ImpossibleInput: a group kept together does not hang together, a block alone outweighs a beat, or
            there are more beats than blocks.
    """
    locks.check(city, beats)
    index = city.index
    open_pairs = locks.open_pairs(city)
    of_area = lists_of(len(city.names), open_pairs)
    block = np.arange(len(city.names))
    for group in merged(locks.together):
        numbers = [index[area] for area in group]
        refuse_unless(
            len(pieces(numbers, of_area)) == 1,
            f"Areas {', '.join(group)} must stay together but do not touch; name those between them too.",
        )
        block[numbers] = min(numbers)
    block = np.unique(block, return_inverse=True)[1].astype(np.int64)
    count = int(block.max()) + 1
    refuse_unless(count >= len(beats), "There are more beats than areas to share among them.")
    load = np.bincount(block, city.load, count).astype(np.float64)
    cost = np.zeros((count, len(city.names)))
    np.add.at(cost, block, city.load[:, None] * city.travel)
    mean = float(load.sum()) / len(beats)
    heavy = int(load.argmax())
    refuse_unless(
        load[heavy] <= mean * (1 + tolerance) + 1e-9,
        f"Area {city.names[int(np.flatnonzero(block == heavy)[0])]} (with those kept together) alone holds more "
        "load than a beat may; divide it, allow more difference or plan fewer beats.",
    )
    number = {beat: k for k, beat in enumerate(beats)}
    held, now = [-1] * count, [-1] * count
    for area, beat in today.items():
        if area in index and beat in number:
            now[block[index[area]]] = number[beat]
    for area, beat in locks.fixed.items():
        held[block[index[area]]] = number[beat]
    joined = {(int(block[a]), int(block[b])) for a, b in open_pairs if block[a] != block[b]}
    return Problem(
        city=city,
        beats=tuple(beats),
        block=block,
        areas_of=[np.flatnonzero(block == number) for number in range(count)],
        load=load,
        cost=cost,
        neighbours=lists_of(count, joined),
        held=held,
        today=now,
        change=load * change_cost,
        lower=mean * (1 - tolerance),
        upper=mean * (1 + tolerance),
    )

"""Contiguous plans to begin the search with."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.districting.locks import pieces
from commonbeat.analysis.districting.problem import Problem
from commonbeat.analysis.refusal import ImpossibleInput, refuse_unless

_ROUNDS = 30


def from_today(task: Problem) -> list[int]:
    """Today's beats made contiguous: of a beat in several pieces the one with most load stays.

    Raises:
        ImpossibleInput: fixed areas of a beat cannot be joined, or a beat has no area.
    """
    plan = _rooted(task)
    for beat in range(len(task.beats)):
        root = [b for b in range(task.blocks) if plan[b] == beat]
        wished = [b for b in range(task.blocks) if task.today[b] == beat and plan[b] in (-1, beat)]
        parts = pieces({*wished, *root}, task.neighbours)
        if not parts:
            continue
        best = max(
            parts, key=lambda part: (bool(set(root) & set(part)), float(task.load[part].sum()), -part[0])
        )
        for block in best:
            plan[block] = beat
    missing = [task.beats[k] for k in range(len(task.beats)) if k not in plan]
    refuse_unless(not missing, f"Beat {', '.join(missing)} has no area today to start from.")
    return _grown(
        task,
        plan,
        [task.centre([b for b in range(task.blocks) if plan[b] == k]) for k in range(len(task.beats))],
    )


def from_scratch(task: Problem, rng: np.random.Generator) -> tuple[float, list[int]]:
    """Centres spread by chance and settled by repeated medians, and the plan grown round them.

    Returns:
        Travel of the centres when loads are left out of account, and the plan.
    """
    root = _rooted(task)
    centres = _seeds(task, root, rng)
    travel = _within_pieces(task)
    member = [int(np.flatnonzero(task.block == b)[0]) for b in range(task.blocks)]
    fixed = np.array(root)
    for _ in range(_ROUNDS):
        nearest = np.where(fixed >= 0, fixed, travel[:, centres].argmin(axis=1))
        settled = [
            task.centre(np.flatnonzero(nearest == k).tolist()) if (nearest == k).any() else centres[k]
            for k in range(len(centres))
        ]
        if settled == centres:
            break
        centres = settled
    for beat, centre in enumerate(centres):
        home = int(task.block[centre])
        if beat not in root:
            if root[home] >= 0:
                home = next(b for b in range(task.blocks) if root[b] < 0)
                centres[beat] = member[home]
            root[home] = beat
    return float(travel[:, centres].min(axis=1).sum()), _grown(task, root, centres)


def _within_pieces(task: Problem) -> NDArray[np.float64]:
    """Cost of every block to every area, beyond reach where there is no way between them."""
    parts = pieces(range(task.blocks), task.neighbours)
    if len(parts) == 1:
        return task.cost
    piece = np.empty(task.blocks, dtype=np.int64)
    for number, part in enumerate(parts):
        piece[part] = number
    far = 1.0 + float(task.cost.sum())
    return np.asarray(task.cost + far * (piece[:, None] != piece[task.block][None, :]))


def _rooted(task: Problem) -> list[int]:
    """Fixed blocks in their beats, joined by shortest ways where a beat has several."""
    plan = list(task.held)
    for beat in range(len(task.beats)):
        while len(parts := pieces([b for b in range(task.blocks) if plan[b] == beat], task.neighbours)) > 1:
            way = _way(task, plan, parts[0], {b for part in parts[1:] for b in part})
            if way is None:
                raise ImpossibleInput(
                    f"The areas locked to beat {task.beats[beat]} cannot be joined: barriers or other locks lie between."
                )
            for block in way:
                plan[block] = beat
    return plan


def _way(task: Problem, plan: list[int], begin: list[int], goal: set[int]) -> list[int] | None:
    """Free blocks on the shortest way from one piece to another, or None."""
    before: dict[int, int] = dict.fromkeys(begin, -1)
    edge = list(begin)
    for block in edge:
        for other in task.neighbours[block]:
            if other in goal:
                found = []
                while block not in begin:
                    found.append(block)
                    block = before[block]
                return found
            if other not in before and plan[other] < 0:
                before[other] = block
                edge.append(other)
    return None


def _seeds(task: Problem, root: list[int], rng: np.random.Generator) -> list[int]:
    """One centre for each beat, far from each other by chance (k-means++), at least one in each piece.

    Raises:
        ImpossibleInput: the city falls into more pieces than there are beats.
    """
    parts = pieces(range(task.blocks), task.neighbours)
    centres = [-1] * len(task.beats)
    taken: list[int] = []
    for beat in sorted(set(root) - {-1}):
        centres[beat] = task.centre([b for b in range(task.blocks) if root[b] == beat])
        taken.append(centres[beat])
    bare = [part for part in parts if not any(root[b] >= 0 for b in part)]
    free = [beat for beat, centre in enumerate(centres) if centre < 0]
    refuse_unless(
        len(bare) <= len(free),
        f"The areas fall into {len(parts)} pieces without a way across, more than there are beats; "
        "name neighbours across the gaps or plan more beats.",
    )
    weight = task.city.load + 1e-9 * task.city.load.sum()
    for beat in free:
        inside = np.ones(len(weight), dtype=bool)
        if bare:
            inside = np.isin(task.block, bare.pop(0))
        chance = weight * inside
        if taken:
            gap = task.city.travel[:, taken].min(axis=1)
            chance = chance * (gap**2 + 1e-12)
        chance[taken] = 0.0
        if chance.sum() <= 0:
            chance = inside.astype(float)
            chance[taken] = 0.0
        centres[beat] = int(rng.choice(len(weight), p=chance / chance.sum()))
        taken.append(centres[beat])
    return centres


def _grown(task: Problem, root: list[int], centres: list[int]) -> list[int]:
    """Every free block given to a beat it touches, those nearest to a centre first."""
    plan = list(root)
    scale = np.maximum(task.load, 1e-12)
    heap: list[tuple[float, int, int]] = []

    def offer(block: int) -> None:
        beat = plan[block]
        for other in task.neighbours[block]:
            if plan[other] < 0:
                heappush(heap, (float(task.cost[other, centres[beat]] / scale[other]), other, beat))

    for block in range(task.blocks):
        if plan[block] >= 0:
            offer(block)
    while heap:
        _, block, beat = heappop(heap)
        if plan[block] < 0:
            plan[block] = beat
            offer(block)
    refuse_unless(
        -1 not in plan,
        "Some areas cannot be reached from any beat; name neighbours across the gaps or lift a barrier.",
    )
    return plan

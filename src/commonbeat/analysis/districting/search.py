"""Simulated annealing over contiguous plans."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from math import exp

from commonbeat.analysis.districting.problem import Problem

_SETTLE = 50
_SLICE = 20_000


@dataclass(frozen=True)
class Schedule:
    """How long and how boldly to search.

    Attributes:
        steps: Moves tried.
        hot: First temperature, as a share of the mean cost of a block.
        cold: Last temperature.
        soft: First price of a load outside its limits, in mean travel per unit of load.
        hard: Last price.
    """

    steps: int
    hot: float
    cold: float
    soft: float
    hard: float


@dataclass(frozen=True)
class Found:
    """Best plan of a search.

    Attributes:
        plan: Beat of each block.
        cost: Load-weighted travel with the cost of change.
        excess: Load outside the limits, 0 when all beats are within.
    """

    plan: list[int]
    cost: float
    excess: float

    @property
    def rank(self) -> tuple[float, float]:
        """Order of plans: first the loads, then the travel."""
        return (self.excess, self.cost)


def anneal(
    task: Problem, plan: list[int], schedule: Schedule, rng: random.Random, go_on: Callable[[], bool]
) -> Found:
    """Improve a contiguous plan; every plan on the way is contiguous.

    A block on the edge of a beat is offered to a neighbouring beat. The offer is refused when the beat it
    leaves would fall apart or be empty. Worse plans are taken with probability exp(-difference /
    temperature) (Kirkpatrick, Gelatt & Vecchi, Science 220, 1983). Centres move to the median of their
    beat after every 50 changes.

    Args:
        task: Blocks and limits.
        plan: Contiguous plan to begin with; not changed.
        schedule: Steps and temperatures.
        rng: Source of chance.
        go_on: Asked after every 20,000 steps; the search ends early when it says no.
    """
    state = _State(task, list(plan))
    best = state.found()
    scale = max(best.cost / task.blocks, 1e-12)
    per_load = max(best.cost / float(task.load.sum()), 1e-12)
    heat, price = schedule.hot * scale, schedule.soft * per_load
    slices = max(1, schedule.steps // _SLICE)
    cooling = (schedule.cold / schedule.hot) ** (1 / slices)
    rising = (schedule.hard / schedule.soft) ** (1 / slices)
    for _ in range(slices):
        best = min(best, state.walk(min(_SLICE, schedule.steps), heat, price, rng), key=lambda one: one.rank)
        heat *= cooling
        price *= rising
        if not go_on():
            break
    return best


class _State:
    """A plan with what is needed to price a move at once."""

    def __init__(self, task: Problem, plan: list[int]) -> None:
        self.task = task
        self.plan = plan
        self.load = [0.0] * len(task.beats)
        for block, beat in enumerate(plan):
            self.load[beat] += float(task.load[block])
        self.cost: list[list[float]] = [[] for _ in task.beats]
        self.settle()

    def settle(self) -> None:
        """Move every centre to the median of its beat."""
        inside: list[list[int]] = [[] for _ in self.cost]
        for block, beat in enumerate(self.plan):
            inside[beat].append(block)
        for beat, blocks in enumerate(inside):
            column = self.task.cost[:, self.task.centre(blocks)].copy()
            for block, now in enumerate(self.task.today):
                if now not in (-1, beat):
                    column[block] += self.task.change[block]
            self.cost[beat] = column.tolist()

    def found(self) -> Found:
        """This plan and its price."""
        lower, upper = self.task.lower, self.task.upper
        slack = 1e-9 * upper
        excess = sum(max(0.0, load - upper - slack, lower - load - slack) for load in self.load)
        return Found(list(self.plan), sum(self.cost[beat][b] for b, beat in enumerate(self.plan)), excess)

    def walk(self, steps: int, heat: float, price: float, rng: random.Random) -> Found:
        """Try `steps` moves at one temperature and return the best plan seen with settled centres."""
        plan, load, cost, neighbours = self.plan, self.load, self.cost, self.task.neighbours
        weight: list[float] = self.task.load.tolist()
        lower, upper = self.task.lower, self.task.upper
        movable = [b for b, held in enumerate(self.task.held) if held < 0 and neighbours[b]]
        count, chance, changed = len(movable), rng.random, 0
        self.settle()
        best = self.found()
        for _ in range(steps if count else 0):
            block = movable[int(chance() * count)]
            around = neighbours[block]
            to = plan[around[int(chance() * len(around))]]
            here = plan[block]
            if to == here:
                continue
            old_here, old_to, heavy = load[here], load[to], weight[block]
            new_here, new_to = old_here - heavy, old_to + heavy
            more = cost[to][block] - cost[here][block]
            outside = 0.0
            if new_here < lower:
                outside += lower - new_here
            elif new_here > upper:
                outside += new_here - upper
            if new_to > upper:
                outside += new_to - upper
            elif new_to < lower:
                outside += lower - new_to
            if old_here > upper:
                outside -= old_here - upper
            elif old_here < lower:
                outside -= lower - old_here
            if old_to < lower:
                outside -= lower - old_to
            elif old_to > upper:
                outside -= old_to - upper
            more += price * outside
            if more > 0 and (heat <= 0 or chance() >= exp(-more / heat)):
                continue
            if not _may_leave(block, plan, neighbours):
                continue
            plan[block] = to
            load[here], load[to] = new_here, new_to
            changed += 1
            if changed % _SETTLE == 0:
                self.settle()
                best = self._better(best)
        self.settle()
        return self._better(best)

    def _better(self, best: Found) -> Found:
        """The better of `best` and the present plan."""
        now = self.found()
        return now if now.rank < best.rank else best


def _may_leave(block: int, plan: list[int], neighbours: list[list[int]]) -> bool:
    """Whether the beat of `block` is neither empty nor in pieces without it."""
    beat = plan[block]
    same = [other for other in neighbours[block] if plan[other] == beat]
    if len(same) < 2:
        return bool(same)
    seen = {block, same[0]}
    goal = set(same[1:])
    edge = [same[0]]
    while edge:
        for other in neighbours[edge.pop()]:
            if plan[other] == beat and other not in seen:
                seen.add(other)
                goal.discard(other)
                if not goal:
                    return True
                edge.append(other)
    return False

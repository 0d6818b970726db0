"""Designing balanced, contiguous beats with little travel."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from commonbeat.analysis.districting.areas import Areas
from commonbeat.analysis.districting.locks import Locks
from commonbeat.analysis.districting.problem import Problem, problem_of
from commonbeat.analysis.districting.proposal import Proposal, evaluate
from commonbeat.analysis.districting.search import Found, Schedule, anneal
from commonbeat.analysis.districting.start import from_scratch, from_today
from commonbeat.analysis.refusal import ImpossibleInput, refuse_unless

Step = Callable[[float], bool]

_DRAWS = 24
_TRIES = 5
_TRY, _LAST = 450, 3500  # steps for each block


def design(
    city: Areas,
    *,
    beats: int | Sequence[str] | None = None,
    today: Mapping[str, str] | None = None,
    start: str = "scratch",
    locks: Locks | None = None,
    tolerance: float = 0.05,
    change_cost: float = 0.0,
    effort: float = 1.0,
    seed: int = 0,
    on_step: Step | None = None,
) -> Proposal:
    """Propose beats: contiguous always, loads within `tolerance`, load-weighted travel as small as found.

    Minimises the sum over areas of load x (travel to the centre of the beat + change cost if the beat is
    not today's). From scratch, centres are drawn (k-means++) and settled by repeated medians, regions grow
    round them, the five best starts are annealed shortly and the best of these long. From today, the same
    searches begin with today's beats. Every plan tried is contiguous. The answer is a good plan, not a proven
    best one.

    Args:
        city: The areas; see `areas`.
        beats: Number of beats or their names; today's names when left out.
        today: Today's beat of each area; areas without one may be left out.
        start: "scratch" or "today".
        locks: What must not change.
        tolerance: Allowed difference of a beat's load from the mean, as a share (0.05 is 5 %).
        change_cost: Travel units charged for each unit of load that changes its beat.
        effort: Multiple of the usual number of steps.
        seed: Seed; the same seed and input give the same plan.
        on_step: Called with the share done; the search ends early with the best so far when it returns False.

    Returns:
        A proposal; `problems` is empty when all conditions hold. If no plan within the tolerance was found,
        the nearest one comes back and `problems` says by how much it misses.

    Raises:
        ImpossibleInput: no such plan can exist: an area outweighs a beat, groups do not touch, the city falls
            into more pieces than beats.

    Source: p-median with load limits after Wheeler, Policing: An International Journal 42, 2019.
    """
    named = _names(beats, today)
    refuse_unless(0 < tolerance < 1, "The allowed difference of loads must lie between 0 and 1.")
    refuse_unless(start in ("scratch", "today"), 'A design starts from "scratch" or from "today".')
    refuse_unless(start == "scratch" or bool(today), "To start from today's beats, today's beats are needed.")
    refuse_unless(
        effort > 0 and change_cost >= 0, "Effort must be over 0 and the cost of change not negative."
    )
    kept = locks or Locks()
    task = problem_of(city, named, kept, today or {}, tolerance, change_cost)
    watch = _Watch(on_step)
    best = _from_today(task, seed, effort, watch) if start == "today" else _scratch(task, seed, effort, watch)
    plan = {area: named[best.plan[block]] for area, block in zip(city.names, task.block, strict=True)}
    if start == "scratch" and today:
        plan = _named_like_today(city, plan, today, named, kept)
    return evaluate(
        city,
        plan,
        beats=named,
        locks=kept,
        today=today,
        tolerance=tolerance,
        seed=seed,
        warnings=("Stopped before the search was done.",) if watch.stopped else (),
    )


class _Watch:
    """Tells the caller how far the search is and whether to go on."""

    def __init__(self, on_step: Step | None) -> None:
        self.on_step = on_step
        self.done, self.all, self.stopped = 0, 1, False

    def expect(self, slices: int) -> None:
        """Set the number of slices to come."""
        self.all = max(1, slices)

    def __call__(self) -> bool:
        """Count one slice; False when the caller wants to stop."""
        self.done += 1
        if self.on_step is not None and not self.on_step(min(1.0, self.done / self.all)):
            self.stopped = True
        return not self.stopped


def _slices(steps: int) -> int:
    """Slices in a number of steps."""
    return max(1, steps // 20_000)


def _names(beats: int | Sequence[str] | None, today: Mapping[str, str] | None) -> tuple[str, ...]:
    """Names of the beats."""
    now = tuple(sorted({str(beat) for beat in (today or {}).values() if beat}, key=_natural))
    if beats is None:
        refuse_unless(bool(now), "Say how many beats there shall be.")
        return now
    if isinstance(beats, int):
        refuse_unless(beats >= 1, "There must be at least one beat.")
        if len(now) == beats:
            return now
        return tuple(str(number + 1) for number in range(beats))
    named = tuple(str(beat) for beat in beats)
    if not named or len(set(named)) < len(named):
        raise ImpossibleInput("Every beat needs a name of its own.")
    return named


def _natural(name: str) -> tuple[bool, int, str]:
    """Order in which 2 comes before 10."""
    return (not name.isdigit(), int(name) if name.isdigit() else 0, name)


def _scratch(task: Problem, seed: int, effort: float, watch: _Watch) -> Found:
    """Best plan from new centres."""
    rng = np.random.default_rng(seed)
    drawn = sorted((from_scratch(task, rng) for _ in range(_DRAWS)), key=lambda one: one[0])
    starts: list[list[int]] = []
    for _, plan in drawn:
        if plan not in starts:
            starts.append(plan)
    return _searched(task, starts[:_TRIES], seed, effort, watch)


def _from_today(task: Problem, seed: int, effort: float, watch: _Watch) -> Found:
    """Best plan from today's beats."""
    return _searched(task, [from_today(task)] * _TRIES, seed, effort, watch)


def _searched(task: Problem, starts: list[list[int]], seed: int, effort: float, watch: _Watch) -> Found:
    """A short search from every start, a long one from the best found."""
    short = Schedule(max(20_000, int(_TRY * effort * task.blocks)), 1.0, 0.03, 1.3, 10.0)
    long = Schedule(max(60_000, int(_LAST * effort * task.blocks)), 0.4, 0.01, 2.5, 15.0)
    watch.expect(len(starts) * _slices(short.steps) + _slices(long.steps))
    found = []
    for number, plan in enumerate(starts):
        found.append(anneal(task, plan, short, random.Random(seed * 1000 + number), watch))
        if watch.stopped:
            break
    best = min(found, key=lambda one: one.rank)
    if watch.stopped:
        return best
    return min(best, anneal(task, best.plan, long, random.Random(seed), watch), key=lambda one: one.rank)


def _named_like_today(
    city: Areas, plan: Mapping[str, str], today: Mapping[str, str], named: tuple[str, ...], locks: Locks
) -> dict[str, str]:
    """New beats given the names of today's beats they share most load with; beats with a lock keep theirs."""
    number = {beat: k for k, beat in enumerate(named)}
    shared = np.zeros((len(named), len(named)))
    for area, load in zip(city.names, city.load, strict=True):
        if str(today.get(area) or "") in number:
            shared[number[plan[area]], number[str(today[area])]] += load
    for beat in set(locks.fixed.values()):
        shared[number[beat], number[beat]] += 2 * float(city.load.sum())
    rows, columns = linear_sum_assignment(shared, maximize=True)
    new = {named[row]: named[column] for row, column in zip(rows, columns, strict=True)}
    return {area: new[beat] for area, beat in plan.items()}

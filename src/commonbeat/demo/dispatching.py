"""A small dispatch centre: who goes, when, and how long it takes. Waits come out of the load, they are not drawn.

Units work the turns of `roster`; a call takes the nearest free unit; when none is free it waits by priority.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NO_UNIT, DISPATCHED, ON_VIEW = 0, 1, 2
SPEED_M_PER_S = {1: 14.6, 2: 11.4, 3: 9.4, 4: 8.8}
KEEP_FREE = {1: 0, 2: 1, 3: 1, 4: 2}  # routine calls leave this many units free for emergencies


@dataclass(frozen=True, slots=True)
class Work:
    """What dispatch is asked to do, in order of `ready` (seconds): one entry per call.

    mode: NO_UNIT, DISPATCHED or ON_VIEW; scene: seconds at the scene; wanted: units wanted; x, y in metres.
    """

    ready: NDArray[np.float64]
    mode: NDArray[np.int64]
    priority: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    scene: NDArray[np.float64]
    wanted: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Turnout:
    """One unit sent to one call; times in seconds, the first entry of a call is its primary unit."""

    call: int
    unit: str
    dispatched: float
    enroute: float
    arrived: float
    cleared: float


class _Centre:
    """The state of the dispatch centre while time runs."""

    def __init__(
        self, work: Work, duty: list[list[str]], homes: dict[str, tuple[float, float]], seed: int
    ) -> None:
        self.work, self.duty = work, duty
        self.where = dict(homes)
        self.busy_until = dict.fromkeys(homes, 0.0)
        self.pending: list[tuple[int, float, int]] = []
        self.wakes: list[float] = []
        self.sent: list[Turnout] = []
        self.closing = False
        rng = np.random.default_rng([seed, 5])
        count = len(work.ready)
        self.slack = rng.lognormal(0.0, 0.38, (count, 3))
        self.scene_spread = rng.uniform(0.35, 1.0, count)

    def free_units(self, now: float) -> list[str]:
        hour = min(int(now // 3600), len(self.duty) - 1)
        return [unit for unit in self.duty[hour] if self.busy_until[unit] <= now]

    def send(self, call: int, unit: str, now: float, leader_arrives: float | None) -> float:
        """Send one unit; returns its arrival. A later unit stays a share of the first one's time."""
        work = self.work
        x, y = work.x[call], work.y[call]
        priority = int(work.priority[call])
        near_x, near_y = self.where[unit]
        metres = (abs(x - near_x) + abs(y - near_y)) * 0.92 + 250.0
        slack = self.slack[call]
        turnout = 12.0 + 26.0 * slack[0] * (1 if priority == 1 else 1.7)
        travel = metres / SPEED_M_PER_S[priority] * (0.72 + 0.34 * slack[1])
        if work.mode[call] == ON_VIEW and leader_arrives is None:
            turnout = travel = 0.0
        arrived = now + turnout + travel
        scene = work.scene[call] * (1.0 if leader_arrives is None else self.scene_spread[call])
        cleared = max(arrived + scene, (leader_arrives or 0.0) + 120.0)
        self.busy_until[unit] = cleared + 45.0
        self.where[unit] = (x, y)
        self.sent.append(Turnout(call, unit, now, now + turnout, arrived, cleared))
        heapq.heappush(self.wakes, cleared + 45.0)
        return arrived

    def dispatch(self, call: int, now: float) -> bool:
        """Send units to a call if enough are free."""
        free = self.free_units(now)
        priority = int(self.work.priority[call])
        keep = 0 if self.closing or self.work.mode[call] == ON_VIEW else KEEP_FREE[priority]
        if len(free) <= keep:
            return False
        x, y = self.work.x[call], self.work.y[call]
        free.sort(key=lambda unit: abs(x - self.where[unit][0]) + abs(y - self.where[unit][1]))
        lead = self.send(call, free[0], now, None)
        for unit in free[1 : min(int(self.work.wanted[call]), len(free) - keep)]:
            self.send(call, unit, now + 20.0 + 70.0 * self.slack[call][2], lead)
        return True

    def serve_pending(self, now: float) -> None:
        """Give waiting calls their units, most urgent and oldest first."""
        while self.pending and self.dispatch(self.pending[0][2], now):
            heapq.heappop(self.pending)

    def run(self) -> list[Turnout]:
        for call, ready in enumerate(self.work.ready):
            while self.wakes and self.wakes[0] <= ready:
                self.serve_pending(heapq.heappop(self.wakes))
            if self.work.mode[call] == NO_UNIT:
                continue
            if self.work.mode[call] == ON_VIEW:
                if not self.dispatch(call, ready):
                    self._borrow(call, ready)
                continue
            heapq.heappush(self.pending, (int(self.work.priority[call]), float(ready), call))
            self.serve_pending(float(ready))
        self._finish()
        return self.sent

    def _finish(self) -> None:
        """After the last call: whoever still waits is served, with nothing kept in reserve."""
        self.closing = True
        self.duty.append(list(self.busy_until))
        now = float(self.work.ready[-1])
        while self.pending:
            self.serve_pending(now)
            now += 300.0

    def _borrow(self, call: int, now: float) -> None:
        """On-view work when all are busy: the unit that is free soonest noticed it between two calls."""
        hour = min(int(now // 3600), len(self.duty) - 1)
        units = self.duty[hour] or list(self.busy_until)
        unit = min(units, key=lambda code: self.busy_until[code])
        until = self.busy_until[unit]
        self.send(call, unit, now, None)
        self.busy_until[unit] = max(self.busy_until[unit], until)


def run_dispatch(
    work: Work, duty: list[list[str]], homes: dict[str, tuple[float, float]], seed: int
) -> list[Turnout]:
    """All turnouts, in the order units were sent.

    duty: units on duty per hour; homes: start place of each unit in metres.
    """
    return _Centre(work, duty, homes, seed).run()

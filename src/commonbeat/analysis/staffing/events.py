"""The event loop of the dispatch simulation."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.staffing.dispatching import Floats
from commonbeat.analysis.staffing.scenario import CALL, SHIFT, Draw, Scenario


@dataclass(frozen=True)
class Log:
    """What happened to each event of a draw.

    Attributes:
        wait: Hours from the call to the dispatch of its first unit; missing if never answered.
        travel: Travel hours of that unit.
        unit: That unit, -1 if none.
        full_wait: Hours until the last unit needed was dispatched.
        backup: Unit, start and end of every further dispatch, shape (dispatches, 3).
    """

    wait: Floats
    travel: Floats
    unit: NDArray[np.int64]
    full_wait: Floats
    backup: Floats


def run(city: Scenario, events: Draw) -> Log:
    """Play one replication: no preemption, the most urgent waiting call first, within it the oldest.

    A call that needs several units gets at once those that are free; the rest are asked for under the same
    priority. Every unit stays the call's hours on scene from its own arrival. A unit whose shift ends while
    it is busy finishes its work and then leaves.

    Args:
        city: What is simulated.
        events: Outside events in order of time.
    """
    size = events.time.size
    unit_of = [-1] * size
    wait = [0.0] * size
    travel_of = [0.0] * size
    full = [0.0] * size
    backup: list[tuple[float, float, float]] = []
    units = city.units
    bits = [1 << n for n in range(units)]
    lists: list[list[int]] = city.preferences.tolist()
    ways = np.zeros((units, city.preferences.shape[0])) if city.travel is None else city.travel
    travel = ways.T.tolist()
    between = None if city.between is None else city.between.tolist()
    work = 1.0 if city.travel_is_work else 0.0
    duty = [sum(bit for bit, here in zip(bits, row, strict=True) if here) for row in city.roster.tolist()]
    on = idle = duty[0]
    queues: list[deque[int]] = [deque() for _ in range(city.priorities.size)]
    waiting = 0
    heap: list[tuple[float, int, int]] = []  # when free, unit, area it is in
    many = bool(events.needed.max(initial=0) > 1)
    area, service, priority = events.area.tolist(), events.service.tolist(), events.priority.tolist()
    time, kind, needed = events.time.tolist(), events.kind.tolist(), events.needed.tolist()
    shift = events.shift.tolist()

    def begin(entry: int, unit: int, now: float, hours_on_way: float) -> None:
        """Send `unit` to a call that waited, or as a further unit (entry < 0: the call is ~entry)."""
        call = entry if entry >= 0 else ~entry
        end = now + work * hours_on_way + service[call]
        heappush(heap, (end, unit, area[call]))
        delay = now - time[call]
        if delay > full[call]:
            full[call] = delay
        if entry >= 0:
            unit_of[call], wait[call], travel_of[call] = unit, delay, hours_on_way
        else:
            backup.append((unit, now, end))

    def next_waiting() -> tuple[int, int]:
        """The oldest of the most urgent waiting calls, and its area."""
        nonlocal waiting
        waiting -= 1
        entry = next(queue for queue in queues if queue).popleft()
        return entry, area[entry if entry >= 0 else ~entry]

    def nearest(where: int, free: int) -> int:
        """The free unit that stands first on the list of an area."""
        return next(unit for unit in lists[where] if free & bits[unit])

    for i in range(size + 1):
        now = time[i] if i < size else float("inf")
        while heap and heap[0][0] <= now:
            done, unit, here = heappop(heap)
            if on & bits[unit]:
                if waiting:
                    entry, where = next_waiting()
                    near = travel[where][unit] if between is None or here < 0 else between[here][where]
                    begin(entry, unit, done, near)
                else:
                    idle |= bits[unit]
        if i == size:
            break
        what = kind[i]
        if what == CALL:
            if idle:
                where = area[i]
                # The hot path: `nearest` written out, for one call of a function costs a fifth of it.
                for unit in lists[where]:
                    if idle & bits[unit]:
                        break
                idle ^= bits[unit]
                near = travel[where][unit]
                unit_of[i], travel_of[i] = unit, near
                heappush(heap, (now + work * near + service[i], unit, where))
            else:
                queues[priority[i]].append(i)
                waiting += 1
            if many:
                for _ in range(needed[i] - 1):
                    if idle:
                        unit = nearest(area[i], idle)
                        idle ^= bits[unit]
                        begin(~i, unit, now, travel[area[i]][unit])
                    else:
                        queues[priority[i]].append(~i)
                        waiting += 1
        elif what == SHIFT:
            on = duty[shift[i]]
            busy = 0
            for _, unit, _ in heap:
                busy |= bits[unit]
            idle = on & ~busy
            while waiting and idle:
                entry, where = next_waiting()
                unit = nearest(where, idle)
                idle ^= bits[unit]
                begin(entry, unit, now, travel[where][unit])
        elif idle & bits[area[i]]:
            # Patrol-initiated work: `area` holds the unit. A free unit means that no call waits.
            unit = area[i]
            idle ^= bits[unit]
            unit_of[i] = unit
            heappush(heap, (now + service[i], unit, -1))
    answered = np.array(unit_of) >= 0
    lost = np.where(answered, 0.0, np.nan)
    return Log(
        wait=np.array(wait) + lost,
        travel=np.array(travel_of) + lost,
        unit=np.array(unit_of, dtype=np.int64),
        full_wait=np.array(full) + lost,
        backup=np.array(backup, dtype=np.float64).reshape(-1, 3),
    )

"""Rows of the comparison table, how they are timed and how they are printed."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class BenchRow:
    """One job done by us and by a peer.

    Attributes:
        name: The job and its size.
        ours_seconds: Our time.
        peer_name: Whom we are compared with; what is scaled or not installed is said here.
        peer_seconds: Its time on the same work, or None when it is not installed.
        same_result: Whether both gave the same answer, or None when there is no peer to compare with.
        goal: The goal in words.
        least_ratio: Peer's time over ours that the goal asks for, or None.
        most_seconds: Our time that the goal allows, or None.
    """

    name: str
    ours_seconds: float
    peer_name: str
    peer_seconds: float | None
    same_result: bool | None
    goal: str = ""
    least_ratio: float | None = None
    most_seconds: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.peer_seconds is None else self.peer_seconds / self.ours_seconds

    @property
    def met(self) -> bool | None:
        """Whether every part of the goal that could be measured is met."""
        parts = []
        if self.least_ratio is not None and self.ratio is not None:
            parts.append(self.ratio >= self.least_ratio)
        if self.most_seconds is not None:
            parts.append(self.ours_seconds <= self.most_seconds)
        return all(parts) if parts else None


@dataclass(frozen=True)
class Growth:
    """Our time at several sizes of the same job."""

    name: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """Slope of log time on log size, by least squares: 1 is linear."""
        x, y = [math.log(s) for s in self.sizes], [math.log(s) for s in self.seconds]
        mean_x, mean_y = statistics.fmean(x), statistics.fmean(y)
        top = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
        return top / sum((a - mean_x) ** 2 for a in x)


def timed(job: Callable[[], Any], runs: int = 5) -> tuple[float, Any]:
    """Median processor time of a job and its last answer; one run before the clock starts when there are several.

    Processor time of this process, because the wall clock also shows what else the machine is doing. All libraries are held
    to one thread (see `__main__`), so the two are the same on an idle machine.
    """
    answer = job() if runs > 1 else None
    times = []
    for _ in range(runs):
        start = time.process_time()
        answer = job()
        times.append(time.process_time() - start)
    return statistics.median(times), answer


def growth(
    name: str, job: Callable[[int], Any], sizes: Iterable[int] = (10_000, 100_000, 1_000_000)
) -> Growth:
    """Time a job at several sizes; `job(size)` returns the call to be timed."""
    chosen = tuple(sizes)
    return Growth(name, chosen, tuple(timed(job(size), runs=3)[0] for size in chosen))


def print_table(rows: list[BenchRow]) -> None:
    """Print "ours | peer | same result? | ratio" with the goal."""
    heads = ("job", "ours", "peer", "peer's time", "same result?", "ratio", "goal", "met?")
    lines = [
        (
            row.name,
            seconds(row.ours_seconds),
            row.peer_name,
            "not installed" if row.peer_seconds is None else seconds(row.peer_seconds),
            {True: "yes", False: "NO", None: "-"}[row.same_result],
            "-" if row.ratio is None else f"{row.ratio:,.1f}x",
            row.goal,
            {True: "yes", False: "NO", None: "-"}[row.met],
        )
        for row in rows
    ]
    widths = [max(len(line[i]) for line in [heads, *lines]) for i in range(len(heads))]
    for line in [heads, tuple("-" * width for width in widths), *lines]:
        print(" | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)))


def print_growth(found: list[Growth]) -> None:
    """Print times by size and the exponent."""
    for one in found:
        steps = ", ".join(f"{size:,}: {seconds(t)}" for size, t in zip(one.sizes, one.seconds, strict=True))
        print(f"{one.name}: {steps}; time grows with size to the power {one.exponent:.2f}")


def seconds(value: float) -> str:
    """A time in the unit people read easily."""
    if value >= 1:
        return f"{value:.2f} s"
    if value >= 1e-3:
        return f"{value * 1e3:.2f} ms"
    return f"{value * 1e6:.0f} us"

"""A clock as a small picture: a bar for its time, one for each entry, and marks for today and for when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .explain import Explanation, Part
from .running import now

WIDTH, ROW, TOP = 1000, 26, 8


@dataclass(frozen=True)
class Bar:
    """One bar, in units of the picture.

    Attributes:
        kind: ``time`` for the clock itself, otherwise as `Part.kind`.
        x: from the left.
        y: from the top.
        width: at least 2, so that it can be seen.
        open: it goes on.
        title: what it is.
    """

    kind: str
    x: int
    y: int
    width: int
    open: bool
    title: str


@dataclass(frozen=True)
class Drawing:
    """The picture; a template draws it (``clocks/explained.html``)."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    due_x: int
    first_due_x: int
    now_x: int | None

    @property
    def shown(self) -> int:
        """Its width with room for lines at both ends."""
        return self.width + 6


def draw(explained: Explanation) -> Drawing:
    """Work out the picture of a clock.

    Args:
        explained: what `explain` says about it. Extensions have no time of their own and are not drawn.
    """
    clock, present = explained.clock, now()
    ends = clock.stopped_at or clock.voided_at
    begins, last = clock.started_at, max(explained.due, explained.first_due, ends or present)
    whole = max((last - begins).total_seconds(), 1)

    def x(moment: datetime) -> int:
        return round(WIDTH * min(max((moment - begins).total_seconds() / whole, 0), 1))

    def bar(part: Part, row: int) -> Bar:
        left, right = x(part.since), x(part.until or ends or present)
        return Bar(part.kind, left, TOP + row * ROW, max(right - left, 2), part.until is None, part.title)

    drawn = [one for one in explained.parts if one.until is None or one.until > one.since]
    bars = (
        Bar("time", 0, TOP, max(x(explained.due), 2), False, ""),
        *(bar(one, row) for row, one in enumerate(drawn, 1)),
    )
    return Drawing(
        WIDTH,
        TOP * 2 + len(bars) * ROW,
        bars,
        x(explained.due),
        x(explained.first_due),
        None if ends else x(present),
    )

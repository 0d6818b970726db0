"""What has to be hidden in a table of persons, and how exact a published place, time or number may be.

Events by place and time follow the block, band and delay rules; counts of persons by their traits follow the threshold.
Why they differ: ``docs/decisions/0007-disclosure-follows-what-is-counted.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

THRESHOLD = 11
MOST_HIDDEN = 0.20
BAND_HOURS = 4
Cell = int | None


@dataclass(frozen=True)
class Protected:
    """A table of counts made safe to publish.

    Attributes:
        cells: the counts; None where one is hidden.
        hidden_share: hidden cells as a share of cells that are not zero, 0..1.
        too_fine: True when more than a fifth is hidden; publish a coarser table instead.
    """

    cells: tuple[tuple[Cell, ...], ...]
    hidden_share: float

    @property
    def too_fine(self) -> bool:
        """Whether the table must be made coarser."""
        return self.hidden_share > MOST_HIDDEN


def protect(counts: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> Protected:
    """Hide small counts of persons so that none can be worked out from row and column totals.

    Counts of 1 to ``threshold - 1`` are hidden; zero is shown. Then, while a row or a column hides exactly one cell, or
    its hidden cells add up to less than the threshold, its smallest shown count above zero is hidden too; a row or
    column with nothing else above zero hides a zero.

    Args:
        counts: rows of counts, all of one length; totals are not part of the table.
        threshold: smallest count that may be shown.

    Raises:
        ValueError: rows of different length, or a negative count.
    """
    width = len(counts[0]) if counts else 0
    if any(len(row) != width for row in counts) or any(cell < 0 for row in counts for cell in row):
        raise ValueError("A table of counts has rows of one length and no negative count.")
    hidden = {(r, c) for r, row in enumerate(counts) for c, cell in enumerate(row) if 0 < cell < threshold}
    while extra := _next_to_hide(counts, hidden, threshold):
        hidden.add(extra)
    shown = tuple(
        tuple(None if (r, c) in hidden else cell for c, cell in enumerate(row))
        for r, row in enumerate(counts)
    )
    filled = sum(1 for row in counts for cell in row if cell) or 1
    return Protected(shown, len(hidden) / filled)


def _next_to_hide(
    counts: Sequence[Sequence[int]], hidden: set[tuple[int, int]], threshold: int
) -> tuple[int, int] | None:
    """The next cell that must be hidden so that no line gives another one away, or None."""
    rows = [[(r, c) for c in range(len(row))] for r, row in enumerate(counts)]
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else []
    for line in [*rows, *columns]:
        gone = [at for at in line if at in hidden]
        total = sum(counts[r][c] for r, c in gone)
        open_cells = [at for at in line if at not in hidden]
        if gone and open_cells and (len(gone) == 1 or total < threshold):
            chosen: tuple[int, int] = min(
                open_cells, key=lambda at: (counts[at[0]][at[1]] == 0, counts[at[0]][at[1]])
            )
            return chosen
    return None


def time_band(hour: int) -> str:
    """The four-hour band that holds an hour of the day, "08:00–11:59".

    Raises:
        ValueError: not an hour of the day.
    """
    if not 0 <= hour <= 23:
        raise ValueError(f"{hour} is not an hour of the day.")
    start = hour // BAND_HOURS * BAND_HOURS
    return f"{start:02d}:00–{start + BAND_HOURS - 1:02d}:59"

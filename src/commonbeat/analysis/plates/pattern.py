"""Partial plates: a witness saw three characters. A look-up for an analyst, never an alert."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.plates.text import (
    CODE_OF,
    SEPARATORS,
    WIDTH,
    Codes,
    PlateInputError,
    Texts,
    plate_codes,
    state_codes,
    texts_of,
)
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class PatternMatches(Result):
    """Reads that fit a partial plate, in order of the reads.

    Attributes:
        pattern: The pattern as used.
        read: Position of each read that fits.
        plates: Its normalised plate.
        state_read: Whether its state was read; without a state asked for, whether one was read at all.
        fixed: Characters of the pattern that are given.
        alert: Always false: a partial plate fits many vehicles.
    """

    pattern: str
    read: NDArray[np.int64]
    plates: tuple[str, ...]
    state_read: NDArray[np.bool_]
    fixed: int
    alert: bool = False


def find_pattern(
    pattern: str,
    plates: Texts,
    states: Texts | None = None,
    *,
    state: str = "",
    least_fixed: int = 3,
    period: str = "",
) -> PatternMatches:
    """Reads that fit a pattern in which ? is one character and * any number of characters, also none.

    Args:
        pattern: For example "7A?C*" or "*123". Case and separators do not matter.
        plates: Plates as read.
        states: State of each read, empty where not read.
        state: Only reads of this state, and reads whose state was not read.
        least_fixed: Fewest given characters; a sweep over everyone's plates is refused.
        period: Words for the time span.

    Raises:
        PlateInputError: Too few given characters, a sign that is no letter, digit, ? or *, or too long a pattern.
    """
    pieces, fixed, text = _parse(pattern, least_fixed)
    codes, unreadable = plate_codes(plates)
    lengths = (codes != 0).sum(axis=1)
    fits = ~unreadable & _fits(codes, lengths, pieces)
    read_states = state_codes(states, codes.shape[0])
    if state:
        wanted = int(state_codes([state], 1)[0])
        fits &= (read_states == wanted) | (read_states == 0)
    read = np.flatnonzero(fits).astype(np.int64)
    return PatternMatches(
        method="partial plate v1",
        n=codes.shape[0],
        period=period,
        warnings=("A partial plate fits many vehicles. It is a look-up and never an alert.",),
        pattern=text,
        read=read,
        plates=tuple(texts_of(codes[read])),
        state_read=read_states[read] != 0,
        fixed=fixed,
    )


def _parse(pattern: str, least_fixed: int) -> tuple[list[list[int]], int, str]:
    """Pieces between stars as codes, 0 for any one character."""
    text = "".join(letter for letter in pattern.upper() if letter not in SEPARATORS)
    for letter in text:
        if letter not in CODE_OF and letter not in "?*":
            raise PlateInputError(f"A pattern has letters, digits, ? and *, not {letter!r}.")
    pieces = [[CODE_OF.get(letter, 0) for letter in piece] for piece in text.split("*")]
    fixed = sum(code != 0 for piece in pieces for code in piece)
    if fixed < max(1, least_fixed):
        raise PlateInputError(
            f"The pattern gives {fixed} characters; at least {max(1, least_fixed)} are needed, "
            "so that a search does not sweep up everyone."
        )
    if sum(len(piece) for piece in pieces) > WIDTH:
        raise PlateInputError(f"The pattern is longer than {WIDTH} characters.")
    return pieces, fixed, text


def _fits(codes: Codes, lengths: NDArray[np.int64], pieces: list[list[int]]) -> NDArray[np.bool_]:
    """First piece at the start, last at the end, those between as early as they fit."""
    n = codes.shape[0]
    head, tail = pieces[0], pieces[-1]
    if len(pieces) == 1:
        whole: NDArray[np.bool_] = (lengths == len(head)) & _same(codes, 0, head)
        return whole
    fits = (lengths >= sum(len(piece) for piece in pieces)) & _same(codes, 0, head)
    start = lengths - len(tail)
    at_end = np.zeros(n, dtype=np.bool_)
    for offset in range(WIDTH - len(tail) + 1):
        rows = fits & (start == offset)
        if rows.any():
            at_end[rows] = _same(codes[rows], offset, tail)
    fits &= at_end
    reached = np.full(n, len(head))
    for piece in pieces[1:-1]:
        if not piece:
            continue
        found = np.full(n, -1)
        for offset in range(WIDTH - len(piece) + 1):
            free = fits & (found < 0) & (reached <= offset) & (offset + len(piece) <= start)
            if free.any():
                rows = np.flatnonzero(free)
                found[rows[_same(codes[rows], offset, piece)]] = offset
        fits &= found >= 0
        reached = found + len(piece)
    return fits


def _same(codes: Codes, offset: int, piece: list[int]) -> NDArray[np.bool_]:
    same = np.ones(codes.shape[0], dtype=np.bool_)
    for i, code in enumerate(piece):
        same &= codes[:, offset + i] == code if code else codes[:, offset + i] != 0
    return same

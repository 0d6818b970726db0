"""Characters that cameras take for one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.plates.text import BASE, CODE_OF, WIDTH, Codes, Keys, PlateInputError, keys_of

CONFUSABLES = ("0O", "0D", "0Q", "OD", "OQ", "1I", "1L", "IL", "8B", "5S", "2Z", "6G", "4A", "7T", "VY", "VU")
NARROW = ("0O", "1I", "8B", "5S", "2Z")


def confusable_table(pairs: Sequence[str] = CONFUSABLES) -> NDArray[np.bool_]:
    """Which code may be read for which, (37, 37), symmetric and without a diagonal.

    Raises:
        PlateInputError: A pair is not two different letters or digits.
    """
    table = np.zeros((BASE, BASE), dtype=np.bool_)
    for pair in pairs:
        letters = pair.upper()
        if len(letters) != 2 or letters[0] == letters[1] or not all(c in CODE_OF for c in letters):
            raise PlateInputError(f"A confusable pair is two different letters or digits, not {pair!r}.")
        a, b = CODE_OF[letters[0]], CODE_OF[letters[1]]
        table[a, b] = table[b, a] = True
    return table


def one_confusable(
    codes: Codes, table: NDArray[np.bool_]
) -> tuple[Keys, NDArray[np.int64], NDArray[np.int8], Codes]:
    """Every plate that differs from one of `codes` in exactly one confusable character.

    Returns:
        Key, row of the plate it came from, position (0 is the first character), and the code read there.
    """
    keys = keys_of(codes)
    parts: list[tuple[Keys, NDArray[np.int64], NDArray[np.int8], Codes]] = []
    for position in range(WIDTH):
        weight = np.uint64(BASE ** (WIDTH - 1 - position))
        column = codes[:, position]
        for own in np.flatnonzero(table.any(axis=1)):
            rows = np.flatnonzero(column == own)
            if rows.size == 0:
                continue
            base = keys[rows] - np.uint64(own) * weight
            for other in np.flatnonzero(table[own]):
                parts.append(
                    (
                        base + np.uint64(other) * weight,
                        rows.astype(np.int64),
                        np.full(rows.size, position, dtype=np.int8),
                        np.full(rows.size, other, dtype=np.uint8),
                    )
                )
    if not parts:
        return (np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int8), np.zeros(0, np.uint8))
    key, row, place, read = (np.concatenate([part[i] for part in parts]) for i in range(4))
    return key, row, place, read

"""Looking up rows by blocking key: sorted hashes for the bulk, a small table for what came since."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl
from numpy.typing import NDArray

_SEED = 20_261


class KeyIndex:
    """Rows by key. A million rows take twelve bytes per row and key; a lookup is a binary search.

    Two keys with the same hash only add rows that are then found to differ.
    """

    def __init__(self, keys: pl.DataFrame) -> None:
        """Index the rows of `keys`, one column per blocking key; a null has no entry."""
        self._sorted: list[NDArray[np.uint64]] = []
        self._rows: list[NDArray[np.int32]] = []
        for name in keys.columns:
            present = np.flatnonzero(keys[name].is_not_null().to_numpy())
            hashes = keys[name].hash(_SEED).to_numpy()[present]
            order = np.argsort(hashes, kind="stable")
            self._sorted.append(hashes[order])
            self._rows.append(present[order].astype(np.int32))
        self._added: list[dict[int, list[int]]] = [defaultdict(list) for _ in keys.columns]

    @staticmethod
    def hashes(keys: list[str | None]) -> list[int | None]:
        """Hashes of one record's keys, None where the key is missing."""
        hashed = pl.Series(keys, dtype=pl.String).hash(_SEED).to_list()
        return [None if key is None else found for key, found in zip(keys, hashed, strict=True)]

    def add(self, row: int, hashes: list[int | None]) -> None:
        """Enter one row that came after the bulk."""
        for table, key in zip(self._added, hashes, strict=True):
            if key is not None:
                table[key].append(row)

    def block(self, which: int, key: int) -> tuple[NDArray[np.int32], list[int]]:
        """Rows under a key: those of the bulk, and those added since."""
        hashes, wanted = self._sorted[which], np.uint64(key)
        low, high = hashes.searchsorted(wanted, "left"), hashes.searchsorted(wanted, "right")
        return self._rows[which][low:high], self._added[which].get(key, [])

"""Keys of a hot list, sorted, behind a filter that turns most reads away after one look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.plates.text import Keys

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class KeyIndex:
    """Finds all entries with a given key.

    A table of flags, about eight for each entry, is looked at first by a multiplicative hash; only keys whose flag is
    set are searched for by bisection. Nothing is compiled and the answer is exact.
    """

    def __init__(self, keys: Keys) -> None:
        """Index `keys`; entry i is the i-th key given."""
        self.order = np.argsort(keys, kind="stable")
        self.keys = keys[self.order]
        bits = int(np.clip(np.ceil(np.log2(max(keys.size, 1) * 8)), 12, 24))
        self._shift = np.uint64(64 - bits)
        self._flags = np.zeros(1 << bits, dtype=np.bool_)
        self._flags[self._slot(self.keys)] = True

    def find(self, wanted: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions in `wanted` and entries with the same key, every combination, in order of `wanted`."""
        likely = np.flatnonzero(self._flags[self._slot(wanted)])
        part = wanted[likely]
        first = np.searchsorted(self.keys, part, side="left")
        hit = first < self.keys.size
        hit[hit] = self.keys[first[hit]] == part[hit]
        likely, part, first = likely[hit], part[hit], first[hit]
        count = np.searchsorted(self.keys, part, side="right") - first
        rows = np.repeat(likely, count)
        step = np.arange(rows.size) - np.repeat(np.cumsum(count) - count, count)
        return rows.astype(np.int64), self.order[np.repeat(first, count) + step].astype(np.int64)

    def _slot(self, keys: Keys) -> NDArray[np.int64]:
        mixed = keys * _GOLDEN
        mixed >>= self._shift
        return mixed.astype(np.int64)

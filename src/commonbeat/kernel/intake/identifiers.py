"""Identifiers for new records, a column at a time."""

from __future__ import annotations

import time

import numpy as np
import polars as pl


def uuid7_hex(count: int) -> pl.Series:
    """``count`` new version-7 identifiers in ascending order, as 32 hexadecimal digits."""
    raw = np.frombuffer(np.random.default_rng().bytes(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    stamp = np.full(count, time.time_ns() // 1_000_000, dtype=">u8").view(np.uint8).reshape(count, 8)
    raw[:, 0:6] = stamp[:, 2:8]
    # 12 bits of order, then the rest random: ascending within blocks of 4096.
    raw[:, 6] = 0x70 | ((np.arange(count) >> 8) & 0x0F)
    raw[:, 7] = np.arange(count) & 0xFF
    raw[:, 8] = 0x80 | (raw[:, 8] & 0x3F)
    text = raw.tobytes().hex()
    return pl.Series("id", [text[start : start + 32] for start in range(0, 32 * count, 32)])

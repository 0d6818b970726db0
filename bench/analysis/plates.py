"""Plate matching: against RapidFuzz."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np

from bench.analysis.table import BenchRow, Growth, timed
from bench.analysis.table import growth as grow
from commonbeat.analysis.plates import CONFUSABLES, HotList, nearby_plates

LETTERS, DIGITS = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), np.array(list("0123456789"))


def made(n: int, seed: int) -> list[str]:
    """Plates of the form 1ABC234."""
    rng = np.random.default_rng(seed)
    parts = [
        (DIGITS if place in "0456" else LETTERS)[rng.integers(0, 10 if place in "0456" else 26, n)]
        for place in "0123456"
    ]
    return ["".join(row) for row in np.stack(parts, axis=1).tolist()]


def rows() -> list[BenchRow]:
    listed, reads = made(100_000, 1), made(1_000_000, 2)
    hot = HotList(listed)
    build, _ = timed(lambda: HotList(listed), runs=3)
    ours, found = timed(lambda: hot.match(reads), runs=5)
    few = 200
    part, nearby = timed(lambda: nearby_plates(listed, reads[:200_000]), runs=1)
    goal, other = ">= 1M reads a second, >= 1,000x cdist", ">= 200k reads a second"
    names = ("plates, 1M reads, 100k listed, one confusable", "plates, 200k reads, edit distance 1 (look-up)")
    if find_spec("rapidfuzz") is None:
        return [
            BenchRow(names[0], ours, "RapidFuzz cdist", None, None, goal, 1000, 1.0),
            BenchRow(names[1], part, "RapidFuzz cdist", None, None, other, None, 1.0),
        ]
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    seconds, table = timed(
        lambda: cdist(reads[:few], listed, scorer=Levenshtein.distance, score_cutoff=1, dtype=np.uint8),
        runs=1,
    )
    hits = {(int(i), int(j)) for i, j in zip(*np.nonzero(table <= 1), strict=True)}
    edit = {(i, j) for i, j in zip(nearby.read.tolist(), nearby.row.tolist(), strict=True) if i < few}
    near = {(i, j) for i, j in zip(found.read.tolist(), found.row.tolist(), strict=True) if i < few}
    wanted = {(i, j) for i, j in hits if _confusable(reads[i], listed[j])}
    peer = f"RapidFuzz cdist ({few} reads, scaled)"
    return [
        BenchRow(names[0], ours, peer, seconds / few * 1_000_000, near == wanted, goal, 1000, 1.0),
        BenchRow(names[1], part, peer, seconds / few * 200_000, edit == hits, other, None, 1.0),
        BenchRow(f"plates, building the list of 100k ({hot.entries:,} keys)", build, "none", None, None),
    ]


def growth() -> list[Growth]:
    hot = HotList(made(100_000, 1))

    def match(n: int) -> Any:
        reads = made(n, 3)
        return lambda: hot.match(reads)

    return [grow("plate matching, 100k listed, by reads", match)]


def _confusable(a: str, b: str) -> bool:
    if a == b:
        return True
    places = [i for i in range(len(a)) if a[i] != b[i]] if len(a) == len(b) else []
    return len(places) == 1 and any(set(pair) == {a[places[0]], b[places[0]]} for pair in CONFUSABLES)

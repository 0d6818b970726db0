"""Digests of rows, to tell unchanged from updated without converting what is unchanged.

A record keeps 32 bytes: a digest of the row as the file had it, keyed with everything else that the conversion rests on
(mapping, program version, beats in force), then one of its parts. Where the first is the same, the row need not be
converted; where it is not, the record's columns and the second decide whether anything changed. A record put together
from several rows has zeros in the first place.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import polars as pl

from .targets import Context, Target

SIZE = 16


def fingerprint(target: Target, context: Context) -> bytes:
    """Key of the digests of rows: it changes with whatever may change the outcome for the same row."""
    try:
        program = version("commonbeat")
    except PackageNotFoundError:
        program = ""
    state = target.depends(context) if target.depends else ""
    text = "\x1f".join([program, target.name, context.mapping.text, state])
    return hashlib.blake2b(text.encode(), digest_size=SIZE).digest()


def row_digests(batch: pl.DataFrame, columns: list[str], state: pl.Series | None, key: bytes) -> pl.Series:
    """A digest of each row's text in ``columns`` and of its ``state``, as bytes."""
    texts = [pl.col(name).fill_null("\x00") for name in columns]
    if state is not None:
        texts.append(pl.lit(state).fill_null("\x00"))
    return _digested(batch, texts, key)


def part_digests(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    """A digest of the values in ``columns``, as bytes; zeros where the first of them is missing: there is no part."""
    if not columns or frame[columns[0]].null_count() == frame.height:
        return pl.Series("digest", [bytes(SIZE)], dtype=pl.Binary).new_from_index(0, frame.height)
    kinds = frame.schema
    texts = [
        (pl.col(name).to_physical() if kinds[name].is_temporal() else pl.col(name))
        .cast(pl.String)
        .fill_null("\x00")
        for name in columns
    ]
    found = _digested(frame, texts, b"")
    return frame.select(
        pl.when(pl.col(columns[0]).is_null())
        .then(pl.lit(bytes(SIZE)))
        .otherwise(pl.lit(found))
        .alias("digest")
    ).to_series()


def _digested(frame: pl.DataFrame, texts: list[pl.Expr], key: bytes) -> pl.Series:
    lines = frame.select(pl.concat_str(texts, separator="\x1f")).to_series().to_list()
    make = hashlib.blake2b
    found = [make(line.encode(), digest_size=SIZE, key=key).digest() for line in lines]
    return pl.Series("digest", found, dtype=pl.Binary)


class KnownDigests:
    """The digests of all rows on file, as two sorted columns of eight bytes each."""

    def __init__(self, joined: bytes) -> None:
        """``joined``: digests one after the other."""
        halves = np.frombuffer(joined, dtype=np.uint64).reshape(-1, 2)
        halves = halves[np.argsort(halves[:, 0])]
        self._first, self._second = halves[:, 0].copy(), halves[:, 1].copy()

    def among(self, digests: pl.Series) -> np.ndarray:
        """Which of these digests are on file."""
        if not self._first.size:
            return np.zeros(len(digests), dtype=bool)
        asked = np.frombuffer(b"".join(digests), dtype=np.uint64).reshape(-1, 2)
        place = np.minimum(np.searchsorted(self._first, asked[:, 0]), self._first.size - 1)
        same: np.ndarray = (self._first[place] == asked[:, 0]) & (self._second[place] == asked[:, 1])
        return same


class KeyBook:
    """The key of every row of a file as two hashes, 32 bytes a row, to find records that come more than once."""

    def __init__(self) -> None:
        self._pieces: list[np.ndarray] = []

    def add(self, rows: pl.Series, keys: pl.Series, digests: pl.Series) -> None:
        """Note rows: their numbers, keys and digests."""
        hashed = [keys.hash(seed=1), keys.hash(seed=2), digests.hash(seed=1)]
        self._pieces.append(np.stack([one.to_numpy() for one in (*hashed, rows.cast(pl.UInt64))]))

    def repeats(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Records with several rows.

        Returns:
            Row numbers of the winners (the last row of each), how many earlier rows of each differ from it, and the
            row numbers of all the earlier rows.
        """
        if not self._pieces:
            return (np.empty(0, dtype=np.uint64),) * 3
        order = np.sort(np.concatenate([piece[0] for piece in self._pieces]))
        twice = np.unique(order[1:][order[1:] == order[:-1]])
        book = np.concatenate([piece[:, np.isin(piece[0], twice)] for piece in self._pieces], axis=1)
        first, second, digest, row = book[:, np.lexsort((book[3], book[1], book[0]))]
        if not row.size:
            return row, row, row
        last = np.append((first[1:] != first[:-1]) | (second[1:] != second[:-1]), True)
        group = np.cumsum(last) - last
        winners = np.flatnonzero(last)
        differs = digest != digest[winners][group]
        counts = np.bincount(group, minlength=winners.size)
        differing = np.bincount(group, weights=differs, minlength=winners.size).astype(np.int64)
        several = counts > 1
        return row[winners][several], differing[several], row[~last]

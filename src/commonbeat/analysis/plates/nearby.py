"""Plates one slip away: a look-up for an analyst who doubts a reading, never an alert."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.plates.index import KeyIndex
from commonbeat.analysis.plates.text import (
    WIDTH,
    Codes,
    Keys,
    PlateInputError,
    Texts,
    keys_of,
    plate_codes,
    texts_of,
)
from commonbeat.analysis.results import Result

SLIPS = ("same", "one character differs", "one character more was read", "one character fewer was read")
_WARNING = (
    "On a list of 100,000 plates about 6 of 100 innocent plates are one character from a listed one. "
    "This is a look-up; it must never raise an alert."
)


@dataclass(frozen=True, kw_only=True)
class NearbyPlates(Result):
    """Pairs of a read and a plate looked for with an edit distance of 0 or 1, in order of the reads.

    Attributes:
        read: Position of the read.
        row: Position of the plate looked for.
        slip: Position in `SLIPS`.
        plates_read: Normalised plate as read.
        plates_wanted: Normalised plate looked for.
        alert: Always false.
    """

    read: NDArray[np.int64]
    row: NDArray[np.int64]
    slip: NDArray[np.int8]
    plates_read: tuple[str, ...]
    plates_wanted: tuple[str, ...]
    alert: bool = False


def nearby_plates(wanted: Texts, plates: Texts, *, period: str = "") -> NearbyPlates:
    """Reads within one insertion, deletion or substitution (Levenshtein distance 0 or 1) of the plates looked for.

    Two plates of one length are one substitution apart when they agree after the same position is taken out of both;
    one insertion apart when one is the other with a character taken out. Both are look-ups of keys.

    Args:
        wanted: Plates looked for.
        plates: Plates as read.
        period: Words for the time span.

    Raises:
        PlateInputError: A plate looked for is unreadable.

    Source: deletion neighbourhoods, Mor & Fraenkel, Communications of the ACM 25 (1982).
    """
    listed, wrong = plate_codes(wanted)
    if wrong.any():
        raise PlateInputError(
            f"{int(wrong.sum())} plates looked for are not plates of up to {WIDTH} characters."
        )
    codes, unreadable = plate_codes(plates)
    usable = np.flatnonzero(~unreadable)
    seen = codes[usable]
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], int]] = []
    exact = KeyIndex(keys_of(listed))
    keys = keys_of(seen)
    found.append((*exact.find(keys), 0))
    listed_cut, listed_at, listed_row = _shortened(listed)
    seen_cut, seen_at, seen_row = _shortened(seen)
    # The same position taken out of both: position joins the key (11 characters leave room for it).
    placed = KeyIndex(listed_cut // np.uint64(37) * np.uint64(16) + listed_at)
    i, j = placed.find(seen_cut // np.uint64(37) * np.uint64(16) + seen_at)
    read, row = seen_row[i], listed_row[j]
    differs = (keys[read] != exact_keys(exact)[row]) & _one_length(seen, listed, read, row)
    found.append((read[differs], row[differs], 1))
    i, j = exact.find(seen_cut)
    found.append((seen_row[i], j, 2))
    i, j = KeyIndex(listed_cut).find(keys)
    found.append((i, listed_row[j], 3))
    read = np.concatenate([part[0] for part in found])
    row = np.concatenate([part[1] for part in found])
    slip = np.concatenate([np.full(part[0].size, part[2]) for part in found])
    # "AAB" loses either A to become "AB": one pair, told once.
    pairs = (
        np.unique(np.column_stack([usable[read], row, slip]), axis=0) if read.size else np.zeros((0, 3), int)
    )
    return NearbyPlates(
        method="plates within edit distance 1 v1",
        n=codes.shape[0],
        period=period,
        warnings=(_WARNING,),
        read=pairs[:, 0].astype(np.int64),
        row=pairs[:, 1].astype(np.int64),
        slip=pairs[:, 2].astype(np.int8),
        plates_read=tuple(texts_of(codes[pairs[:, 0]])),
        plates_wanted=tuple(texts_of(listed[pairs[:, 1]])),
    )


def exact_keys(index: KeyIndex) -> Keys:
    """Keys of an index in the order in which they were given."""
    keys = np.empty_like(index.keys)
    keys[index.order] = index.keys
    return keys


def _shortened(codes: Codes) -> tuple[Keys, Keys, NDArray[np.int64]]:
    """Every plate with one character taken out: key (0 when nothing is left), position taken out, row."""
    lengths = (codes != 0).sum(axis=1)
    keys, places, rows = [], [], []
    for position in range(WIDTH):
        long = np.flatnonzero(lengths > position)
        part = codes[long]
        cut = np.zeros_like(part)
        cut[:, :position] = part[:, :position]
        cut[:, position:-1] = part[:, position + 1 :]
        keys.append(keys_of(cut))
        places.append(np.full(long.size, position, dtype=np.uint64))
        rows.append(long.astype(np.int64))
    return np.concatenate(keys), np.concatenate(places), np.concatenate(rows)


def _one_length(
    seen: Codes, listed: Codes, read: NDArray[np.int64], row: NDArray[np.int64]
) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (seen[read] != 0).sum(axis=1) == (listed[row] != 0).sum(axis=1)
    return same

"""Reads against a hot list: exact, or off by one character that cameras confuse. Nothing wider raises a match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.plates.confusable import CONFUSABLES, confusable_table, one_confusable
from commonbeat.analysis.plates.index import KeyIndex
from commonbeat.analysis.plates.text import (
    ALPHABET,
    Codes,
    PlateInputError,
    Texts,
    keys_of,
    plate_codes,
    state_codes,
    texts_of,
)
from commonbeat.analysis.results import Result

KINDS = ("exact", "one confusable character")
STATES = ("same state", "state not read", "state not on the list")
VERIFY = "A match is a lead, not a fact: a person compares image, plate and state before anything is done."


@dataclass(frozen=True, kw_only=True)
class PlateMatches(Result):
    """Possible matches, in order of the reads; an exact one before one with a confused character.

    Attributes:
        read: Position of the read.
        row: Position of the hot-list row.
        kind: Position in `KINDS`.
        position: Position of the confused character, 0 is the first; -1 for an exact match.
        read_character: Code of the character read there, 0 for an exact match.
        state: Position in `STATES`.
        plates_read: Normalised plate of each match, as read.
        plates_listed: Normalised plate of each match, as listed.
        unreadable: Reads that are no plate and matched nothing.
        other_state: Pairs left out because the state read is another than the one listed.
        needs_person: Always true.
    """

    read: NDArray[np.int64]
    row: NDArray[np.int64]
    kind: NDArray[np.int8]
    position: NDArray[np.int8]
    read_character: Codes
    state: NDArray[np.int8]
    plates_read: tuple[str, ...]
    plates_listed: tuple[str, ...]
    unreadable: int
    other_state: int
    needs_person: bool = True

    def __len__(self) -> int:
        return self.read.size

    def sentence(self, i: int) -> str:
        """One match in words: what agrees, what was confused, what was not read, and that a person decides."""
        seen, listed = self.plates_read[i], self.plates_listed[i]
        if self.kind[i] == 0:
            text = f"{seen} was read and is listed."
        else:
            at = int(self.position[i])
            text = (
                f"{seen} was read, {listed} is listed: character {at + 1} was read as {seen[at]}, "
                f"listed as {listed[at]}. These are often confused."
            )
        return f"{text} {STATES[self.state[i]].capitalize()}. {VERIFY}"


class HotList:
    """A hot list ready for matching; build it once, match many batches."""

    def __init__(
        self, plates: Texts, states: Texts | None = None, *, confusables: Sequence[str] = CONFUSABLES
    ) -> None:
        """Index the plates and every plate one confusable character away.

        Args:
            plates: Listed plates. The same plate may be listed for several states.
            states: State of each, up to 3 letters; empty where the list does not say.
            confusables: Pairs of characters that cameras confuse.

        Raises:
            PlateInputError: A listed plate is unreadable, or there are not as many states as plates.
        """
        self.codes, unreadable = plate_codes(plates)
        if unreadable.any():
            first = int(np.flatnonzero(unreadable)[0]) + 1
            raise PlateInputError(
                f"{int(unreadable.sum())} listed plates are empty, longer than 12 characters or hold other signs "
                f"than letters and digits, the first in row {first}."
            )
        self.states = state_codes(states, self.codes.shape[0])
        own = keys_of(self.codes)
        key, row, position, character = one_confusable(self.codes, confusable_table(confusables))
        rows = np.arange(own.size, dtype=np.int64)
        self._row = np.concatenate([rows, row])
        self._position = np.concatenate([np.full(own.size, -1, np.int8), position])
        self._character = np.concatenate([np.zeros(own.size, np.uint8), character])
        self._index = KeyIndex(np.concatenate([own, key]))
        self.size = own.size
        self.entries = self._row.size

    def match(
        self, plates: Texts, states: Texts | None = None, *, confused: bool = True, period: str = ""
    ) -> PlateMatches:
        """Match reads by plate and state.

        A pair counts when the plates are the same or differ in one confusable character, and the states do not
        contradict each other: the same plate text of another state is another vehicle. Where the state was not
        read or is not listed, the pair stays and says so.

        Args:
            plates: Plates as read.
            states: State of each read, empty where not read.
            confused: Also match plates with one confused character.
            period: Words for the time span.

        Raises:
            PlateInputError: Missing values, or not as many states as plates.
        """
        codes, unreadable = plate_codes(plates)
        read_state = state_codes(states, codes.shape[0])
        read, entry = self._index.find(keys_of(codes))
        if not confused:
            exact = self._position[entry] < 0
            read, entry = read[exact], entry[exact]
        row = self._row[entry]
        here, there = read_state[read], self.states[row]
        agrees = (here == there) | (here == 0) | (there == 0)
        other_state = int((~agrees).sum())
        read, entry, row, here, there = (v[agrees] for v in (read, entry, row, here, there))
        position = self._position[entry]
        order = np.lexsort((row, position, position >= 0, read))
        read, entry, row, position = read[order], entry[order], row[order], position[order]
        state = np.select([here == 0, there == 0], [1, 2], 0)[order].astype(np.int8)
        warnings: tuple[str, ...] = (VERIFY,)
        if states is None:
            warnings += ("No state was read: plates of other states with the same text match too.",)
        if unreadable.any():
            warnings += (f"{int(unreadable.sum())} reads are no plate and match nothing.",)
        return PlateMatches(
            method="plates, exact and one confusable character v1" if confused else "plates, exact v1",
            n=codes.shape[0],
            period=period,
            warnings=warnings,
            read=read,
            row=row,
            kind=(position >= 0).astype(np.int8),
            position=position,
            read_character=self._character[entry],
            state=state,
            plates_read=tuple(texts_of(codes[read])),
            plates_listed=tuple(texts_of(self.codes[row])),
            unreadable=int(unreadable.sum()),
            other_state=other_state,
        )


def character(code: int) -> str:
    """The letter or digit of a code; empty for 0."""
    return ALPHABET[code - 1] if code else ""

"""Plates as numbers: one unsigned 64-bit key for each plate of up to twelve letters and digits."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonbeat.analysis.refusal import ImpossibleInput

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDTH = 12
BASE = 37
SEPARATORS = " -._/'·•"
_RAW_WIDTH = 24
_DROP, _BAD = 254, 255

Codes = NDArray[np.uint8]
Keys = NDArray[np.uint64]
Texts = Sequence[str] | NDArray[np.str_] | pl.Series


class PlateInputError(ImpossibleInput):
    """Plates, states or a pattern that cannot be matched; the text says why."""


def _lookup() -> Codes:
    table = np.full(256, _BAD, dtype=np.uint8)
    for code, letter in enumerate(ALPHABET, start=1):
        table[ord(letter)] = table[ord(letter.lower())] = code
    for byte in SEPARATORS.encode("ascii", "ignore"):
        table[byte] = _DROP
    table[0] = 0
    return table


_CODES = _lookup()
CODE_OF = {letter: code for code, letter in enumerate(ALPHABET, start=1)}


def plate_codes(plates: Texts) -> tuple[Codes, NDArray[np.bool_]]:
    """Normalised plates as character codes.

    Upper case; spaces, hyphens, dots and the like taken out; full-width and accented forms reduced. O and 0 stay what
    they are: confusing them is the matcher's business, and it says so.

    Args:
        plates: Plate texts; missing values must be empty texts.

    Returns:
        Codes (plates, 12): 0 behind the end, else 1 + position in `ALPHABET`; and which plates are unreadable
        (empty, over 12 characters, or with a character that is no letter or digit). Their codes are 0.

    Raises:
        PlateInputError: A value is missing (None).
    """
    raw = _bytes(plates)
    if raw.size == 0:
        return np.zeros((0, WIDTH), np.uint8), np.zeros(0, np.bool_)
    # Positions first, plates second: each step below then runs along whole columns.
    codes = _CODES[np.ascontiguousarray(raw.view(np.uint8).reshape(raw.size, -1).T)]
    odd = np.flatnonzero(codes.max(axis=0) >= _DROP)
    # A text that fills the raw width was cut: what is left is no plate anyone read.
    unreadable = codes[-1] != 0
    if odd.size:
        part = codes[:, odd].T
        unreadable[odd] |= (part == _BAD).any(axis=1)
        part = np.take_along_axis(part, np.argsort(part == _DROP, axis=1, kind="stable"), axis=1)
        part[part >= _DROP] = 0
        codes[:, odd] = part.T
    unreadable |= codes[0] == 0
    if codes.shape[0] > WIDTH:
        unreadable |= codes[WIDTH] != 0
    short = codes[:WIDTH]
    if unreadable.any():
        short[:, unreadable] = 0
    return short.T, unreadable


def keys_of(codes: Codes) -> Keys:
    """One number for each row of codes: digits to the base 37, first character highest; 0 for no plate."""
    keys = np.zeros(codes.shape[0], dtype=np.uint64)
    for column in np.ascontiguousarray(codes.T):
        keys *= np.uint64(BASE)
        keys += column
    return keys


def plate_keys(plates: Texts) -> Keys:
    """Keys of plates; 0 for an unreadable one. Two plates have the same key only if they are the same."""
    return keys_of(plate_codes(plates)[0])


def texts_of(codes: Codes) -> list[str]:
    """Normalised plates as text, empty for unreadable ones."""
    letters = np.frombuffer(b"\0" + ALPHABET.encode(), dtype=np.uint8)[codes]
    packed = np.ascontiguousarray(letters).view(f"S{codes.shape[1]}").ravel()
    return [text.decode() for text in packed.tolist()]


def normalised(plates: Texts) -> list[str]:
    """Plates as they are compared: "7abc-123" becomes "7ABC123"; an unreadable one becomes empty."""
    return texts_of(plate_codes(plates)[0])


def state_codes(states: Texts | None, count: int) -> NDArray[np.int64]:
    """A number for each state or province (up to 3 letters), 0 where it was not read.

    Raises:
        PlateInputError: Another number of states than plates, or a text that is no state code.
    """
    if states is None:
        return np.zeros(count, dtype=np.int64)
    codes, unreadable = plate_codes(states)
    if codes.shape[0] != count:
        raise PlateInputError(f"There are {count} plates but {codes.shape[0]} states.")
    empty = _bytes(states) == b""
    wrong = (unreadable & ~empty) | (codes[:, 3] != 0)
    if wrong.any():
        raise PlateInputError(
            f"{int(wrong.sum())} states are not codes of up to three letters; leave them empty if not read."
        )
    return keys_of(codes[:, :3]).astype(np.int64)


def _bytes(plates: Texts) -> NDArray[np.bytes_]:
    """Plates as bytes of fixed width; longer ones are cut, which leaves them too long."""
    if isinstance(plates, str):
        raise PlateInputError("Give a list of plates, not a single text.")
    values = plates.to_list() if isinstance(plates, pl.Series) else plates
    if not isinstance(values, np.ndarray) and None in values:
        raise PlateInputError("A plate or state is missing; give an empty text where nothing was read.")
    try:
        raw = np.array(values, dtype=f"S{WIDTH + 1}").ravel()
        if raw.size and raw.view(np.uint8).reshape(raw.size, -1)[:, WIDTH].any():
            # Something is longer than a plate: separators, perhaps. Room for those.
            raw = np.array(values, dtype=f"S{_RAW_WIDTH}").ravel()
        return raw
    except UnicodeEncodeError:
        return np.array([_plain(str(value)) for value in values], dtype=f"S{_RAW_WIDTH}").ravel()


def _plain(text: str) -> bytes:
    """ASCII form; a letter of another script becomes a character that makes the plate unreadable."""
    kept = []
    for letter in unicodedata.normalize("NFKD", text):
        if letter.isascii():
            kept.append(letter)
        elif letter.isalnum():
            kept.append("\x7f")
    return "".join(kept).encode("ascii")

"""A text file in blocks of whole records, so that a file of any size fits in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from .sniffing import Sniffed

BLOCK = 8 * 1024 * 1024
MAX_LINE = 4 * 1024 * 1024
HEAD = 200


class Text(Protocol):
    """What is read, and what was repaired on the way."""

    sniffed: Sniffed
    repaired_lines: int
    zero_bytes: int


@dataclass
class Broken:
    """A row that could not be split into its columns."""

    row: int
    reason: str
    text: str


@dataclass
class LongLine:
    """A line too long to be a row: how it starts, and how many bytes it has."""

    head: bytes
    size: int

    def broken(self, row: int) -> Broken:
        """As a row that could not be split."""
        reason = f"the line has {self.size / 1_000_000:.1f} MB; more than {MAX_LINE // 1_000_000} MB is no row of a table"
        return Broken(row, reason, self.head.decode(errors="replace").replace("\0", ""))


def blocks(stream: Any, table: Text) -> Iterator[bytes | LongLine]:
    """Pieces of whole records in UTF-8, cut at a line end outside quotes; lines that are too long come apart from them."""
    rest = b""
    while piece := stream.read(BLOCK):
        if table.sniffed.encoding == "utf-16":
            piece = (piece + stream.read()).decode("utf-16", errors="replace").encode()
        data = rest + piece if rest else piece
        if b"\n" not in data and b"\r" in data[:-1]:
            data = data.replace(b"\r", b"\n")
        if b"\n" in data:
            cut = _cut(data)
            yield from _apart(data[:cut], table)
            rest = data[cut:]
        elif len(data) <= MAX_LINE:
            rest = data
        else:
            line, rest = _skip(stream, data)
            yield line
    if rest:
        yield from _apart(rest, table)


def _skip(stream: Any, data: bytes) -> tuple[LongLine, bytes]:
    """Read on to the end of a line without keeping it; quotes in it are not trusted. Returns it and what follows."""
    line = LongLine(data[:HEAD], len(data))
    while piece := stream.read(BLOCK):
        end = piece.find(b"\n")
        if end >= 0:
            line.size += end
            return line, piece[end + 1 :]
        line.size += len(piece)
    return line, b""


def _apart(block: bytes, table: Text) -> Iterator[bytes | LongLine]:
    """A block without the lines that are too long, and those by themselves."""
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == 10)
    ends = np.append(ends, len(block))
    start = done = 0
    for which in np.flatnonzero(np.diff(ends, prepend=-1) > MAX_LINE):
        start = int(ends[which - 1]) + 1 if which else 0
        if start > done:
            yield _clean(block[done:start], table)
        yield LongLine(block[start : start + HEAD], int(ends[which]) - start)
        done = int(ends[which]) + 1
    if done < len(block):
        yield _clean(block[done:] if done else block, table)


def _cut(data: bytes) -> int:
    """Where the last whole record ends."""
    last = data.rfind(b"\n") + 1
    if data.count(b'"', 0, last) % 2 == 0:
        return last
    array = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(array == 34)
    ends = np.flatnonzero(array == 10)
    outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
    # A lone quote would keep everything open to the end of the file; then lines are trusted more than quotes.
    if outside.size and len(data) - int(outside[-1]) < MAX_LINE:
        return int(outside[-1]) + 1
    return last


def _clean(data: bytes, table: Text) -> bytes:
    if b"\0" in data:
        table.zero_bytes += data.count(b"\0")
        data = data.replace(b"\0", b"")
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        data.decode("utf-8")
        return data
    except UnicodeDecodeError:
        return b"\n".join(_line_utf8(line, table) for line in data.split(b"\n"))


def _line_utf8(line: bytes, table: Text) -> bytes:
    try:
        line.decode("utf-8")
        return line
    except UnicodeDecodeError:
        table.repaired_lines += 1
        return line.decode("cp1252", errors="replace").encode()

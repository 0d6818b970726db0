"""What kind of file is this? Content decides, never the name."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from .errors import FileRefused

SAMPLE = 64 * 1024
DELIMITERS = ",\t|;"
#: A gzip member that grows beyond this is only believed while it stays under MAX_RATIO.
FREE_GROWTH = 64 * 1024 * 1024
MAX_RATIO = 150
MAX_UNPACKED = 64 * 1024**3
MAX_WORKBOOK = 512 * 1024**2


class Format(StrEnum):
    """Kinds of file that can be read."""

    DELIMITED = "delimited"
    JSON_LINES = "json lines"
    PARQUET = "parquet"
    WORKBOOK = "workbook"


@dataclass
class Sniffed:
    """What a file turned out to be.

    Attributes:
        losses: filled while reading: what of the file could not be had.
    """

    path: Path
    format: Format
    packed: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"
    losses: list[str] = field(default_factory=list)

    def open(self) -> BinaryIO:
        """The unpacked bytes, limited, from the start."""
        raw = self.path.open("rb")
        return BoundedGzip(raw, self) if self.packed else raw  # type: ignore[return-value]


class BoundedGzip(io.RawIOBase):
    """Gunzip that refuses bombs and ends, instead of raising, where a file was cut."""

    def __init__(self, raw: BinaryIO, owner: Sniffed) -> None:
        self._raw = raw
        self._file = gzip.GzipFile(fileobj=raw)
        self._owner = owner
        self._given = 0
        self._ended = False

    def readable(self) -> bool:
        """True: this is a reader."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes; fewer at the end."""
        out = bytearray()
        while not self._ended and (size < 0 or len(out) < size):
            try:
                piece = self._file.read1(min(1 << 20, size - len(out)) if size >= 0 else 1 << 20)
            except (EOFError, zlib.error, gzip.BadGzipFile):
                self._ended = True
                self._owner.losses.append(
                    "The compressed file is cut or damaged; the rows before that place were read, the rest is lost."
                )
                break
            if not piece:
                self._ended = True
            out += piece
            self._given += len(piece)
            self._refuse_bombs()
        return bytes(out)

    def _refuse_bombs(self) -> None:
        packed = max(self._raw.tell(), 1)
        if self._given > MAX_UNPACKED or (self._given > FREE_GROWTH and self._given / packed > MAX_RATIO):
            raise FileRefused(
                f"{self._owner.path.name} unpacks to more than {MAX_RATIO} times its size; it looks like a zip bomb."
            )

    def close(self) -> None:
        """Close the file beneath."""
        self._raw.close()
        super().close()


def sniff(path: Path, delimiter: str = "", encoding: str = "") -> Sniffed:
    """Find out what a file is.

    Args:
        path: the file.
        delimiter: overrides what would be guessed.
        encoding: overrides what would be guessed.

    Raises:
        FileRefused: it is no table that can be read, and why.
    """
    if not path.is_file():
        raise FileRefused(f"There is no file {path}.")
    if not path.stat().st_size:
        raise FileRefused(f"{path.name} is empty.")
    with path.open("rb") as raw:
        head = raw.read(8)
    if head.startswith(b"PK"):
        return _archive(path)
    if head.startswith(b"PAR1"):
        return Sniffed(path, Format.PARQUET)
    found = Sniffed(path, Format.DELIMITED, packed=head.startswith(b"\x1f\x8b"))
    with found.open() as stream:
        sample = stream.read(SAMPLE)
    found.losses.clear()
    if not sample.strip():
        raise FileRefused(f"{path.name} holds nothing that could be read.")
    found.encoding = encoding or _encoding(path, sample)
    text = sample.decode(found.encoding, errors="replace")
    found.format = _text_format(path, text.lstrip("\ufeff \r\n\t"))
    found.delimiter = delimiter or _delimiter(text)
    return found


def _archive(path: Path) -> Sniffed:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise FileRefused(f"{path.name} is a damaged zip or Excel file.") from None
    if not any(one.filename == "xl/workbook.xml" for one in entries):
        raise FileRefused(f"{path.name} is a zip archive; unpack it and import the files inside.")
    size = sum(one.file_size for one in entries)
    if size > MAX_WORKBOOK or size > MAX_RATIO * max(path.stat().st_size, FREE_GROWTH // MAX_RATIO):
        raise FileRefused(f"{path.name} unpacks to {size // 1_000_000} MB; it looks like a zip bomb.")
    return Sniffed(path, Format.WORKBOOK)


def _encoding(path: Path, sample: bytes) -> str:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    zeros = sample.count(0)
    odd = sum(sample.count(bytes([code])) for code in (*range(1, 9), *range(14, 32)))
    if zeros > len(sample) // 100 + 2 or odd > len(sample) // 50 + 2:
        raise FileRefused(f"{path.name} is not a text file, an Excel workbook or a Parquet file.")
    return "utf-8"


def _text_format(path: Path, start: str) -> Format:
    if start.startswith("{"):
        return Format.JSON_LINES
    if start.startswith("["):
        raise FileRefused(f"{path.name} is one JSON list; save it as JSON lines, one object a line.")
    if start.startswith("%PDF"):
        raise FileRefused(f"{path.name} is a PDF; ask for the table behind it.")
    if start[:200].lower().startswith(("<!doctype", "<html", "<?xml", "<")):
        raise FileRefused(f"{path.name} is a web page or XML, not a table.")
    return Format.DELIMITED


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if len(lines) > 1 and not text.endswith("\n"):
        lines = lines[:-1]
    head = lines[0]
    # The header decides; the rows break a tie, for a header may hold a comma inside a name.
    return max(DELIMITERS, key=lambda mark: (head.count(mark), sum(line.count(mark) for line in lines)))

"""The file of rejected rows: made to be corrected and imported again."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import polars as pl

from .blocks import Broken
from .converting import Reject

LEAD = ("_row", "_column", "_value", "_reason")
NUMBER = re.compile(r"[-+]?[\d.,]+$")


def harmless(text: str) -> str:
    """The text, so that a spreadsheet shows it instead of running it as a formula."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not NUMBER.match(text):
        return "'" + text
    return text


class RejectsFile:
    """Written while the run goes; it appears only when something was rejected."""

    def __init__(self, path: Path, header: list[str]) -> None:
        self.path = path
        self.header = [name for name in header if name not in LEAD]
        self.count = 0
        self._file: TextIO | None = None

    def add(self, rejects: Iterable[Reject], broken: Iterable[Broken], batch: pl.DataFrame) -> None:
        """Write the rejects of one batch with their rows as they were."""
        rejects, broken = list(rejects), list(broken)
        if not rejects and not broken:
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow([*LEAD, *self.header])
        out = csv.writer(self._file)
        known = [name for name in self.header if name in batch.columns]
        rows = batch.filter(pl.col("_row").is_in([one.row for one in rejects])).select("_row", *known)
        texts = {row[0]: dict(zip(known, row[1:], strict=True)) for row in rows.iter_rows()}
        for one in rejects:
            cells = texts.get(one.row, {})
            lead = [one.row, one.column, harmless(one.value), one.reason]
            out.writerow([*lead, *[harmless(cells.get(name) or "") for name in self.header]])
        for broke in broken:
            out.writerow([broke.row, "", harmless(broke.text), broke.reason])
        self.count += len(rejects) + len(broken)

    def close(self) -> None:
        """Finish the file."""
        if self._file:
            self._file.close()

"""The last four weeks, call by call, as columns."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from .loading import Rows

NIGHT_HOURS = 4


@dataclass(frozen=True)
class Recent:
    """Calls of the last four weeks; every column has one entry a call."""

    columns: dict[str, NDArray[Any]]
    end: dt.date

    FIELDS: ClassVar[tuple[str, ...]] = (
        "number",
        "origin",
        "type",
        "group",
        "priority",
        "local",
        "beat",
        "lon",
        "lat",
        "h3",
        "block",
        "location",
        "dispatch",
        "arrive",
        "clear",
        "units",
        "cancelled",
        "held",
        "scheduled",
        "phone",
        "reopened",
    )
    INCIDENT_FIELDS: ClassVar[tuple[str, ...]] = (
        "number",
        "group",
        "local",
        "beat",
        "lon",
        "lat",
        "h3",
        "block",
    )

    @classmethod
    def of(cls, rows: Rows, end: dt.date, fields: tuple[str, ...] | None = None) -> Recent:
        """Columns from fetched rows."""
        names = fields or cls.FIELDS
        data = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        columns: dict[str, NDArray[Any]] = {}
        for name, values in zip(names, data, strict=True):
            if name == "local":
                columns[name] = np.array(values, dtype="datetime64[s]")
            elif name in ("lon", "lat", "dispatch", "arrive", "clear", "units"):
                columns[name] = np.array([np.nan if v is None else v for v in values], dtype=float)
            elif name in ("cancelled", "held", "scheduled", "phone", "reopened"):
                columns[name] = np.array(values, dtype=bool)
            elif name == "h3":
                columns[name] = np.array([0 if v is None else v for v in values], dtype=np.int64)
            else:
                columns[name] = np.array(values, dtype=object)
        return cls(columns, end)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["number"])

    def where(self, mask: NDArray[np.bool_]) -> Recent:
        """The calls chosen by a boolean column."""
        return Recent({name: values[mask] for name, values in self.columns.items()}, self.end)

    def last(self, days: int) -> NDArray[np.bool_]:
        """Which calls fall in the last `days` days of the period."""
        return self["local"] >= np.datetime64(self.end - dt.timedelta(days=days))

    @property
    def community(self) -> Recent:
        """Calls not begun by officers or administration."""
        return self.where(np.isin(self["origin"].astype(str), ("community", "unknown")))


def densest_hours(local: NDArray[Any], noun_count: int | None = None) -> str:
    """ "11 of 14 between 22:00 and 02:00" when four hours hold at least half of the events, else ""."""
    total = len(local)
    if total < 4:
        return ""
    hours = (local.astype("datetime64[h]").astype(np.int64) % 24).astype(int)
    counts = np.bincount(hours, minlength=24)
    rolled = sum(np.roll(counts, -i) for i in range(NIGHT_HOURS))
    start = int(rolled.argmax())
    inside = int(rolled[start])
    if inside < 0.5 * total:
        return ""
    return f"{inside} of {noun_count or total} between {start:02d}:00 and {(start + NIGHT_HOURS) % 24:02d}:00"


def commonest(values: NDArray[Any]) -> str:
    """The most frequent non-empty text, or ""."""
    counts = Counter(v for v in values if v)
    return counts.most_common(1)[0][0] if counts else ""

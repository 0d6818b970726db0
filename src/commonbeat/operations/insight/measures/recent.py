"""The last weeks, call by call, as columns."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.aoristic import hour_of_week

from .loading import Rows

NIGHT_HOURS = 4


@dataclass(frozen=True)
class Recent:
    """Calls of some weeks up to `end`; every column has one entry a call."""

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
        "from",
        "to",
    )

    @classmethod
    def of(cls, rows: Rows, end: dt.date, fields: tuple[str, ...] | None = None) -> Recent:
        """Columns from fetched rows."""
        names = fields or cls.FIELDS
        data = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        columns: dict[str, NDArray[Any]] = {}
        for name, values in zip(names, data, strict=True):
            if name in ("local", "from", "to"):
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

    def until(self, end: dt.date, days: int = 28) -> Recent:
        """The calls of the `days` days before `end`, as the last ones."""
        start = np.datetime64(end - dt.timedelta(days=days))
        kept = self.where((self["local"] >= start) & (self["local"] < np.datetime64(end)))
        return Recent(kept.columns, end)

    @property
    def community(self) -> Recent:
        """Calls not begun by officers or administration."""
        return self.where(np.isin(self["origin"].astype(str), ("community", "unknown")))


def densest_hours(events: Recent) -> str:
    """Words such as "11 of 14 between 22:00 and 02:00" when four hours hold at least half of the events.

    Calls count at their start. Reported crimes are spread over the window in which they happened.
    """
    total = len(events)
    if total < 4:
        return ""
    if "from" in events.columns:
        start = np.where(np.isnat(events["from"]), events["local"], events["from"])
        hours = hour_of_week(start, events["to"]).by_day.sum(axis=0)
    else:
        hours = hour_of_week(events["local"]).by_day.sum(axis=0)
    rolled = sum(np.roll(hours, -i) for i in range(NIGHT_HOURS))
    # Of windows that hold the same, the one that begins with the busiest hour says when it starts.
    first = int(np.argmax(rolled + 1e-6 * hours))
    inside = round(float(rolled[first]))
    if inside < 0.5 * total:
        return ""
    about = "about " if "from" in events.columns else ""
    return f"{about}{inside} of {total} between {first:02d}:00 and {(first + NIGHT_HOURS) % 24:02d}:00"


def commonest(values: NDArray[Any]) -> str:
    """The most frequent non-empty text, or ""."""
    counts = Counter(v for v in values if v)
    return counts.most_common(1)[0][0] if counts else ""

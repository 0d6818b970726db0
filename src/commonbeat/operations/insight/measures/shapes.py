"""The records a weekly report is made of. Every number says what it is, of when, of how many and by what method."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

VERSION = "weekly-report 1.1"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number with what is needed to read it."""

    name: str
    value: float | int | None
    unit: str
    definition: str
    period: str
    n: int
    method: str
    version: str = VERSION
    low: float | None = None
    high: float | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WeekCount:
    """Count of one week or period in a series' history."""

    start: dt.date
    count: int | None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something out of its expected range, told once with all that supports it."""

    id: str
    title: str
    what: str
    group: str
    source: str
    where: str
    beat: str
    when: str
    window_days: int
    count: int
    expected: float
    low: int
    high: int
    p: float
    q: float
    confidence: str
    confidence_words: str
    weeks_running: int
    history: tuple[WeekCount, ...]
    period: str
    n: int
    method: str
    definition: str
    version: str = VERSION
    hours: str = ""
    band: str = ""
    owner: str = ""
    lon: float | None = None
    lat: float | None = None
    cells: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A problem told the week before whose count is back inside its range."""

    title: str
    group: str
    where: str
    count: int
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class SeriousEvent:
    """An event named one by one and never tested."""

    kind: str
    label: str
    case_number: str
    when: str
    beat: str
    place: str
    status: str
    held_from_public: bool
    day: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """One tested series of the table "what changed"."""

    source: str
    group: str
    label: str
    beat: str
    band: str
    count: int
    expected: float | None
    low: int | None
    high: int | None
    p: float | None
    q: float | None
    told: bool
    note: str
    method: str
    weeks: int


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A place that is among the busiest month after month."""

    name: str
    cell: str
    beat: str
    lon: float
    lat: float
    months_on_top: int
    months: int
    count_28_days: int


@dataclass(frozen=True, kw_only=True)
class ResponseRow:
    """One interval for one priority, citywide or in a beat. Times in seconds."""

    beat: str
    priority: str
    measure: str
    median: float | None
    median_low: float | None
    median_high: float | None
    p90: float | None
    n: int
    no_arrival_share: float | None
    excluded: dict[str, int]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Workload:
    """Committed unit-hours by hour of week (hour 0 = first hour of the agency's week), and units implied."""

    committed: tuple[float, ...]
    implied_units: tuple[int, ...]
    rostered: tuple[float, ...] | None
    below_minimum: tuple[dict[str, Any], ...]
    utilisation: float
    first_day: int
    n: int
    period: str
    method: str
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Break:
    """A day on which the feed changed."""

    day: dt.date
    before: int
    after: int
    title: str
    carriers: tuple[dict[str, Any], ...]
    not_community_share: float
    affects_community: bool
    method: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QualityRow:
    """One check on the data and what it found."""

    check: str
    count: int
    of: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class PublicRow:
    """One line of the public page: a period now and in earlier years.

    The words are made when the page is drawn, in the reader's language; `sentence` is what editions of earlier
    versions kept. `whole` is false when comparable counts begin within the period.
    """

    name: str
    scope: str
    period: str
    count: int
    prior: tuple[dict[str, Any], ...]
    expected_low: int | None
    expected_high: int | None
    change_percent: int | None
    sentence: str
    source: str = ""
    group: str = "all"
    beat: str = ""
    window: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    whole: bool = True
    dispersion: float | None = None


@dataclass(frozen=True, kw_only=True)
class ChiefPage:
    """Page one for the chief."""

    sentences: tuple[str, ...]
    serious: tuple[SeriousEvent, ...]
    serious_sentence: str
    findings: tuple[Finding, ...]
    ended: tuple[Ended, ...]
    commitments: tuple[dict[str, Any], ...]
    priority_one: Figure
    calls_held: Figure
    hours_below_minimum: Figure
    not_to_trust: str


@dataclass(frozen=True, kw_only=True)
class BeatPage:
    """Page one for the sergeant of one beat."""

    beat: str
    last_7_days: tuple[ChangeRow, ...]
    last_28_days: tuple[dict[str, Any], ...]
    repeat_addresses: tuple[dict[str, Any], ...]
    hour_of_week: tuple[float, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class PublicPage:
    """Page one for council and public."""

    rows: tuple[PublicRow, ...]
    serious: tuple[SeriousEvent, ...]
    serious_sentence: str
    response: Figure
    notes: tuple[str, ...]
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    held: int = 0
    feed_changed: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class WeeklyReport:
    """All pages and sections of one week's report for one edition."""

    week: str
    first_day: dt.date
    last_day: dt.date
    dates: str
    edition: str
    beat: str
    agency: str
    as_of: dt.datetime
    as_of_words: str
    empty: bool
    counts: tuple[Figure, ...]
    chief: ChiefPage | None
    beat_page: BeatPage | None
    public_page: PublicPage | None
    what_changed: tuple[ChangeRow, ...]
    series_tested: int
    hour_of_week: tuple[float, ...]
    hour_of_week_figure: Figure
    beats: tuple[dict[str, Any], ...]
    places: tuple[PlaceRow, ...]
    default_places: tuple[dict[str, Any], ...]
    response: tuple[ResponseRow, ...]
    response_definition: str
    workload: Workload | None
    vintages: tuple[dict[str, Any], ...]
    vintage_note: str
    breaks: tuple[Break, ...]
    quality: tuple[QualityRow, ...]
    definitions: dict[str, str] = field(default_factory=dict)
    version: str = VERSION

    def to_dict(self) -> dict[str, Any]:
        """The report as plain lists, dicts, numbers and texts, ready for JSON."""
        return _plain(self)


def _plain(value: Any) -> Any:
    """Records to dicts, dates to ISO text, not-a-number and infinities to None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value

"""Products, settings and places that turn up more often than their own past: patterns no single link shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from commonbeat.analysis.patterns.candidates import DAY
from commonbeat.analysis.patterns.groups import PatternType
from commonbeat.analysis.patterns.incidents import Incidents, PatternError
from commonbeat.analysis.patterns.links import LIMITS
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class Surge:
    """A value seen more often of late than its own past says.

    Attributes:
        type: Hot product, hot setting or hot place.
        kind: Kind of incident.
        value: The product, setting or place.
        case_numbers: Recent cases with it, in order of time.
        expected: Number expected from its share in the past.
        past: Cases with it before.
        p: One-sided p value.
        q: p value adjusted for all values looked at (Benjamini and Hochberg 1995).
    """

    type: PatternType
    kind: str
    value: str
    case_numbers: tuple[str, ...]
    expected: float
    past: int
    p: float
    q: float


@dataclass(frozen=True, kw_only=True)
class Surges(Result):
    """Surges over the false-discovery rate, smallest q first. `n` is the number of incidents.

    Attributes:
        surges: Candidate hot products, settings and places.
        tested: Values looked at.
        limits: Sentences to print beside them.
    """

    surges: tuple[Surge, ...]
    tested: int
    limits: tuple[str, ...] = LIMITS


def find_surges(
    incidents: Incidents,
    *,
    as_of: np.datetime64 | None = None,
    recent_days: float = 28.0,
    past_days: float = 364.0,
    fewest: int = 4,
    rate: float = 0.05,
    place_metres: float = 50.0,
) -> Surges:
    """Values whose share of the recent incidents of a kind is above their share of the past ones.

    For each kind and value with k recent and b past cases among N recent and M past incidents of the kind: given
    k + b, the recent count is hypergeometric if nothing has changed (Fisher 1935), so a rise of the whole kind
    is no surge. p is the upper tail; all values make one Benjamini-Hochberg family.

    Args:
        incidents: The incidents.
        as_of: End of the recent days, local; the latest start when left out. Later incidents are not read.
        recent_days: Length of the recent span.
        past_days: Length of the span before it.
        fewest: Fewest recent cases.
        rate: False-discovery rate.
        place_metres: Size of the squares that stand for a place.

    Raises:
        PatternError: Spans or counts that are not positive, a rate out of range, or no incident.
    """
    if recent_days <= 0 or past_days <= 0 or fewest < 2 or not 0 < rate < 1 or place_metres <= 0:
        raise PatternError(
            "Days and metres must be positive, cases at least 2, and the rate between 0 and 1."
        )
    if not incidents.size:
        raise PatternError("There is no incident.")
    last = incidents.start.max() if as_of is None else as_of.astype("datetime64[s]")
    age = (last - incidents.start).astype(np.int64) / DAY
    recent = (age >= 0) & (age < recent_days)
    past = (age >= recent_days) & (age < recent_days + past_days)
    found: list[tuple[PatternType, int, str, NDArray[np.int64], int, float, float]] = []
    for kind in range(len(incidents.kind_names)):
        of_kind = incidents.kinds == kind
        sizes = int((recent & of_kind).sum()), int((past & of_kind).sum())
        if 0 in sizes:
            continue
        for type_, name, rows in _values(incidents, of_kind & (recent | past), place_metres):
            now = rows[recent[rows]]
            before = rows.size - now.size
            # Chosen by the total, which says nothing about a change, so that the test stays fair.
            if rows.size >= fewest:
                expected = sizes[0] * (before / sizes[1])
                p = float(stats.hypergeom.sf(now.size - 1, sum(sizes), rows.size, sizes[0]))
                found.append((type_, kind, name, now, before, expected, p))
    adjusted = (
        stats.false_discovery_control([one[-1] for one in found]) if found else np.empty(0, dtype=float)
    )
    surges = [
        Surge(
            type=type_,
            kind=incidents.kind_names[kind],
            value=name,
            case_numbers=_in_time(incidents, now),
            expected=expected,
            past=before,
            p=p,
            q=float(q),
        )
        for (type_, kind, name, now, before, expected, p), q in zip(found, adjusted, strict=True)
        if q <= rate and now.size >= fewest
    ]
    surges.sort(key=lambda one: (one.q, one.p, one.type, one.value))
    short = float(age[age >= 0].max(initial=0.0)) < recent_days + past_days
    return Surges(
        method="hypergeometric share test with Benjamini-Hochberg v1",
        n=int((recent | past).sum()),
        period=f"{recent_days:g} days to {last}",
        warnings=("The past is shorter than asked for.",) if short else (),
        surges=tuple(surges),
        tested=len(found),
    )


def _values(
    incidents: Incidents, rows: NDArray[np.bool_], metres: float
) -> list[tuple[PatternType, str, NDArray[np.int64]]]:
    """Every product, setting and place among the rows, with the rows that have it."""
    found = []
    codes = incidents.tags["property"].codes
    at, column = np.nonzero((codes >= 0) & rows[:, None])
    for code, members in _grouped(codes[at, column], at):
        found.append((PatternType.HOT_PRODUCT, incidents.tags["property"].names[code], members))
    at = np.flatnonzero(rows & (incidents.settings >= 0))
    for code, members in _grouped(incidents.settings[at], at):
        found.append((PatternType.HOT_SETTING, incidents.setting_names[code], members))
    at = np.flatnonzero(rows & np.isfinite(incidents.x) & np.isfinite(incidents.y))
    if at.size:
        squares = np.column_stack([np.floor(part[at] / metres) for part in (incidents.x, incidents.y)])
        unique, numbers = np.unique(squares, axis=0, return_inverse=True)
        for square, members in _grouped(numbers.ravel(), at):
            east, north = (unique[square] + 0.5) * metres
            found.append((PatternType.HOT_PLACE, f"{east:.0f}, {north:.0f} m", members))
    return found


def _grouped(
    codes: NDArray[np.signedinteger], rows: NDArray[np.signedinteger]
) -> list[tuple[int, NDArray[np.int64]]]:
    """Rows by code."""
    order = np.argsort(codes, kind="stable")
    unique, begin = np.unique(codes[order], return_index=True)
    parts = np.split(rows[order], begin[1:]) if unique.size else []
    return [(int(code), np.asarray(part)) for code, part in zip(unique, parts, strict=True)]


def _in_time(incidents: Incidents, rows: NDArray[np.int64]) -> tuple[str, ...]:
    order = sorted(rows.tolist(), key=lambda i: (incidents.start[i], incidents.case_numbers[i]))
    return tuple(str(incidents.case_numbers[i]) for i in order)

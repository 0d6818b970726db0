"""A made-up city's incidents with patterns planted in them, to measure what is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from commonbeat.analysis.patterns.incidents import PatternError

CITY_METRES = 10_000.0
KINDS = (
    "burglary",
    "theft from vehicle",
    "vehicle theft",
    "robbery",
    "shoplifting",
    "vandalism",
    "assault",
    "fraud",
)
_SETTINGS = (
    "house",
    "flat",
    "shop",
    "street",
    "car park",
    "school",
    "restaurant",
    "office",
    "petrol station",
    "park",
)


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Incidents and the truth about them.

    Attributes:
        frame: Table for `incidents_from_frame`.
        series: Case numbers of each planted series and spree.
        surges: Feature, value and case numbers of each planted rise of a product or setting.
        seed: Seed.
    """

    frame: pl.DataFrame
    series: tuple[tuple[str, ...], ...]
    surges: tuple[tuple[str, str, tuple[str, ...]], ...]
    seed: int

    def true_pairs(self) -> list[tuple[str, str]]:
        """All pairs of cases of one planted series."""
        return [
            (one, other) for group in self.series for at, one in enumerate(group) for other in group[at + 1 :]
        ]


def plant(incidents: int, seed: int, *, series: int = 8, days: int = 365, surges: bool = True) -> Planted:
    """Draw ordinary incidents, then plant series, sprees and, if wished, a hot product and a hot setting.

    Ordinary incidents have up to two methods of 30 per kind and up to two things taken, with long-tailed
    shares, and a vehicle seen in one of five. A planted series has 4 to 8 cases of one kind in 10 to 35 days within
    some 1,500 m; each case carries its two usual methods with chance 0.85 each, beside ordinary ones, its
    vehicle with chance 0.5, its kind of place with 0.7, and its time of day within about an hour. Every fourth is a spree within 8 hours.

    Args:
        incidents: Number of ordinary incidents, at least 10.
        seed: Seed.
        series: Number of series to plant.
        days: Days over which incidents are spread.
        surges: Whether to plant a product and a setting that rise in the last four weeks.

    Raises:
        PatternError: Too few incidents or days.
    """
    if incidents < 10 or days < 60:
        raise PatternError("At least 10 incidents and 60 days are needed.")
    draw = np.random.default_rng(seed)
    rows = [_ordinary(draw, days) for _ in range(incidents)]
    groups: list[list[int]] = []
    for number in range(series):
        cases = _series(draw, days, spree=number % 4 == 3)
        groups.append(list(range(len(rows), len(rows) + len(cases))))
        rows += cases
    rises: list[tuple[str, str, list[int]]] = []
    if surges:
        for feature, value in (("property", "catalytic converter"), ("setting", "laundrette")):
            cases = [_rise(draw, days, feature, value) for _ in range(12)]
            rises.append((feature, value, list(range(len(rows), len(rows) + len(cases)))))
            rows += cases
    numbers = draw.permutation(len(rows))
    names = [f"24-{number:06d}" for number in numbers]
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.Series("case_number", names))
    return Planted(
        frame=frame.sort("case_number"),
        series=tuple(tuple(names[i] for i in group) for group in groups),
        surges=tuple((feature, value, tuple(names[i] for i in cases)) for feature, value, cases in rises),
        seed=seed,
    )


def _tail(draw: np.random.Generator, count: int) -> int:
    """A code with a long-tailed share."""
    return int(min(count - 1, (count + 2.0) ** draw.random() * 2 - 2))


def _ordinary(draw: np.random.Generator, days: int) -> dict[str, Any]:
    kind = _tail(draw, len(KINDS))
    start = float(draw.random() * days * 86_400)
    span = 0.0 if draw.random() < 0.6 else float(draw.exponential(5 * 3_600))
    colours, bodies = ("white", "black", "silver", "red", "blue", "green"), ("sedan", "van", "truck", "suv")
    seen = draw.random() < 0.2
    vehicle = [colours[_tail(draw, 6)], bodies[_tail(draw, 4)]] if seen else []
    return {
        "kind": KINDS[kind],
        "start": _stamp(start),
        "end": _stamp(start + span),
        "x": float(draw.normal(0.5, 0.2) * CITY_METRES),
        "y": float(draw.normal(0.5, 0.2) * CITY_METRES),
        "setting": _SETTINGS[_tail(draw, len(_SETTINGS))],
        "method": [f"{KINDS[kind]} method {_tail(draw, 30)}" for _ in range(int(draw.integers(0, 3)))],
        "property": [f"item {_tail(draw, 60)}" for _ in range(int(draw.integers(0, 3)))],
        "vehicle": vehicle,
    }


def _series(draw: np.random.Generator, days: int, *, spree: bool) -> list[dict[str, Any]]:
    """Cases of one planted series."""
    size = int(draw.integers(4, 9))
    span = 8 / 24 if spree else float(draw.uniform(10, 35))
    begin = float(draw.uniform(0, days - span - 1))
    kind = int(draw.integers(0, 6))
    usual = [f"{KINDS[kind]} method {code}" for code in draw.choice(np.arange(4, 30), 2, replace=False)]
    car = [str(draw.choice(["white", "red", "blue", "green"])), str(draw.choice(["van", "truck", "suv"]))]
    centre = draw.uniform(0.2, 0.8, 2) * CITY_METRES
    hour = float(draw.uniform(0, 24))
    setting = _SETTINGS[_tail(draw, len(_SETTINGS))]
    cases = []
    for _ in range(size):
        case = _ordinary(draw, days)
        day = begin + float(draw.uniform(0, span))
        clock = day * 24 % 24 if spree else hour + float(draw.normal(0, 1.0))
        start = (day if spree else np.floor(day) + clock / 24) * 86_400
        length = float(start) + (0.0 if draw.random() < 0.5 else float(draw.exponential(3_600)))
        place = centre + draw.normal(0, 750, 2)
        case |= {"kind": KINDS[kind], "start": _stamp(float(start)), "end": _stamp(length)}
        case |= {"x": float(place[0]), "y": float(place[1])}
        ordinary = [f"{KINDS[kind]} method {_tail(draw, 30)}"] if draw.random() < 0.4 else []
        case["method"] = [one for one in usual if draw.random() < 0.85] + ordinary
        if draw.random() < 0.7:
            case["setting"] = setting
        case["vehicle"] = car if draw.random() < 0.5 else []
        cases.append(case)
    return cases


def _rise(draw: np.random.Generator, days: int, feature: str, value: str) -> dict[str, Any]:
    """One case of a rise in the last four weeks."""
    case = _ordinary(draw, days)
    case["kind"] = "theft from vehicle" if feature == "property" else "vandalism"
    case["method"] = [f"{case['kind']} method {_tail(draw, 30)}"]
    case["start"] = case["end"] = _stamp(float(draw.uniform(days - 28, days) * 86_400))
    case[feature] = [value] if feature == "property" else value
    return case


def _stamp(seconds: float) -> str:
    return str(np.datetime64("2024-01-01T00:00:00") + np.timedelta64(int(seconds), "s"))

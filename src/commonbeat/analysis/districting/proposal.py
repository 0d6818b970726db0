"""A plan of beats as something people can read, change and export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from commonbeat.analysis.districting.areas import Areas, Floats, polygons_of
from commonbeat.analysis.districting.locks import Locks, lists_of, pieces
from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result

_METHOD = "beat plan: load-weighted travel to the middle area of each beat v1"


@dataclass(frozen=True)
class BeatFigures:
    """One beat of a plan.

    Attributes:
        beat: Its name.
        areas: Number of areas.
        load: Its load.
        share: Load over the mean of all beats.
        travel: Load-weighted travel from its centre.
        mean_travel: The same for one unit of load; 0 without load.
        centre: The area of the beat from which that travel is least.
        pieces: Number of pieces without a way between them; 1 when contiguous.
        load_before: Load of the beat of that name today, or None.
        travel_before: Travel of the beat of that name today, or None.
    """

    beat: str
    areas: int
    load: float
    share: float
    travel: float
    mean_travel: float
    centre: str
    pieces: int
    load_before: float | None
    travel_before: float | None


@dataclass(frozen=True)
class Moved:
    """An area that changes its beat; `was` is empty when it had none."""

    area: str
    was: str
    becomes: str
    load: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Proposal(Result):
    """An editable plan: every change gives a new plan with its figures and what is wrong with it.

    Attributes:
        of_area: Beat of each area.
        figures: One line for each beat.
        moved: Areas that differ from today.
        travel: Load-weighted travel of the plan.
        travel_before: The same for today's beats, areas without a beat left out; None without today.
        spread: Largest difference of a beat's load from the mean, as a share.
        problems: Sentences: loads outside the limits, beats in pieces, locks broken. Empty: may be used.
        city: The areas.
        locks: What must not change.
        today: Today's beat of each area.
        tolerance: Allowed difference of a beat's load from the mean.
    """

    of_area: Mapping[str, str]
    figures: tuple[BeatFigures, ...]
    moved: tuple[Moved, ...]
    travel: float
    travel_before: float | None
    spread: float
    problems: tuple[str, ...]
    city: Areas
    locks: Locks
    today: Mapping[str, str]
    tolerance: float

    @property
    def beats(self) -> tuple[str, ...]:
        """Names of the beats."""
        return tuple(one.beat for one in self.figures)

    @property
    def saved(self) -> float | None:
        """Share of today's travel saved, or None without today."""
        return 1 - self.travel / self.travel_before if self.travel_before else None

    def move(self, area: str, beat: str) -> Proposal:
        """The plan with one area in another beat; nothing is refused, `problems` says what breaks.

        Raises:
            ImpossibleInput: there is no such area or beat, or the beat left behind would be empty.
        """
        return self.move_all({area: beat})

    def move_all(self, changes: Mapping[str, str]) -> Proposal:
        """The plan with several areas in other beats.

        Raises:
            ImpossibleInput: there is no such area or beat, or a beat would be empty.
        """
        for area, beat in changes.items():
            refuse_unless(area in self.of_area, f"There is no area {area}.")
            refuse_unless(beat in self.beats, f"There is no beat {beat}.")
        return evaluate(
            self.city,
            {**self.of_area, **changes},
            beats=self.beats,
            locks=self.locks,
            today=self.today,
            tolerance=self.tolerance,
            seed=self.seed,
        )

    def features(self, geometries: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """The beats as a GeoJSON FeatureCollection, each the union of its areas.

        Args:
            geometries: GeoJSON polygon of each area by name.

        Raises:
            ImpossibleInput: an area has no readable outline.
        """
        for area in self.of_area:
            refuse_unless(area in geometries, f"Area {area} has no outline.")
        shapes = polygons_of({area: geometries[area] for area in self.of_area})
        of_area = np.array(list(self.of_area.values()))
        found = []
        for one in self.figures:
            outline = shapely.union_all(shapes[of_area == one.beat])
            found.append(
                {
                    "type": "Feature",
                    "id": one.beat,
                    "geometry": mapping(outline),
                    "properties": {
                        "beat": one.beat,
                        "areas": [a for a, beat in self.of_area.items() if beat == one.beat],
                        "load": one.load,
                        "share_of_mean": round(one.share, 4),
                        "mean_travel": round(one.mean_travel, 4),
                        "load_today": one.load_before,
                        "contiguous": one.pieces == 1,
                    },
                }
            )
        return {"type": "FeatureCollection", "features": found}


def evaluate(
    city: Areas,
    of_area: Mapping[str, str],
    *,
    beats: tuple[str, ...] | None = None,
    locks: Locks | None = None,
    today: Mapping[str, str] | None = None,
    tolerance: float = 0.05,
    seed: int | None = None,
    warnings: tuple[str, ...] = (),
) -> Proposal:
    """Figures and faults of a plan, whoever made it.

    Travel of a beat is the least, over its own areas as centre, of the sum of load times travel from area
    to centre (1-median).

    Args:
        city: The areas.
        of_area: Beat of each area.
        beats: Names of the beats; those that occur, sorted, when left out.
        locks: What must not change.
        today: Today's beat of each area.
        tolerance: Allowed difference of a beat's load from the mean, as a share.
        seed: Seed that led to the plan.
        warnings: Sentences to carry along.

    Raises:
        ImpossibleInput: an area has no beat or is unknown, or a beat has no area.
    """
    kept, before = locks or Locks(), today or {}
    unknown = sorted(set(of_area) - set(city.names))
    refuse_unless(not unknown, f"The plan names area {', '.join(unknown)}, which does not exist.")
    missing = [area for area in city.names if area not in of_area]
    refuse_unless(not missing, f"Area {', '.join(missing)} has no beat.")
    refuse_unless(0 <= tolerance < 1, "The allowed difference of loads must be at least 0 and under 1.")
    plan = {area: str(of_area[area]) for area in city.names}
    named = beats or tuple(sorted(set(plan.values())))
    kept.check(city, named)
    ways = lists_of(len(city.names), kept.open_pairs(city))
    mean = float(city.load.sum()) / len(named)
    old = _by_beat(city, before)
    figures = []
    for beat, inside in _by_beat(city, plan, named).items():
        refuse_unless(len(inside) > 0, f"Beat {beat} has no area.")
        centre, travel = _median(city, inside)
        load = float(city.load[inside].sum())
        was = old.get(beat)
        figures.append(
            BeatFigures(
                beat=beat,
                areas=len(inside),
                load=load,
                share=load / mean,
                travel=travel,
                mean_travel=travel / load if load else 0.0,
                centre=city.names[centre],
                pieces=len(pieces(inside, ways)),
                load_before=None if was is None else float(city.load[was].sum()),
                travel_before=None if was is None else _median(city, was)[1],
            )
        )
    loads = np.array([one.load for one in figures])
    return Proposal(
        method=_METHOD,
        n=len(city.names),
        warnings=warnings,
        seed=seed,
        of_area=plan,
        figures=tuple(figures),
        moved=_moved(city, plan, before),
        travel=float(sum(one.travel for one in figures)),
        travel_before=float(sum(_median(city, inside)[1] for inside in old.values())) if old else None,
        spread=float(np.abs(loads / mean - 1).max()),
        problems=_problems(figures, tolerance) + kept.broken(plan),
        city=city,
        locks=kept,
        today=before,
        tolerance=tolerance,
    )


def _by_beat(city: Areas, plan: Mapping[str, str], named: tuple[str, ...] = ()) -> dict[str, list[int]]:
    """Areas of each beat."""
    found: dict[str, list[int]] = {beat: [] for beat in named}
    for number, area in enumerate(city.names):
        if plan.get(area):
            found.setdefault(str(plan[area]), []).append(number)
    return found


def _median(city: Areas, inside: list[int]) -> tuple[int, float]:
    """Area of `inside` with the least load-weighted travel, and that travel."""
    sums: Floats = city.load[inside] @ city.travel[np.ix_(inside, inside)]
    best = int(sums.argmin())
    return inside[best], float(sums[best])


def _moved(city: Areas, plan: Mapping[str, str], before: Mapping[str, str]) -> tuple[Moved, ...]:
    """Areas whose beat differs from today's."""
    if not before:
        return ()
    return tuple(
        Moved(area, str(before.get(area) or ""), plan[area], float(load))
        for area, load in zip(city.names, city.load, strict=True)
        if str(before.get(area) or "") != plan[area]
    )


def _problems(figures: list[BeatFigures], tolerance: float) -> tuple[str, ...]:
    """Sentences for beats in pieces and loads outside the limits."""
    said = [
        f"Beat {one.beat} lies in {one.pieces} pieces without a way between them."
        for one in figures
        if one.pieces > 1
    ]
    said += [
        f"Beat {one.beat} has {abs(one.share - 1):.1%} {'more' if one.share > 1 else 'less'} load than the mean; "
        f"{tolerance:.1%} is allowed."
        for one in figures
        if abs(one.share - 1) > tolerance + 1e-9
    ]
    return tuple(said)

"""Today's beats against a proposal: how even the work is, how far units drive, what would move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import h3
import numpy as np
from shapely.geometry import Point, shape
from shapely.prepared import prep

from commonbeat.analysis.districting import Areas, Locks, Proposal, areas, design, distances, evaluate
from commonbeat.city.places.models import Beat, Boundary

from ..scope import Scope
from .points import away_from_default_places
from .work import NotAnswerable, Work

VERSION = "beats-1"
KM = 111.32
TODAY = "today"


def quick(scope: Scope, rows: int) -> bool:
    """Never within the request: the search takes seconds."""
    return False


def compute(work: Work) -> dict[str, Any]:
    """Calls by hexagon, today's beat of each, and a plan with even loads and less driving.

    Returns:
        `cells` (id, name, middle, load, today's and proposed beat), `today` and `proposal` (figures by beat),
        and what was left out.

    Raises:
        NotAnswerable: no beats are on file, or no call of the scope has a hexagon inside one.
    """
    options = work.scope.options
    work.tell(0.05, "Counting calls by hexagon")
    cells, left_out = _cells(work, int(options["size"]))
    city = city_of(cells)
    today = {cell["id"]: cell["today"] for cell in cells}
    locked = {cell for cell in str(options["locked"]).split(",") if cell in today}
    locks = Locks(fixed={cell: today[cell] for cell in locked})
    work.tell(0.25, "Looking for even beats")

    def step(share: float) -> bool:
        work.tell(0.25 + 0.7 * share, "Looking for even beats")
        return True

    found = design(
        city, today=today, start=str(options["start"]), locks=locks, tolerance=options["tolerance"] / 100,
        change_cost=0.1 if options["start"] == TODAY else 0.0, seed=1, on_step=step,
    )  # fmt: skip
    current = evaluate(city, today, today=today, tolerance=options["tolerance"] / 100)
    return {
        "cells": [{**cell, "proposed": found.of_area[cell["id"]]} for cell in cells],
        "today": figures_of(current),
        "proposal": figures_of(found),
        "locked": sorted(locked),
        "left_out": left_out,
        "n": int(sum(cell["load"] for cell in cells)),
        "method": found.method,
        "seed": found.seed,
    }


def _cells(work: Work, size: int) -> tuple[list[dict[str, Any]], int]:
    """Hexagons inside today's beats with their calls, and the calls in none of them."""
    beats = [
        (beat.code, prep(shape(beat.geometry)))
        for beat in Beat.objects.filter(valid_to=None).order_by("code")
    ]
    if not beats:
        raise NotAnswerable("No beats are on file. Load them: commonbeat import beats.")
    load, names = _loads(work, size)
    known = load.keys() | _inside(size)
    rows: list[dict[str, Any]] = []
    for cell in sorted(known):
        lat, lon = h3.cell_to_latlng(cell)
        beat = next((code for code, figure in beats if figure.contains(Point(lon, lat))), "")
        if beat:
            rows.append({
                "id": cell, "name": names.get(cell, ""), "lon": round(lon, 6), "lat": round(lat, 6),
                "load": load.get(cell, 0), "today": beat,
            })  # fmt: skip
    kept = sum(row["load"] for row in rows)
    if not kept:
        raise NotAnswerable("No call in these filters lies in a beat. Widen the dates, or load coordinates.")
    return _with_small_beats(rows, beats), int(sum(load.values()) - kept)


def _with_small_beats(rows: list[dict[str, Any]], beats: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Refuse where a beat is smaller than a hexagon: it would vanish from the comparison."""
    missing = sorted({code for code, _ in beats} - {row["today"] for row in rows})
    if missing:
        raise NotAnswerable(f"Beats {', '.join(missing)} hold no hexagon of this size; choose a smaller one.")
    return rows


def _loads(work: Work, size: int) -> tuple[dict[str, int], dict[str, str]]:
    """Calls by hexagon, and the block most calls of its busiest part name; what is booked at the station is no beat's load."""
    found = work.rows(f"""SELECT t.h3, count(*), mode() WITHIN GROUP (ORDER BY t.block_text)
        FROM {work.source.table} t WHERE {work.where} AND t.h3 IS NOT NULL{away_from_default_places(work)} GROUP BY 1 ORDER BY 2 DESC, 1""")
    load: dict[str, int] = {}
    names: dict[str, str] = {}
    for part, n, block in found:
        fine = h3.int_to_str(int(part))
        cell = h3.cell_to_parent(fine, size) if h3.get_resolution(fine) > size else fine
        load[cell] = load.get(cell, 0) + int(n)
        names.setdefault(cell, block or "")
    return load, names


def _inside(size: int) -> set[str]:
    """Hexagons of the city, with or without calls."""
    boundary = Boundary.objects.values_list("geometry", flat=True).first()
    return set() if boundary is None else set(h3.geo_to_cells(boundary, size))


def city_of(cells: list[Mapping[str, Any]] | list[dict[str, Any]]) -> Areas:
    """The library's areas from kept cells: hexagons touch along an edge, distance is along a street grid in km."""
    ids = [cell["id"] for cell in cells]
    known = set(ids)
    touching = {
        tuple(sorted((cell, other))) for cell in ids for other in h3.grid_ring(cell, 1) if other in known
    }
    middle = np.radians(np.mean([cell["lat"] for cell in cells]))
    points = np.array([(cell["lon"] * KM * np.cos(middle), cell["lat"] * KM) for cell in cells])
    travel = distances(points, "manhattan")
    # Inside a hexagon a car drives two thirds of the side of a square of its size, on average.
    np.fill_diagonal(travel, 2 / 3 * np.mean([h3.cell_area(cell, unit="km^2") for cell in ids[:1]]) ** 0.5)
    return areas(ids, [cell["load"] for cell in cells], neighbours=sorted(touching), travel=travel)


def judged(
    content: Mapping[str, Any], assignment: Mapping[str, str], tolerance: float, locked: list[str]
) -> Proposal:
    """Figures and faults of an edited plan, from the cells a run kept.

    Args:
        content: the run's answer.
        assignment: beat of each cell.
        tolerance: allowed difference of a beat's load from the mean, as a share.
        locked: cells that stay in today's beat.
    """
    today = {cell["id"]: cell["today"] for cell in content["cells"]}
    beats = tuple(sorted(set(today.values())))
    locks = Locks(fixed={cell: today[cell] for cell in locked})
    return evaluate(
        city_of(content["cells"]), assignment, beats=beats, locks=locks, today=today, tolerance=tolerance
    )


def figures_of(plan: Proposal) -> dict[str, Any]:
    """A plan's figures as plain values."""
    return {
        "beats": [
            {
                "beat": row.beat, "areas": row.areas, "load": round(row.load), "share": round(row.share, 4),
                "mean_travel": round(row.mean_travel, 3), "pieces": row.pieces,
            }
            for row in plan.figures
        ],
        "travel": round(plan.travel, 1),
        "travel_before": None if plan.travel_before is None else round(plan.travel_before, 1),
        "spread": round(plan.spread, 4),
        "problems": list(plan.problems),
        "moved": [{"cell": row.area, "was": row.was, "becomes": row.becomes, "load": round(row.load)} for row in plan.moved],
    }  # fmt: skip


def outlines(assignment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """GeoJSON outline of each beat of a plan: its hexagons joined."""
    members: dict[str, list[str]] = {}
    for cell, beat in assignment.items():
        members.setdefault(beat, []).append(cell)
    return {beat: h3.cells_to_geo(cells) for beat, cells in sorted(members.items())}


def hexagon(cell: str) -> dict[str, Any]:
    """GeoJSON outline of one hexagon."""
    return dict(h3.cells_to_geo([cell], tight=True))

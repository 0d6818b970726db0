"""Local streets of one neighbourhood: a grid at its own angle, straight, winding or industrial, cut into block faces."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from commonbeat.demo import names


@dataclass(frozen=True, slots=True)
class Style:
    """How a neighbourhood was laid out. Lengths in metres, angle in degrees.

    gap: share of block faces never built (dead ends); sway: how far a street winds; homes: addresses per 100 m.
    """

    kind: str
    angle: float
    across: float
    along: float
    gap: float
    sway: float
    homes: float


@dataclass(frozen=True, slots=True)
class Face:
    """One block face: the piece of a street between two crossings, in plane metres."""

    street: str
    kind: str
    land_use: str
    line: LineString
    addresses: int


def style_for(centre: tuple[float, float], downtown_distance: float, rng: np.random.Generator) -> Style:
    """The lay-out that fits a superblock: old grids near downtown, winding streets further out, works by the rails."""
    x, y = centre
    if downtown_distance < 2300:
        angle = float(rng.choice([-38.0, 0.0, 0.0, 4.0]))
        return Style("old", angle, 92.0, 172.0, 0.05, 0.0, 9.0)
    if x > 2700 and y < -1200 and x + y > -400:
        return Style("works", -38.0, 240.0, 380.0, 0.18, 0.0, 1.2)
    outer = downtown_distance > 4900
    if outer and rng.random() < 0.45:
        return Style("rural", float(rng.choice([0.0, 0.0, -4.0])), 400.0, 560.0, 0.30, 0.0, 0.8)
    if downtown_distance < 3300 and rng.random() < 0.55:
        return Style("grid", float(rng.choice([-12.0, 0.0, 9.0, 17.0])), 96.0, 190.0, 0.10, 0.0, 8.0)
    return Style(
        "estate",
        float(rng.uniform(-32.0, 32.0)),
        float(rng.uniform(80.0, 98.0)),
        float(rng.uniform(150.0, 215.0)),
        0.24,
        float(rng.uniform(24.0, 52.0)),
        7.5,
    )


def _frame(points: NDArray[np.float64], centre: tuple[float, float], angle: float) -> NDArray[np.float64]:
    turn = np.radians(angle)
    u, v = points[..., 0], points[..., 1]
    return np.stack(
        (centre[0] + u * np.cos(turn) - v * np.sin(turn), centre[1] + u * np.sin(turn) + v * np.cos(turn)),
        axis=-1,
    )


def _wind(points: NDArray[np.float64], style: Style, phase: NDArray[np.float64]) -> NDArray[np.float64]:
    if style.sway == 0:
        return points
    u, v = points[..., 0], points[..., 1]
    return np.stack(
        (
            u
            + style.sway * np.sin(2 * np.pi * v / 690 + phase[0])
            + 0.4 * style.sway * np.sin(v / 60 + phase[1]),
            v
            + style.sway * np.sin(2 * np.pi * u / 760 + phase[2])
            + 0.5 * style.sway * np.sin(u / 83 + phase[3]),
        ),
        axis=-1,
    )


def _name_pool(style: Style, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Names for the two directions of a lay-out, in the order they are used."""
    if style.kind == "works":
        base = list(rng.permutation(names.INDUSTRIAL_STREETS))
        return [f"{n} Way" for n in base], [f"{n} Court" for n in base[::-1]]
    if style.kind == "rural":
        base = list(rng.permutation(names.RURAL_ROADS))
        return base, base[::-1]
    if style.kind == "estate":
        first, second = rng.permutation(names.ESTATE_FIRST), rng.permutation(names.ESTATE_SECOND)
        one = [f"{a} {b} Drive" for a, b in zip(first, second, strict=False)]
        two = [f"{a} {b} Lane" for a, b in zip(first[::-1], second, strict=False)]
        return one, two
    trees, spanish = rng.permutation(names.OLD_STREETS), rng.permutation(names.SPANISH_STREETS)
    if style.kind == "old":
        return [f"{n} Avenue" for n in trees], [f"{n} Street" for n in spanish]
    return [f"Calle {n}" for n in spanish], [f"{n} Way" for n in trees]


def local_faces(ground: Polygon, style: Style, rng: np.random.Generator) -> list[Face]:
    """Block faces of one neighbourhood, clipped to its ground.

    Two families of parallel streets; a street is cut where it meets the other family; some faces are left out,
    which gives the dead ends and broken lines of a grown town. Faces shorter than 30 m are dropped.
    """
    centre = (ground.centroid.x, ground.centroid.y)
    west, south, east, north = ground.bounds
    reach = float(np.hypot(east - west, north - south)) / 2 + style.along
    phase = rng.uniform(0, 2 * np.pi, 4)
    steps_u = np.arange(-reach, reach, style.along) + rng.uniform(0, style.along)
    steps_v = np.arange(-reach, reach, style.across) + rng.uniform(0, style.across)
    steps_u = steps_u + rng.normal(0, style.along * 0.06, len(steps_u))
    steps_v = steps_v + rng.normal(0, style.across * 0.06, len(steps_v))
    long_names, short_names = _name_pool(style, rng)
    pieces: list[NDArray[np.float64]] = []
    labels: list[str] = []
    points_each = 9 if style.sway else 2
    part = np.linspace(0.0, 1.0, points_each)
    for row, v in enumerate(steps_v):
        for a, b in itertools.pairwise(steps_u):
            pieces.append(np.column_stack((a + (b - a) * part, np.full(points_each, v))))
            labels.append(long_names[row % len(long_names)])
    for column, u in enumerate(steps_u):
        for a, b in itertools.pairwise(steps_v):
            pieces.append(np.column_stack((np.full(points_each, u), a + (b - a) * part)))
            labels.append(short_names[column % len(short_names)])
    built = rng.random(len(pieces)) >= style.gap
    coords = _frame(_wind(np.stack(pieces), style, phase), centre, style.angle)
    lines = shapely.linestrings(coords[built])
    kept = [label for label, yes in zip(labels, built, strict=True) if yes]
    return _clipped(lines, kept, ground, style, rng)


def _clipped(
    lines: NDArray[np.object_], labels: list[str], ground: Polygon, style: Style, rng: np.random.Generator
) -> list[Face]:
    shapely.prepare(ground)
    inside = shapely.intersection(lines, ground)
    lengths = shapely.length(inside)
    use = {"works": "industrial", "rural": "rural"}.get(style.kind, "residential")
    homes = rng.poisson(np.maximum(lengths, 0) / 100.0 * style.homes)
    faces = []
    for piece, label, length, count in zip(inside, labels, lengths, homes, strict=True):
        if length < 30.0:
            continue
        line = longest_line(piece)
        if line is not None and line.length >= 30.0:
            faces.append(Face(label, "local", use, line, int(count)))
    return faces


def longest_line(shape: BaseGeometry) -> LineString | None:
    """The longest line in a clipping result, or None when it holds no line."""
    if shape.geom_type == "LineString":
        return None if shape.is_empty else shape  # type: ignore[return-value]
    parts = [part for part in getattr(shape, "geoms", []) if part.geom_type == "LineString"]
    return max(parts, key=lambda part: part.length) if parts else None


def cut_every(line: LineString, step: float) -> list[LineString]:
    """A line cut into equal pieces of about step metres."""
    count = max(1, round(line.length / step))
    marks = np.linspace(0, line.length, count + 1)
    return [shapely.ops.substring(line, a, b) for a, b in itertools.pairwise(marks)]

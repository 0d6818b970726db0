"""The map of Marisol: beats, streets, blocks and landmarks, the same for the same seed.

Everything is built on a metre plane (see `plane`) and turned to WGS84 only when it leaves this file.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

import h3
import numpy as np
import polars as pl
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from commonbeat.demo import names
from commonbeat.demo.plane import bend, from_rail, to_lonlat
from commonbeat.demo.skeleton import Site, Skeleton, beat_code_at, skeleton
from commonbeat.demo.streets import Face, cut_every, local_faces, longest_line, style_for

RESIDENTS = 98_000
BEAT_NAMES = {
    "1A": "Las Palmas", "1B": "Northgate", "2A": "Almond Park", "2B": "Vista Larga", "3A": "Downtown",
    "3B": "Fairground", "4A": "Eastfield", "4B": "Westside", "5A": "Southtown", "5B": "Granero",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BeatShape:
    """One patrol beat in plane metres; sector is the digit of the code; residents is a modelled count."""

    code: str
    name: str
    sector: str
    shape: Polygon
    residents: int


@dataclass(frozen=True, slots=True)
class City:
    """The whole map. Shapes are plane metres; `blocks` also carries degrees.

    blocks columns: block_id, street, block_text, number (first of the hundred), x, y, lon, lat, h3, x0, y0, x1, y1,
    address_count, beat_code, land_use, kind.
    """

    limit: Polygon
    beats: tuple[BeatShape, ...]
    faces: tuple[Face, ...]
    roads: dict[str, LineString]
    railway: LineString
    freeway: LineString
    creek: LineString
    sites: tuple[Site, ...]
    blocks: pl.DataFrame

    def site(self, name: str) -> Site:
        """The site of that name; KeyError when there is none."""
        for site in self.sites:
            if site.name == name:
                return site
        raise KeyError(name)


def _superblocks(bones: Skeleton) -> list[Polygon]:
    lines = shapely.unary_union([bones.limit.exterior, *bones.arterials.values()])
    faces = shapely.polygonize([lines]).geoms
    return [face for face in faces if bones.limit.contains(face.representative_point())]


def _beats(bones: Skeleton, grounds: list[Polygon]) -> dict[str, Polygon]:
    groups: dict[str, list[Polygon]] = {code: [] for code in BEAT_NAMES}
    for ground in grounds:
        point = ground.representative_point()
        groups[beat_code_at(point.x, point.y)].append(ground)
    return {code: shapely.unary_union(parts) for code, parts in groups.items()}


def _obstacles(bones: Skeleton) -> BaseGeometry:
    return shapely.unary_union(
        [
            bones.freeway.buffer(48.0),
            bones.railway.buffer(26.0),
            bones.creek.buffer(34.0),
            *(site.ground.buffer(9.0, join_style="mitre") for site in bones.sites),
        ]
    )


def _downtown_faces(bones: Skeleton, rng: np.random.Generator) -> list[Face]:
    """The first grid, square to the railway: numbered streets across it, named streets along it."""
    rows = [-350.0, -245.0, -140.0, 135.0, 250.0, 345.0, 445.0, 595.0, 700.0, 805.0, 910.0, 1010.0]
    columns = [-920.0 + 130.0 * k for k in range(-1, 16)]
    railway, plots = bones.railway.buffer(8.0), shapely.unary_union([site.ground for site in bones.sites])
    faces = []
    for row, n in enumerate(rows):
        for a, b in itertools.pairwise(columns):
            street = f"{names.RAIL_STREETS[row]} Street"
            use = "bars" if street == "Merchant Street" and -300 <= (a + b) / 2 <= 340 else "downtown"
            faces.append(Face(street, "downtown", use, LineString([from_rail(a, n), from_rail(b, n)]), 0))
    for column, t in enumerate(columns[1:]):
        for a, b in itertools.pairwise(rows):
            line = LineString([from_rail(t, a), from_rail(t, b)])
            if line.crosses(railway) and column % 3 != 2:
                continue
            faces.append(Face(f"{names.ORDINALS[column]} Street", "downtown", "downtown", line, 0))
    kept = []
    for face in faces:
        line = longest_line(face.line.intersection(bones.downtown))
        if line is None or line.length < 40 or line.intersection(plots).length > 15:
            continue
        homes = int(rng.poisson(line.length / 100 * (17 if face.land_use == "downtown" else 12)))
        kept.append(Face(face.street, face.kind, face.land_use, line, homes))
    return kept


def _arterial_faces(bones: Skeleton, rng: np.random.Generator) -> list[Face]:
    inside = bones.limit.buffer(-20.0)
    faces = []
    for name, line in bones.arterials.items():
        clipped = line.intersection(inside)
        for part in getattr(clipped, "geoms", [clipped]):
            for piece in cut_every(part, 190.0):
                far = np.hypot(*piece.centroid.coords[0])
                use = "commercial" if far < 4300 else "roadside"
                homes = int(rng.poisson(13.0 if use == "commercial" else 3.0))
                faces.append(Face(name, "arterial", use, piece, homes))
    return faces


def _collector_faces(
    bones: Skeleton, grounds: list[Polygon], obstacles: BaseGeometry, rng: np.random.Generator
) -> list[Face]:
    """One or two collectors through each superblock outside downtown, half way between the arterials."""
    faces = []
    open_ground = obstacles.union(bones.downtown)
    for ground in grounds:
        west, south, east, north = ground.bounds
        if ground.area < 900_000:
            continue
        x, y = (west + east) / 2 + rng.normal(0, 60), (south + north) / 2 + rng.normal(0, 60)
        runs = [[(x, south - 200), (x + rng.normal(0, 90), y), (x, north + 200)]]
        if ground.area > 2_000_000:
            runs.append([(west - 200, y), (x, y + rng.normal(0, 90)), (east + 200, y)])
        for run in runs:
            name = f"{rng.choice(names.SPANISH_STREETS)} Parkway"
            bent = LineString(bend(np.array(shapely.segmentize(LineString(run), 60.0).coords)))
            clipped = bent.intersection(ground).difference(open_ground)
            for part in getattr(clipped, "geoms", [clipped]):
                if part.length > 120:
                    faces += [
                        Face(name, "collector", "apartments", piece, int(rng.poisson(22)))
                        for piece in cut_every(part, 180.0)
                    ]
    return faces


def _numbering(face: Face) -> tuple[str, int]:
    """Prefix letter and first house number of the hundred block, counted from the city's centre."""
    start, end = face.line.coords[0], face.line.coords[-1]
    middle = face.line.interpolate(0.5, normalized=True)
    northward = abs(end[1] - start[1]) > abs(end[0] - start[0])
    distance = middle.y if northward else middle.x
    letter = ("N" if distance >= 0 else "S") if northward else ("E" if distance >= 0 else "W")
    return letter, 100 + int(abs(distance) // 105) * 100


def _blocks(faces: list[Face], beats: dict[str, Polygon]) -> pl.DataFrame:
    middle = np.array([face.line.interpolate(0.5, normalized=True).coords[0] for face in faces])
    ends = np.array([(*face.line.coords[0], *face.line.coords[-1]) for face in faces])
    tree = shapely.STRtree(list(beats.values()))
    where, which = tree.query(shapely.points(middle), predicate="intersects")
    codes = list(beats)
    beat_of = dict(zip(where.tolist(), (codes[k] for k in which), strict=True))
    lonlat = np.round(to_lonlat(middle), 6)
    labels = [_numbering(face) for face in faces]
    return pl.DataFrame(
        {
            "block_id": np.arange(len(faces)),
            "street": [f"{letter} {face.street}" for face, (letter, _) in zip(faces, labels, strict=True)],
            "number": [number for _, number in labels],
            "x": middle[:, 0],
            "y": middle[:, 1],
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
            "h3": [int(h3.latlng_to_cell(lat, lon, 9), 16) for lon, lat in lonlat],
            "x0": ends[:, 0],
            "y0": ends[:, 1],
            "x1": ends[:, 2],
            "y1": ends[:, 3],
            "address_count": [face.addresses for face in faces],
            "beat_code": [beat_of.get(k, "") for k in range(len(faces))],
            "land_use": [face.land_use for face in faces],
            "kind": [face.kind for face in faces],
        }
    ).with_columns(
        block_text=pl.format("{} BLOCK OF {}", pl.col("number"), pl.col("street").str.to_uppercase())
    )


def _neighbourhoods(bones: Skeleton, grounds: list[Polygon], rng: np.random.Generator) -> list[Face]:
    obstacles = _obstacles(bones)
    heart = bones.downtown.centroid
    faces = _downtown_faces(bones, rng) + _arterial_faces(bones, rng)
    faces += _collector_faces(bones, grounds, obstacles, rng)
    open_grounds = [ground.difference(obstacles).difference(bones.downtown) for ground in grounds]
    for ground in open_grounds:
        for part in getattr(ground, "geoms", [ground]):
            if part.area < 12_000:
                continue
            centre = (part.centroid.x, part.centroid.y)
            faces += local_faces(part, style_for(centre, heart.distance(part.centroid), rng), rng)
    return faces


@lru_cache(maxsize=2)
def build_city(seed: int = 98) -> City:
    """The city map for a seed. About two seconds; the same seed gives the same map to the last digit."""
    rng = np.random.default_rng(seed)
    bones = skeleton()
    grounds = _superblocks(bones)
    shapes = _beats(bones, grounds)
    faces = _neighbourhoods(bones, grounds, rng)
    blocks = _blocks(faces, shapes)
    kept = blocks["beat_code"] != ""
    faces = [face for face, keep in zip(faces, kept, strict=True) if keep]
    blocks = blocks.filter(kept).with_columns(block_id=pl.int_range(pl.len()))
    return City(
        limit=shapely.unary_union(list(shapes.values())),
        beats=_with_residents(shapes, blocks),
        faces=tuple(faces),
        roads=bones.arterials,
        railway=bones.railway,
        freeway=bones.freeway,
        creek=bones.creek,
        sites=bones.sites,
        blocks=blocks,
    )


def _with_residents(shapes: dict[str, Polygon], blocks: pl.DataFrame) -> tuple[BeatShape, ...]:
    homes = dict(blocks.group_by("beat_code").agg(pl.col("address_count").sum()).iter_rows())
    total = sum(homes.values())
    residents = {code: int(RESIDENTS * homes[code] / total) for code in shapes}
    residents["3A"] += RESIDENTS - sum(residents.values())
    return tuple(BeatShape(code, BEAT_NAMES[code], code[0], shapes[code], residents[code]) for code in shapes)

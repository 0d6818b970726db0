"""Beat design on the 325 areas of Carrollton, Texas, against the bound of the relaxed model."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import zipfile
from pathlib import Path

import shapely

from bench.analysis.table import BenchRow, timed
from commonbeat.analysis.districting import Areas, areas, design, neighbours_of

SHARED = Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[2] / ".." / "shared"))
FIXTURE = SHARED / "data" / "reference-analysis" / "carrollton_grid_crimepy_MIT.csv.zip"
LP_BOUND = 98_113.717


def rows() -> list[BenchRow]:
    if not FIXTURE.is_file():
        return []
    city, today = carrollton()
    seconds, plan = timed(lambda: design(city, today=today, seed=3), 1)
    over = plan.travel / LP_BOUND - 1
    good = not plan.problems and over <= 0.03
    return [
        BenchRow(
            f"beats, 325 areas into 12 ({over:.1%} above the bound, loads within {plan.spread:.1%})",
            seconds,
            "conditions checked; no peer balances under locks",
            None,
            good,
            "<= 10 s, contiguous, 5 %, <= 3 % above the bound",
            most_seconds=10,
        )
    ]


def carrollton() -> tuple[Areas, dict[str, str]]:
    """The areas and today's beats."""
    csv.field_size_limit(sys.maxsize)
    with zipfile.ZipFile(FIXTURE) as archive, archive.open(archive.namelist()[0]) as file:
        found = list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))
    outlines = {str(number): shapely.from_wkt(row["geometry"]) for number, row in enumerate(found)}
    shapes = {name: json.loads(shapely.to_geojson(outline)) for name, outline in outlines.items()}
    middle = [shapely.centroid(outline) for outline in outlines.values()]
    city = areas(
        list(outlines),
        [int(row["CountCalls"]) for row in found],
        neighbours=neighbours_of(shapes, tolerance=2.0),
        points=[(one.x / 5280, one.y / 5280) for one in middle],
    )
    today = {str(n): row["BEATNUMBER"] for n, row in enumerate(found) if row["BEATNUMBER"] != "0"}
    return city, today

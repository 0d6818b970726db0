from __future__ import annotations

import csv
import io
import json
import os
import random
import sys
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from commonbeat.analysis.districting import Areas, Locks, areas, design, distances, evaluate, neighbours_of
from commonbeat.analysis.refusal import ImpossibleInput

SHARED = Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[3] / ".." / "shared"))
FIXTURE = SHARED / "data" / "reference-analysis" / "carrollton_grid_crimepy_MIT.csv.zip"
LP_BOUND = 98113.717


def grid(width: int, height: int, seed: int = 0) -> Areas:
    """A city of squares with loads drawn at random."""
    rng = np.random.default_rng(seed)
    names = [f"{x},{y}" for y in range(height) for x in range(width)]
    pairs = [(f"{x},{y}", f"{x + 1},{y}") for y in range(height) for x in range(width - 1)]
    pairs += [(f"{x},{y}", f"{x},{y + 1}") for y in range(height - 1) for x in range(width)]
    points = [(x, y) for y in range(height) for x in range(width)]
    return areas(names, rng.integers(5, 15, width * height), neighbours=pairs, points=points)


def squares(width: int, height: int) -> dict[str, dict]:
    return {
        f"{x},{y}": {
            "type": "Polygon",
            "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]],
        }
        for y in range(height)
        for x in range(width)
    }


def in_pieces(plan: dict[str, str], pairs: set[frozenset[str]]) -> list[str]:
    """Beats that do not hang together, by a search of its own."""
    found = []
    for beat in set(plan.values()):
        left = {area for area, held in plan.items() if held == beat}
        edge = [left.pop()]
        while edge:
            here = edge.pop()
            near = {other for other in left if frozenset((here, other)) in pairs}
            left -= near
            edge += near
        if left:
            found.append(beat)
    return found


def named_pairs(city: Areas) -> set[frozenset[str]]:
    return {frozenset((city.names[a], city.names[b])) for a, b in city.pairs}


@pytest.fixture(scope="module")
def carrollton() -> tuple[Areas, dict[str, str]]:
    if not FIXTURE.is_file():
        pytest.skip("no reference folder")
    csv.field_size_limit(sys.maxsize)
    with zipfile.ZipFile(FIXTURE) as archive, archive.open(archive.namelist()[0]) as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))
    outlines = [shapely.from_wkt(row["geometry"]) for row in rows]
    names = [f"{number}" for number in range(len(rows))]
    shapes = {n: json.loads(shapely.to_geojson(o)) for n, o in zip(names, outlines, strict=True)}
    middle = [shapely.centroid(outline) for outline in outlines]
    city = areas(
        names,
        [int(row["CountCalls"]) for row in rows],
        neighbours=neighbours_of(shapes, tolerance=2.0),
        points=[(one.x / 5280, one.y / 5280) for one in middle],
    )
    today = {n: row["BEATNUMBER"] for n, row in zip(names, rows, strict=True)}
    return city, today


def test_todays_carrollton_beats_have_the_published_travel(carrollton):
    city, today = carrollton
    found = evaluate(city, today)
    assert len(city.names) == 325
    assert city.load.sum() == 129082
    assert found.travel == pytest.approx(116478.989, abs=0.001)


def test_carrollton_is_contiguous_balanced_and_near_the_bound(carrollton):
    city, today = carrollton
    twelve = {area: beat for area, beat in today.items() if beat != "0"}
    found = design(city, today=twelve, seed=3)
    assert found.problems == ()
    assert in_pieces(dict(found.of_area), named_pairs(city)) == []
    loads = Counter()
    for area, load in zip(city.names, city.load, strict=True):
        loads[found.of_area[area]] += load
    mean = 129082 / 12
    assert len(loads) == 12
    assert all(0.95 * mean <= load <= 1.05 * mean for load in loads.values())
    assert found.travel <= 1.03 * LP_BOUND
    # Travel counted again from the assignment alone.
    total = 0.0
    for beat in loads:
        inside = [i for i, area in enumerate(city.names) if found.of_area[area] == beat]
        total += min((city.load[inside] * city.travel[inside, j]).sum() for j in inside)
    assert found.travel == pytest.approx(total)
    assert set(found.beats) == set(twelve.values())
    assert 0.1 < found.saved < 0.2


def test_carrollton_from_today_with_a_price_on_change_moves_few(carrollton):
    city, today = carrollton
    twelve = {area: beat for area, beat in today.items() if beat != "0"}
    dear = design(city, today=twelve, start="today", change_cost=1.0, effort=0.3)
    assert dear.problems == ()
    assert dear.travel < 116420
    assert sum(one.was != "" for one in dear.moved) < 80


def test_the_toy_of_the_literature_has_its_optimum():
    city = areas(
        "ABCD",
        [4, 1, 2, 3],
        neighbours=[("A", "B"), ("B", "C"), ("C", "D")],
        points=[(0, 0), (1, 0), (2, 0), (3, 0)],
    )
    found = design(city, beats=2, tolerance=0.05)
    assert found.travel == 3
    assert found.of_area["A"] == found.of_area["B"] != found.of_area["C"] == found.of_area["D"]
    assert {one.centre for one in found.figures} == {"A", "D"}


def test_small_cities_reach_the_optimum_of_enumeration():
    city = grid(3, 3, seed=2)
    pairs = named_pairs(city)
    mean = city.load.sum() / 2
    best = np.inf
    for bits in range(1, 2**8):
        plan = {area: "1" if bits >> k & 1 else "2" for k, area in enumerate(city.names)}
        one = evaluate(city, plan, tolerance=0.2)
        if one.spread <= 0.2 and not in_pieces(plan, pairs):
            best = min(best, one.travel)
    assert mean > 0
    assert design(city, beats=2, tolerance=0.2, seed=1).travel == pytest.approx(best)


@pytest.mark.parametrize("seed", range(4))
def test_locks_hold_on_random_cities(seed):
    city = grid(9, 8, seed)
    rng = random.Random(seed)
    fixed = {"0,0": "North", "8,7": "South", "4,4": "East", "6,4": "East"}
    wall = tuple((f"{x},3", f"{x},4") for x in range(7))
    x, y = rng.randrange(7), rng.randrange(6)
    group = (f"{x},{y}", f"{x + 1},{y}", f"{x + 1},{y + 1}")
    locks = Locks(fixed=fixed, together=(group,), barriers=wall)
    found = design(
        city, beats=["North", "South", "East", "West"], locks=locks, tolerance=0.1, seed=seed, effort=0.3
    )
    assert found.problems == ()
    assert all(found.of_area[area] == beat for area, beat in fixed.items())
    assert len({found.of_area[area] for area in group}) == 1
    ways = named_pairs(city) - {frozenset(pair) for pair in wall}
    assert in_pieces(dict(found.of_area), ways) == []
    assert found.spread <= 0.1


def test_an_area_dragged_to_another_beat_is_priced_at_once():
    city = grid(6, 4)
    today = {area: "W" if int(area[0]) < 3 else "E" for area in city.names}
    plan = evaluate(city, today, today=today, tolerance=0.3, locks=Locks(fixed={"2,0": "W"}))
    assert plan.problems == ()
    assert plan.moved == ()
    touching = plan.move("2,1", "E")
    assert [(m.area, m.was, m.becomes) for m in touching.moved] == [("2,1", "W", "E")]
    assert touching.moved[0].load == city.load[city.index["2,1"]]
    by_beat = {one.beat: one for one in touching.figures}
    assert by_beat["E"].load == by_beat["E"].load_before + touching.moved[0].load
    island = plan.move("0,0", "E")
    assert "Beat E lies in 2 pieces without a way between them." in island.problems
    locked = plan.move("2,0", "E")
    assert locked.problems == ("Area 2,0 is locked to beat W but lies in beat E.",)
    assert locked.move("2,0", "W").problems == ()
    assert locked.move("2,0", "W").travel == plan.travel
    with pytest.raises(ImpossibleInput, match="no area x"):
        plan.move("x", "E")
    with pytest.raises(ImpossibleInput, match="no beat N"):
        plan.move("0,0", "N")
    with pytest.raises(ImpossibleInput, match="Beat W has no area"):
        plan.move_all(dict.fromkeys(city.names, "E"))


def test_loads_outside_the_limits_are_said():
    city = areas("AB", [1, 3], neighbours=[("A", "B")], points=[(0, 0), (1, 0)])
    plan = evaluate(city, {"A": "1", "B": "2"})
    assert plan.problems == (
        "Beat 1 has 50.0% less load than the mean; 5.0% is allowed.",
        "Beat 2 has 50.0% more load than the mean; 5.0% is allowed.",
    )
    assert plan.spread == 0.5


def test_figures_do_not_depend_on_the_order_of_areas():
    city = grid(5, 4)
    plan = {area: area[0] for area in city.names}
    order = np.random.default_rng(1).permutation(len(city.names))
    names = [city.names[i] for i in order]
    other = areas(
        names,
        city.load[order],
        neighbours=[(city.names[a], city.names[b]) for a, b in city.pairs],
        travel=city.travel[np.ix_(order, order)],
    )
    one, two = evaluate(city, plan), evaluate(other, plan)
    assert one.travel == pytest.approx(two.travel)
    assert [f.load for f in one.figures] == [f.load for f in two.figures]
    assert sum(f.load for f in one.figures) == city.load.sum()


def test_moving_the_whole_city_changes_no_plan():
    city = grid(6, 6)
    pairs = [(city.names[a], city.names[b]) for a, b in city.pairs]
    points = np.array([[x, y] for y in range(6) for x in range(6)])
    moved = areas(city.names, city.load, neighbours=pairs, points=points + 1024)
    assert design(city, beats=3, effort=0.2).of_area == design(moved, beats=3, effort=0.2).of_area


def test_the_seed_decides_and_a_search_can_be_stopped():
    city = grid(8, 8)
    one, two = design(city, beats=4, seed=5, effort=0.2), design(city, beats=4, seed=5, effort=0.2)
    assert one.of_area == two.of_area
    assert one.seed == 5
    seen: list[float] = []

    def stop(done: float) -> bool:
        seen.append(done)
        return False

    early = design(city, beats=4, seed=5, on_step=stop)
    assert len(seen) == 1
    assert 0 < seen[0] < 1
    assert early.warnings == ("Stopped before the search was done.",)
    assert in_pieces(dict(early.of_area), named_pairs(city)) == []


def test_new_beats_take_the_names_they_share_most_with():
    city = grid(8, 2)
    today = {area: "9" if int(area[0]) < 4 else "2" for area in city.names}
    found = design(city, today=today, tolerance=0.15)
    assert found.beats == ("2", "9")
    assert found.of_area["0,0"] == "9"
    assert found.of_area["7,1"] == "2"
    assert len(found.moved) <= 4


def test_a_city_in_two_pieces_gets_whole_beats_in_each():
    left, right = grid(3, 3), grid(3, 3)
    names = [f"a{n}" for n in left.names] + [f"b{n}" for n in right.names]
    pairs = [(f"{p}{left.names[a]}", f"{p}{left.names[b]}") for p in "ab" for a, b in left.pairs]
    points = [(x + 10 * p, y) for p in range(2) for y in range(3) for x in range(3)]
    city = areas(names, [10] * 18, neighbours=pairs, points=points)
    found = design(city, beats=2, tolerance=0.05)
    assert found.problems == ()
    assert found.of_area["a0,0"] != found.of_area["b0,0"]
    with pytest.raises(ImpossibleInput, match="fall into 2 pieces"):
        design(city, beats=1)


def test_beats_that_lie_in_pieces_today_are_mended_first():
    city = grid(6, 3)
    today = {area: "W" if int(area[0]) < 3 else "E" for area in city.names} | {"5,0": "W"}
    found = design(city, today=today, start="today", tolerance=0.2, change_cost=1.0)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "how many beats"),
        ({"beats": 0}, "at least one beat"),
        ({"beats": ["A", "A"]}, "name of its own"),
        ({"beats": 17}, "more beats than areas"),
        ({"beats": 2, "tolerance": 0.0}, "allowed difference"),
        ({"beats": 2, "start": "today"}, "today's beats are needed"),
        ({"beats": 2, "start": "afresh"}, "starts from"),
        ({"beats": 2, "effort": 0.0}, "Effort"),
        ({"beats": 2, "locks": Locks(fixed={"9,9": "1"})}, "does not exist"),
        ({"beats": 2, "locks": Locks(fixed={"0,0": "7"})}, "beat 7, which does not exist"),
        ({"beats": 2, "locks": Locks(together=(("0,0", "3,3"),))}, "do not touch"),
        (
            {"beats": 2, "locks": Locks(fixed={"0,0": "1", "1,0": "2"}, together=(("0,0", "1,0"),))},
            "must stay together but are fixed",
        ),
        (
            {
                "beats": 2,
                "locks": Locks(fixed={"0,0": "1", "3,3": "1"}, barriers=(("0,0", "1,0"), ("0,0", "0,1"))),
            },
            "cannot be joined",
        ),
    ],
)
def test_plans_that_cannot_exist_are_refused(given, words):
    with pytest.raises(ImpossibleInput, match=words):
        design(grid(4, 4), **given)


def test_an_area_that_outweighs_a_beat_is_named():
    city = areas("ABC", [1, 9, 1], neighbours=[("A", "B"), ("B", "C")], points=[(0, 0), (1, 0), (2, 0)])
    with pytest.raises(ImpossibleInput, match=r"Area B .* alone holds more"):
        design(city, beats=2)


def test_a_tolerance_out_of_reach_is_reported_not_hidden():
    city = areas("ABC", [4, 4, 4], neighbours=[("A", "B"), ("B", "C")], points=[(0, 0), (1, 0), (2, 0)])
    found = design(city, beats=2, tolerance=0.05)
    assert len(found.problems) == 2
    assert found.spread == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"names": "AA"}, "name of its own"),
        ({"names": ""}, "no areas"),
        ({"load": [1]}, "one load for each"),
        ({"load": [0, 0]}, "nothing to balance"),
        ({"load": [1, -1]}, "must not be under 0"),
        ({"neighbours": [("A", "C")]}, "no area of that name"),
        ({"points": None}, "either travel times or points"),
        ({"points": [(0, 0)]}, "areas by areas"),
        ({"points": [0, 0]}, "pairs of coordinates"),
        ({"metric": "crow"}, "metric is"),
    ],
)
def test_impossible_areas_are_refused(changed, words):
    base = {"names": "AB", "load": [1, 1], "neighbours": [("A", "B")], "points": [(0, 0), (1, 0)]}
    given = base | changed
    with pytest.raises(ImpossibleInput, match=words):
        areas(given.pop("names"), given.pop("load"), **given)


def test_distances_are_what_they_are_called():
    assert distances([(0, 0), (3, 4)], "manhattan")[0, 1] == 7
    assert distances([(0, 0), (3, 4)], "euclidean")[0, 1] == 5


def test_neighbours_share_a_border_not_a_corner():
    assert neighbours_of(squares(2, 2)) == (
        ("0,0", "1,0"),
        ("0,0", "0,1"),
        ("1,0", "1,1"),
        ("0,1", "1,1"),
    )


def test_a_gap_between_borders_is_bridged_when_asked():
    shapes = squares(1, 2)
    shapes["0,1"] = {
        "type": "Polygon",
        "coordinates": [[[0, 1.01], [1, 1.01], [1, 2], [0, 2], [0, 1.01]]],
    }
    assert neighbours_of(shapes) == ()
    assert neighbours_of(shapes, tolerance=0.02) == (("0,0", "0,1"),)
    assert len(neighbours_of(squares(3, 3), tolerance=0.01)) == 12


def test_outlines_that_are_none_are_refused():
    with pytest.raises(ImpossibleInput, match="A is not readable"):
        neighbours_of({"A": {"type": "Nothing"}})
    with pytest.raises(ImpossibleInput, match="A is not a polygon"):
        neighbours_of({"A": {"type": "Point", "coordinates": [0, 0]}})


def test_the_proposal_leaves_as_geojson():
    city = grid(4, 2)
    today = {area: "W" if int(area[0]) < 2 else "E" for area in city.names}
    found = evaluate(city, today, today=today, tolerance=0.5).features(squares(4, 2))
    text = json.loads(json.dumps(found))
    assert text["type"] == "FeatureCollection"
    west = next(one for one in text["features"] if one["id"] == "W")
    assert shapely.area(shapely.from_geojson(json.dumps(west["geometry"]))) == 4
    assert west["geometry"]["type"] == "Polygon"
    assert west["properties"]["areas"] == ["0,0", "1,0", "0,1", "1,1"]
    assert west["properties"]["contiguous"] is True
    with pytest.raises(ImpossibleInput, match="no outline"):
        evaluate(city, today).features(squares(3, 2))

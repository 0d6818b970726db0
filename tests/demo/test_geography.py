"""The map: beats tile the limit, streets stay inside, blocks are named, the same for the same seed."""

import numpy as np
import polars as pl
import pytest
import shapely

from commonbeat.demo import plants
from commonbeat.demo.geography import RESIDENTS, City, build_city
from commonbeat.demo.picture import city_svg
from commonbeat.demo.plane import bend, geometry_to_lonlat, unbend


def test_the_same_seed_gives_the_same_map(city: City) -> None:
    again = build_city.__wrapped__(98)
    assert again.blocks.equals(city.blocks)
    assert [beat.shape.wkb for beat in again.beats] == [beat.shape.wkb for beat in city.beats]


def test_another_seed_gives_other_streets(city: City) -> None:
    assert not build_city.__wrapped__(5).blocks.equals(city.blocks)


def test_ten_beats_tile_the_limit_without_gap_or_overlap(city: City) -> None:
    shapes = [geometry_to_lonlat(beat.shape) for beat in city.beats]
    limit = geometry_to_lonlat(city.limit)
    assert [beat.code for beat in city.beats] == ["1A", "1B", "2A", "2B", "3A", "3B", "4A", "4B", "5A", "5B"]
    assert all(shape.is_valid for shape in shapes)
    assert shapely.unary_union(shapes).symmetric_difference(limit).area == pytest.approx(0, abs=1e-12)
    assert sum(shape.area for shape in shapes) == pytest.approx(limit.area, rel=1e-12)


def test_residents_add_up(city: City) -> None:
    assert sum(beat.residents for beat in city.beats) == RESIDENTS


def test_size_of_the_city(city: City) -> None:
    west, south, east, north = city.limit.bounds
    assert 11_000 < east - west < 13_000
    assert 9_000 < north - south < 11_000


def test_every_block_lies_in_the_beat_it_names(city: City) -> None:
    for beat in city.beats:
        mine = city.blocks.filter(pl.col("beat_code") == beat.code).select("x", "y").to_numpy()
        assert len(mine) > 150
        assert shapely.intersects_xy(beat.shape, mine[:, 0], mine[:, 1]).all()


def test_blocks_and_faces_go_together(city: City) -> None:
    assert len(city.blocks) == len(city.faces)
    assert city.blocks["block_id"].to_list() == list(range(len(city.faces)))
    assert (city.blocks["number"] % 100 == 0).all()
    assert city.blocks["block_text"].str.contains(r"^\d+00 BLOCK OF [NSEW] ").all()


def test_local_streets_keep_out_of_parks_and_off_the_freeway(city: City) -> None:
    tree = shapely.STRtree([face.line for face in city.faces if face.kind == "local"])
    assert len(tree.query(city.freeway, predicate="crosses")) == 0
    for name in ("Creekside Park", "Valle Mall", "Heron Park"):
        assert len(tree.query(city.site(name).ground, predicate="crosses")) == 0


def test_the_depot_lies_in_downtown_with_blocks_around(city: City) -> None:
    centre = city.site(plants.DEPOT).ground.centroid
    downtown = next(beat for beat in city.beats if beat.code == "3A")
    assert downtown.shape.contains(centre.buffer(plants.DEPOT_RADIUS_M))


def test_bending_can_be_undone() -> None:
    points = np.array([[0.0, 0.0], [5900.0, -4700.0], [-5200.0, 3300.0]])
    assert unbend(bend(points)) == pytest.approx(points, abs=0.01)


def test_unknown_site(city: City) -> None:
    with pytest.raises(KeyError):
        city.site("Nowhere")


def test_picture_names_every_beat(city: City) -> None:
    drawing = city_svg(city)
    assert all(f">{beat.code}</text>" in drawing and f">{beat.name}</text>" in drawing for beat in city.beats)

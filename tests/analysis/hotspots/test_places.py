from __future__ import annotations

import numpy as np
import pytest

from commonbeat.analysis.hotspots import PlaceInputError, default_places, disc_neighbours, persistent_places


def test_a_station_with_every_type_is_a_default_place_and_a_shop_is_not():
    rng = np.random.default_rng(2)
    mix = np.array([30, 20, 15, 10, 10, 5, 5, 5]) / 100
    table = rng.multinomial(8, mix, 500).astype(float)
    table[7] = rng.multinomial(200, mix)
    table[9] = [2, 196, 1, 1, 0, 0, 0, 0]
    lon, lat = np.linspace(-80, -79, 500), np.linspace(40, 41, 500)
    (found,) = default_places(lon, lat, table)
    assert (found.lon, found.lat, found.count, found.types) == (lon[7], lat[7], int(table[7].sum()), 8)


def test_zero_zero_is_always_told():
    (found,) = default_places([0.0, -80.0], [0.0, 40.0], [[2, 0], [3, 3]])
    assert found.reason == "0/0 or a coordinate off the globe"


def test_no_events_no_places():
    assert default_places([1.0], [1.0], [[0, 0]]) == ()


def test_persistent_cells_are_on_top_in_most_months():
    counts = np.ones((8, 50))
    counts[:, 4] = 30
    counts[2, 9] = 60
    found = persistent_places(counts)
    assert list(found.persistent) == [4]
    assert found.months_on_top[9] == 1
    assert found.months_on_top[4] == 7


def test_impossible_places_are_refused_in_words():
    with pytest.raises(PlaceInputError, match="by month and cell"):
        persistent_places([1, 2, 3])
    with pytest.raises(PlaceInputError, match="not negative"):
        persistent_places([[1, -2], [3, 4]])
    with pytest.raises(PlaceInputError, match="between 0 and 1"):
        persistent_places([[1, 2], [3, 4]], top_share=2)
    with pytest.raises(PlaceInputError, match="row of events by type"):
        default_places([1.0, 2.0], [1.0], [[0, 0]])
    with pytest.raises(PlaceInputError, match="radius"):
        disc_neighbours([0, 1], [0, 1], 0)

from datetime import time

from factories import town

from commonbeat.city.places.models import Landmark
from commonbeat.operations.calls.models import Call
from commonbeat.operations.workbench.measures.beats import judged, outlines


def test_two_equal_beats_stay_as_they_are(answered):
    found = answered("beats", start="today", size="8", tolerance="10")
    assert found["n"] == 168
    assert [row["share"] for row in found["today"]["beats"]] == [1.0, 1.0]
    assert found["proposal"]["problems"] == []
    assert found["proposal"]["spread"] == 0.0


def test_a_moved_hexagon_changes_loads(answered):
    found = answered("beats", start="today", size="8", tolerance="10")
    today = {cell["id"]: cell["today"] for cell in found["cells"]}
    busy = next(cell["id"] for cell in found["cells"] if cell["load"] and cell["today"] == "W")
    plan = judged(found, {**today, busy: "E"}, 0.1, [])
    assert {row.beat: row.load for row in plan.figures} == {"E": 168, "W": 0}
    assert plan.problems


def test_outlines_cover_both_beats(answered):
    found = answered("beats", start="today", size="8", tolerance="10")
    shapes = outlines({cell["id"]: cell["today"] for cell in found["cells"]})
    assert sorted(shapes) == ["E", "W"]
    assert shapes["W"]["type"] in ("Polygon", "MultiPolygon")
    assert town.WEEKS == 12


def test_what_is_booked_at_the_station_is_no_load(answered):
    station = (-121.46, 37.72)
    Landmark.objects.create(
        name="Station", kind="station", lon=station[0], lat=station[1], is_default_place=True
    )
    Call.objects.bulk_create(
        town.one_call(town.FIRST, time(hour), station, "W", "theft") for hour in range(20)
    )
    assert answered("beats", start="today", size="8", tolerance="10")["n"] == 168

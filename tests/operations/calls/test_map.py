import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import calls as make

from commonbeat.operations.calls import map as drawing
from commonbeat.operations.calls.models import Call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(drawing, "POINTS", 3)
    monkeypatch.setattr(drawing, "COUNTED", 5)
    make.beat()


def draw():
    return drawing.calls_map(Call.objects.all(), {"THEFT": "Theft"})


def test_few_calls_are_points_with_type_and_number():
    make.call("1")
    make.call("2", lon=None)
    made = draw()
    assert (made.note, made.headings, list(made.rows)) == (
        "1 calls with a place. Source: dispatch records.", ("Type", "Number"), [("Theft", "1")],
    )  # fmt: skip
    assert "<circle" in made.svg


def test_many_calls_are_squares_counted_by_beat_and_capped():
    for number in range(4):
        make.call(str(number))
    made = draw()
    assert (made.note, list(made.rows)) == (
        "4 calls with a place, in squares of about 280 m. Source: dispatch records.", [("1A", "4")],
    )  # fmt: skip
    assert "<circle" not in made.svg
    for number in range(4, 8):
        make.call(str(number))
    assert draw().note.startswith("The newest 5 calls with a place")


def test_the_map_asks_the_same_number_of_questions():
    seen = []
    for number in range(6):
        make.call(str(number))
        with CaptureQueriesContext(connection) as found:
            draw()
        seen.append(len(found))
    assert set(seen) == {5}


def test_an_unknown_city_without_calls_has_no_map():
    from commonbeat.city.places.models import Beat

    Beat.objects.all().delete()
    assert draw() is None

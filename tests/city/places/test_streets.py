import pytest

from commonbeat.city.places.models import Street
from commonbeat.city.places.queries import streets

LINE = {"type": "LineString", "coordinates": [[-121.5, 37.7], [-121.4, 37.7]]}
OTHER = {"type": "LineString", "coordinates": [[-121.5, 37.8], [-121.4, 37.8]]}


@pytest.fixture
def main_street(db):
    return Street.objects.create(name="Main Street", kind="arterial", geometry=LINE)


def test_they_are_read_once(main_street, django_assert_num_queries):
    first = streets()
    with django_assert_num_queries(1):
        assert streets() is first
    assert first.lines == (("arterial", LINE),)


def test_a_changed_street_is_read_again(main_street):
    before = streets()
    Street.objects.create(name="Oak Street", kind="local", geometry=OTHER)
    assert streets().lines == (("arterial", LINE), ("local", OTHER))
    Street.objects.filter(name="Oak Street").delete()
    assert streets().lines == before.lines


def test_kinds_can_be_chosen(main_street):
    Street.objects.create(name="Creek", kind="water", geometry=OTHER)
    assert streets("water").lines == (("water", OTHER),)

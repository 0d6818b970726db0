"""Numbers people quote: one series for each letter and year, never the same twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections, transaction
from django.utils import timezone

from commonbeat.city.agency.models import AgencyProfile, NumberSeries
from commonbeat.city.agency.numbers import advance, next_number, next_numbers, numbers_at, this_year


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Set the time."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(datetime(2026, 6, 1, 12, tzinfo=UTC))
    return set_to


@pytest.mark.django_db
def test_each_letter_and_year_begins_at_one(at) -> None:
    assert [next_number("T"), next_number("T"), next_number("R", digits=6)] == [
        "T26-00001",
        "T26-00002",
        "R26-000001",
    ]
    at(datetime(2027, 6, 1, 12, tzinfo=UTC))
    assert next_number("T") == "T27-00001"


@pytest.mark.django_db
def test_the_year_is_the_agencys_own(at) -> None:
    AgencyProfile.objects.update_or_create(id=1, defaults={"timezone": "America/Los_Angeles"})
    at(datetime(2027, 1, 1, 7, 59, tzinfo=UTC))
    assert this_year() == "26"
    at(datetime(2027, 1, 1, 8, 0, tzinfo=UTC))
    assert this_year() == "27"


@pytest.mark.django_db
def test_several_at_once_are_in_order_and_none_costs_nothing(at) -> None:
    assert next_numbers("Q", 3, digits=4) == ["Q26-0001", "Q26-0002", "Q26-0003"]
    assert next_numbers("Z", 0) == []
    assert not NumberSeries.objects.filter(series="Z26").exists()


@pytest.mark.django_db
def test_a_loader_takes_its_own_and_a_number_outgrows_its_digits(at) -> None:
    assert advance("Q26", 9_999) == 9_999
    assert next_number("Q", digits=4) == "Q26-10000"


@pytest.mark.django_db
def test_records_of_earlier_days_get_numbers_of_their_years(at) -> None:
    days = [
        datetime(2025, 12, 30, tzinfo=UTC),
        datetime(2026, 2, 1, tzinfo=UTC),
        datetime(2025, 12, 31, tzinfo=UTC),
    ]
    assert numbers_at("R", days, digits=6) == ["R25-000001", "R26-000001", "R25-000002"]
    assert next_number("R", digits=6) == "R26-000002"


def test_many_at_once_never_get_the_same(fresh_db: str, at) -> None:
    def draw(_n: int) -> str:
        try:
            with transaction.atomic():
                return next_number("T")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(draw, range(80)))
    assert sorted(drawn) == [f"T26-{n:05d}" for n in range(1, 81)]

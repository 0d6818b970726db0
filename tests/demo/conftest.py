"""Small and full versions of the demo city, built once for a test session."""

from datetime import date

import pytest

from commonbeat.demo.calls import DemoCalls, build_calls
from commonbeat.demo.geography import City, build_city

TODAY = date(2026, 5, 26)


@pytest.fixture(scope="session")
def city() -> City:
    return build_city(98)


@pytest.fixture(scope="session")
def small(city: City) -> DemoCalls:
    """Four weeks of calls."""
    return build_calls(TODAY, weeks=4, city=city)


@pytest.fixture(scope="session")
def full(city: City) -> DemoCalls:
    """The whole eighteen months."""
    return build_calls(TODAY, city=city)

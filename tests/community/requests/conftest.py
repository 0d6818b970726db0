"""Shared set-up of the tests of requests."""

import pytest
from factories import requests as make
from factories.people import person


@pytest.fixture
def town(db):
    """The small town."""
    make.town()


@pytest.fixture
def worker(town):
    """A code enforcement officer."""
    return person("code_enforcement", name="Ines Vega")


@pytest.fixture
def manager(town):
    """Somebody of community engagement."""
    return person("community", name="Rosa Lund")

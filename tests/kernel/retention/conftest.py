"""Old records to dispose of: requests of a small town."""

from pathlib import Path

import pytest
from factories import requests as make
from factories import retention as keep
from factories.people import person


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.COMMONBEAT_HOME = tmp_path
    return tmp_path


@pytest.fixture
def old(db, monkeypatch):
    """Three requests that were closed more than two years ago."""
    make.town()
    worker = person("code_enforcement")
    records = [make.request(description=f"carts {n}") for n in range(3)]
    for one in records:
        make.close(one, worker)
    keep.years_later(monkeypatch, 2)
    return records

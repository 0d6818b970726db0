"""Two kinds of promise that exist for these tests only."""

from collections.abc import Callable

import pytest
from factories.promises import KINDS, TOWN, promise

from commonbeat.kernel.clocks import calendar, declare


@pytest.fixture
def promised(db, monkeypatch) -> Callable[..., object]:
    """Makes one clock of a kind that is registered while the test runs."""
    monkeypatch.setattr(declare, "_kinds", declare._kinds | {one.name: one for one in KINDS})
    monkeypatch.setattr(calendar, "_provider", [lambda: calendar.Weekdays(TOWN)])
    return promise

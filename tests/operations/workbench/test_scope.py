from datetime import date

import pytest

from commonbeat.operations.workbench.scope import Scope, usual

SCOPE = Scope("calls", date(2025, 1, 6), date(2025, 3, 31), "theft", "W", {"cell": 150})


def test_the_usual_period_is_the_52_full_weeks_that_ended_last():
    assert usual(date(2026, 11, 22), 0) == (date(2025, 11, 17), date(2026, 11, 16))
    assert usual(date(2026, 11, 22), 6) == (date(2025, 11, 23), date(2026, 11, 22))


def test_the_address_names_the_last_day_itself():
    assert SCOPE.shared_query == "source=calls&since=2025-01-06&until=2025-03-30&group=theft&beat=W"


def test_what_is_kept_comes_back():
    assert Scope.from_json(SCOPE.as_json()) == SCOPE


def test_how_it_is_shown_is_no_other_question():
    shown = Scope("calls", SCOPE.since, SCOPE.until, "theft", "W", {"cell": 150}, {"layer": "gi"})
    assert shown.digest("places", "1") == SCOPE.digest("places", "1")


@pytest.mark.parametrize(
    "change", [{"page": "times"}, {"version": "2"}, {"beat": "E"}, {"options": {"cell": 100}}]
)
def test_another_question_has_another_digest(change):
    from dataclasses import replace

    page, version = change.pop("page", "places"), change.pop("version", "1")
    assert replace(SCOPE, **change).digest(page, version) != SCOPE.digest("places", "1")

"""Fields that many pages ask for."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from commonbeat.kernel.ui.fields import day


class Sent(forms.Form):
    on = day("Day", required=True)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_browser_s_calendar_shows_a_day_in_every_language(language: str) -> None:
    with translation.override(language):
        drawn = str(Sent(initial={"on": date(2026, 5, 3)})["on"])
    assert 'type="date"' in drawn
    assert 'value="2026-05-03"' in drawn


@pytest.mark.parametrize(("typed", "fine"), [("1900-01-01", True), ("2199-12-31", True), ("0001-01-01", False),
                                             ("1899-12-31", False), ("9999-12-31", False)])  # fmt: skip
def test_a_year_nobody_means_is_asked_for_again(typed: str, fine: bool) -> None:
    form = Sent({"on": typed})
    assert form.is_valid() is fine
    assert form.errors == ({} if fine else {"on": ["Please check the year."]})

"""From what was typed to what is kept: what a hostile sender puts into one field."""

import pytest
from django.core.exceptions import ValidationError

from commonbeat.kernel.forms import values
from commonbeat.kernel.forms.definition import LONGEST, Question, Words

WHEN = Question("when", "datetime", Words({"en": "When?", "es": "¿Cuándo?"}))


@pytest.mark.parametrize("filling", [" ", "\t", "0", "."])
def test_a_time_as_long_as_any_field_may_be_is_refused_at_once(filling):
    hostile = f"1{filling * (LONGEST - 2)}x"
    with pytest.raises(ValidationError):
        values.moment(WHEN, "5", "26", "2026", hostile)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3:30 pm", "15:30"),
        ("3:30 p. m.", "15:30"),
        ("11:05:59.123456 a.m.", "11:05"),
        ("   7 am   ", "07:00"),
    ],
)
def test_the_longest_ways_to_write_a_time_are_still_read(typed, kept):
    assert values.moment(WHEN, "5", "26", "2026", typed) == f"2026-05-26T{kept}"

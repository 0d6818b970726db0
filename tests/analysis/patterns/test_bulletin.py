"""Bulletins: places, times, methods and an end; never a person."""

from dataclasses import fields
from datetime import date

import pytest

from commonbeat.analysis.patterns import (
    Bulletin,
    PatternError,
    find_links,
    find_patterns,
    incidents_from_frame,
    make_bulletin,
    plant,
    refuse_personal,
)


@pytest.fixture(scope="module")
def incidents():
    return incidents_from_frame(plant(1200, 8).frame)


@pytest.fixture(scope="module")
def pattern(incidents):
    return find_patterns(find_links(incidents)).patterns[0]


def test_a_bulletin_says_where_when_how_and_until_when(pattern, incidents):
    places = dict.fromkeys(pattern.case_numbers, "Beat 12") | {pattern.case_numbers[0]: "Beat 3"}
    found = make_bulletin(
        pattern, incidents, issued=date(2025, 1, 2), places=places, notes=("Check rear doors.",)
    )
    n = len(pattern.case_numbers)
    assert found.case_numbers == pattern.case_numbers
    assert found.places == (("Beat 12", n - 1), ("Beat 3", 1))
    assert sum(found.days) == n
    assert sum(found.hours) <= n
    assert found.expires == date(2025, 1, 16)
    assert found.active(date(2025, 1, 16))
    assert not found.active(date(2025, 1, 17))
    assert not found.active(date(2025, 1, 1))
    assert found.look_for[-1] == "Check rear doors."
    assert "describes no person" in found.limits[0]
    assert found.title.endswith(f"{n} cases")


def test_there_is_no_field_for_a_person():
    names = {field.name for field in fields(Bulletin)}
    assert not names & {"name", "person", "suspect", "offender", "race", "sex", "age", "photo"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call 805-555-0142", "telephone"),
        ("SSN 123-45-6789", "social security"),
        ("write to a.b@c.org", "e-mail"),
        ("DOB 1990", "description of a person"),
        ("White van 7ABC123", "plate"),
    ],
)
def test_personal_details_are_refused(text, words, pattern, incidents):
    with pytest.raises(PatternError, match=words):
        refuse_personal(text)
    with pytest.raises(PatternError, match=words):
        make_bulletin(pattern, incidents, issued=date(2025, 1, 2), notes=(text,))


@pytest.mark.parametrize(
    "text", ["White van, ladder rack", "1200 block of Main St", "Between 02:00 and 04:00"]
)
def test_plain_sentences_pass(text):
    assert refuse_personal(text) is None


@pytest.mark.parametrize("days", [0, 31])
def test_a_bulletin_ends(days, pattern, incidents):
    with pytest.raises(PatternError, match="1 to 30 days"):
        make_bulletin(pattern, incidents, issued=date(2025, 1, 2), days_valid=days)


def test_unknown_cases_are_refused(pattern):
    other = incidents_from_frame(plant(20, 1, series=0, surges=False).frame.with_columns())
    with pytest.raises(PatternError, match="Unknown case numbers"):
        make_bulletin(pattern, other, issued=date(2025, 1, 2))

"""Searching complaints: by number, by what was told, by who it is about."""

from typing import Any

import pytest
from factories import complaints as make

from commonbeat.accountability.complaints import queries
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.kernel import walls

pytestmark = pytest.mark.django_db


def found(viewer: Any, words: str) -> set[str]:
    """Numbers of what a viewer's search finds."""
    with walls.looking(viewer, "complaint_list"):
        rows = queries.searched(Complaint.objects.within_look(), words)
        return set(rows.values_list("number", flat=True))


def test_a_number_finds_its_case_alone_however_it_is_typed():
    boss, one = make.commander(), make.taken()
    make.taken(text=f"As I wrote in {one.number}, he was rude.")
    assert found(boss, f" {one.number.lower()} ") == {one.number}


def test_the_beginning_of_a_number_finds_all_that_begin_so():
    boss, one, two = make.commander(), make.taken(), make.taken()
    assert found(boss, one.number[:4]) == {one.number, two.number}


def test_words_are_found_in_what_was_told_and_where_it_was():
    boss, other = make.commander(), make.taken().number
    told = make.taken(text="He called me a liar.").number
    place = make.taken(place="Quarry Road").number
    looks = make.taken(officers=("a tall man with a beard",)).number
    assert found(boss, "LIAR") == {told}
    assert found(boss, "quarry") == {place}
    assert found(boss, "beard") == {looks}
    assert found(boss, "  ") == {other, told, place, looks}
    assert found(boss, "100%_") == set()


def test_an_officer_is_found_by_roster_number_and_name():
    boss = make.commander()
    about, other = make.taken(), make.taken()
    make.accused(about.complaint_id, make.member("412", "Lee, Sam"), boss)
    make.accused(other.complaint_id, make.member("4120", "Moss, Ada"), boss)
    assert found(boss, "412") == {about.number}
    assert found(boss, "lee, s") == {about.number}


def test_a_search_finds_only_what_the_viewer_may_see():
    boss = make.commander()
    outside = make.taken(about_leadership=True, text="The chief called me a liar.")
    assert found(boss, outside.number) == found(boss, "liar") == set()
    assert found(make.person("city_manager"), "liar") == {outside.number}

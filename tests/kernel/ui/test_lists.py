"""Filters of a list: what they offer, and the address that keeps them."""

from django.http import QueryDict
from django.utils.html import escape

from commonbeat.kernel.ui.fields import day, one_of, passage
from commonbeat.kernel.ui.lists import FilterForm


class Filters(FilterForm):
    kind = one_of("Kind", [("a", "Apples")])
    beat = one_of("Beat")
    since = day("From")


def test_a_filter_offers_any_first_and_what_is_on_file_later():
    filters = Filters(QueryDict("beat=12"))
    assert not filters.is_valid()
    filters = Filters(QueryDict("beat=12"))
    filters.offer("beat", [("12", "12 Harbour")])
    assert filters.is_valid()
    assert filters.wanted == {"beat": "12"}
    assert list(filters.fields["kind"].choices) == [("", "Any"), ("a", "Apples")]
    assert list(filters.fields["beat"].choices) == [("", "Any"), ("12", "12 Harbour")]
    assert [field.required for field in filters.fields.values()] == [False, False, False]


def test_the_query_keeps_the_filters_and_leaves_the_position():
    assert Filters(QueryDict("kind=a&after=xyz&beat=1&beat=2")).query == "?kind=a&beat=1&beat=2"
    assert Filters(QueryDict("before=xyz")).query == ""
    assert Filters(QueryDict("")).query == ""
    assert Filters({"kind": "a&b"}).query == "?kind=a%26b"


def test_fields_say_how_they_are_typed():
    assert 'type="date"' in str(day("Day").widget.render("day", None))
    words = passage("Words", rows=5, most=40, required=False)
    assert words.widget.render("words", "<b>").split() == (
        f'<textarea name="words" cols="40" rows="5" maxlength="40"> {escape("<b>")}</textarea>'.split()
    )
    assert (words.max_length, words.required) == (40, False)

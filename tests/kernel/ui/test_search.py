import pytest
from factories import calls as make

from commonbeat.kernel.ui.search import having_words, number_or_words
from commonbeat.operations.calls.models import Call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calls():
    make.call("P-1", location_text="OAK ST/5TH AV")
    make.call("P-2", location_text="1200 N Main St #4, Apt. 'B'")
    make.call("P-3", location_text="PEÑA CT")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("oak", ["P-1"]),
        ("5th oak", ["P-1"]),
        ("st/5th", ["P-1"]),
        ("st", ["P-1", "P-2"]),
        ("ma 12", ["P-2"]),
        ("ain", []),
        ("peña", ["P-3"]),
        ("PEÑ", ["P-3"]),
        ("P-2", ["P-2"]),
        ("p-", ["P-1", "P-2", "P-3"]),
        ("' | 1=9 --", []),
        ("b\\", ["P-2"]),
        ("!:*&|()<->", []),
        ("%", []),
    ],
)
def test_words_and_numbers_are_found_from_their_beginning(text, numbers):
    found = number_or_words(Call.objects.all(), text, number="number")
    assert sorted(found.values_list("number", flat=True)) == numbers


def test_signs_alone_are_no_words():
    assert having_words(" -./' ") is None


def test_a_moved_call_is_found_at_its_new_place():
    call = Call.objects.get(number="P-1")
    call.location_text = "ELM RD"
    call.save()
    assert number_or_words(Call.objects.all(), "elm", number="number").get() == call
    assert not number_or_words(Call.objects.all(), "oak", number="number").exists()

"""Categories as residents read and search them."""

import pytest

from commonbeat.community.requests import public
from commonbeat.community.requests.models import Category
from commonbeat.kernel import forms

pytestmark = pytest.mark.django_db


def test_every_shipped_category_is_offered_in_both_languages() -> None:
    english, spanish = public.categories("en"), public.categories("es")
    assert [group.name for group in english] == [
        "Streets and vehicles", "Trash and graffiti", "Homes, yards and lots", "Noise and daily life",
        "People and safety", "Shops and signs",
    ]  # fmt: skip
    assert [group.name for group in spanish][:2] == ["Calles y vehículos", "Basura y grafiti"]
    assert sum(len(group.categories) for group in english) == 30


def test_no_word_of_a_category_is_missing() -> None:
    for row in Category.objects.all():
        texts = (
            row.name_en,
            row.name_es,
            row.description_en,
            row.description_es,
            row.keywords_en,
            row.keywords_es,
        )
        assert all(texts), row.pk
        assert bool(row.stop_kind) == bool(row.stop_en) == bool(row.stop_es), row.pk


def test_one_category_in_spanish() -> None:
    shown = public.category("abandoned-vehicle", "es")
    assert (shown.name, shown.group, shown.target, shown.target_days) == (
        "Carro abandonado", "Calles y vehículos", "5 días hábiles", 5
    )  # fmt: skip
    assert shown.keywords[:2] == ("vehículo abandonado", "carro")
    assert (shown.stops, shown.stop_kind, shown.private) == ("", "", False)


def test_a_day_is_said_in_the_singular() -> None:
    assert public.category("needles", "en").target == "1 business day"


@pytest.mark.parametrize("code", ["no-such", "", "nul\0"])
def test_an_unknown_category_is_named(code) -> None:
    with pytest.raises(public.UnknownCategory):
        public.category(code, "en")


def test_a_category_that_is_not_offered_is_unknown() -> None:
    Category.objects.filter(pk="signs").update(active=False)
    with pytest.raises(public.UnknownCategory):
        public.category("signs", "en")
    assert "signs" not in [one.code for one in public.search_categories("banner", "en")]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("mattress in the alley", "illegal-dumping"),
        ("colchon", "illegal-dumping"),
        ("GRAFFITI", "graffiti"),
        ("dogs", "stray-animal"),
        ("potholes", "pothole"),
        ("balazos", "crime-now"),
        ("moho", "housing-condition"),
    ],
)
def test_words_find_their_category_first(words, first) -> None:
    assert public.search_categories(words, "en")[0].code == first


def test_words_nobody_uses_find_nothing() -> None:
    assert public.search_categories("zzz qqq", "en") == []
    assert public.search_categories("a de", "en") == []


def test_every_form_key_has_its_questions_in_both_languages() -> None:
    keys = set(Category.objects.exclude(form_key="").values_list("form_key", flat=True))
    assert len(keys) == 10
    for key in keys:
        for question in forms.current(key).definition.questions():
            assert set(question.label.by_language) == {"en", "es"}, (key, question.code)
            assert all(set(choice.words.by_language) == {"en", "es"} for choice in question.choices)

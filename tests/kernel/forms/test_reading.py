"""Definitions: what is understood, and what is said about mistakes."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.kernel.forms.definition import Choice, Definition, Repeat, When, Words
from commonbeat.kernel.forms.errors import BadDefinition
from commonbeat.kernel.forms.lines import line_at, lines_of
from commonbeat.kernel.forms.reading import parse

HEAD = 'title.en = "A"\ntitle.es = "B"\n'
GROUP = '[[groups]]\ncode = "g"\ntitle.en = "G"\ntitle.es = "G"\n'
WORDS = 'label.en = "Q"\nlabel.es = "Q"\n'


def question(code: str = "a", kind: str = "text", more: str = "") -> str:
    return f'[[groups.questions]]\ncode = "{code}"\nkind = "{kind}"\n{WORDS}{more}\n'


def form(*questions: str) -> str:
    return HEAD + GROUP + "".join(questions)


YES_NO = question("first", "yes_no")


def faults(text: str) -> list[str]:
    with pytest.raises(BadDefinition) as caught:
        parse(text)
    return [str(fault) for fault in caught.value.faults]


class TestWhatIsUnderstood:
    def test_all_of_the_example(self, definition: Definition):
        assert definition.title.said("es") == "Bicicleta robada"
        assert [group.code for group in definition.groups] == ["about", "witnesses"]
        assert definition.groups[1].repeat == Repeat(1, 3)
        assert definition.groups[1].when == When("seen", ("yes",))
        assert definition.question("kind").choices[0] == Choice(
            "bicycle", Words({"en": "A bicycle", "es": "Una bicicleta"})
        )
        assert definition.question("what_else").when == When("kind", ("other",))
        assert (definition.question("wheels").least, definition.question("wheels").most) == (
            Decimal(1),
            Decimal(4),
        )
        assert (definition.question("bought").most, definition.question("taken").least) == (
            "today",
            date(2020, 1, 1),
        )
        assert (definition.question("story").max_length, definition.question("name").max_length) == (100, 200)
        assert definition.question("nobody") is None
        assert len(definition.codes()) == 14

    def test_words_fall_back_to_english_never_to_nothing(self):
        words = Words({"en": "Yes", "es": "Sí"})
        assert [words.said(code) for code in ("en", "es", "es-mx", "vi", None, "")] == [
            "Yes", "Sí", "Sí", "Yes", "Yes", "Yes",
        ]  # fmt: skip
        assert Words().said("en") == ""

    def test_one_answer_in_a_condition_needs_no_list(self):
        text = form(YES_NO, question("b", more='when = {question = "first", is = "yes"}'))
        assert parse(text).question("b").when == When("first", ("yes",))


class TestMistakes:
    def test_what_is_no_toml_names_its_line(self):
        (said,) = faults(HEAD + "groups = [")
        assert said.startswith("line 3: This is not TOML")

    def test_everything_is_found_at_once_in_order_of_lines(self):
        text = form(question("A!", "texts"), question("a", more="requird = true"))
        assert faults(text) == [
            "line 8, groups[0].questions[0].code: A code is made of small letters, digits and _, and begins with a letter.",
            "line 9, groups[0].questions[0].kind: 'texts' is no kind of question. There are: text, long, number, money, "
            "date, datetime, one, many, yes_no, phone, email, info.",
            "line 18, groups[0].questions[1].requird: Not known here. There are: choices, code, decimals, help, kind, "
            "label, max, max_length, min, required, when.",
        ]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "groups: A form needs at least one [[groups]]."),
            (HEAD + "groups = 3", "line 3, groups: A form needs at least one"),
            (HEAD + GROUP, "line 3, groups[0].questions: A group needs [[groups.questions]]."),
            ('title.en = "A"\n' + GROUP + question(), "line 1, title.es: The text in Spanish is missing."),
            ('title = "A"\n' + GROUP + question(), "line 1, title: Give the text in each language"),
            (HEAD + 'title.fr = "C"\n' + GROUP + question(), "line 3, title.fr: Not a language of this platform"),
            (HEAD + 'intro.en = "\\u0007"\nintro.es = "x"\n' + GROUP + question(), "intro.en: The text is too long or"),
            (form(question("g")), "line 8, groups[0].questions[0].code: 'g' is used twice"),
            (form(question(more="required = 1")), "line 12, groups[0].questions[0].required: This is true or false."),
            (form(question(more="max_length = 0")), "max_length: A whole number from 1 to 20,000."),
            (form(question(more="max_length = true")), "max_length: A whole number from 1 to 20,000."),
            (form(question(more="min = 1")), "min: Only number, money, date, datetime have this, not text."),
            (form(question(kind="number", more='min = "1"')), "min: A number."),
            (form(question(kind="number", more="min = nan")), "min: A number."),
            (form(question(kind="number", more="min = 2\nmax = 1")), "min: The least is above the most."),
            (form(question(kind="date", more='max = "soon"')), 'max: A day such as 2020-01-31 without quotes, or "today".'),
            (form(question(kind="number", more="decimals = 9")), "decimals: A whole number from 0 to 6."),
            (form(question(kind="info", more="required = true")), "required: An info text cannot be answered."),
            (form(question(kind="one")), "choices: Give at least one choice"),
            (form(question(more="choices = []")), "choices: Only one, many have this, not text."),
            (form(question(kind="one", more='choices = [{key="a", en="A"}]')), "choices[0].es: The text in Spanish is missing."),
            (form(question(kind="one", more='choices = [{key="a b", en="A", es="A"}]')), "choices[0].key: A key is made of"),
            (
                form(question(kind="one", more='choices = [{key="a", en="A", es="A"}, {key="a", en="A", es="A"}]')),
                "choices[1].key: 'a' stands here twice.",
            ),
            (form(question(kind="one", more='choices = [{key="a", en="A", es="A", fr="A"}]')), "choices[0].fr: Not known here."),
            (HEAD + GROUP + "repeat = {min = 3, max = 2}\n" + question(), "line 7, groups[0].repeat: Say {min=…, max=…}"),
            (HEAD + GROUP + "repeat = {max = 99}\n" + question(), "groups[0].repeat: Say {min=…, max=…}"),
            (HEAD + GROUP + "repeat = 3\n" + question(), "groups[0].repeat: Say {min=…, max=…}"),
            (form(question(more="when = 3")), 'when: Say {question="code", is=["key", …]}.'),
            (form(question(more='when = {question = "x"}')), "when: Say {question="),
        ],
    )  # fmt: skip
    def test_one_by_one(self, text: str, said: str):
        assert any(said in one for one in faults(text)), faults(text)

    @pytest.mark.parametrize(
        ("when", "said"),
        [
            ('{question = "nobody", is = ["yes"]}', "No question 'nobody' stands before this one"),
            ('{question = "b", is = ["yes"]}', "No question 'b' stands before this one"),
            ('{question = "later", is = ["yes"]}', "No question 'later' stands before this one"),
            ('{question = "words", is = ["yes"]}', "The answer to a question of kind text cannot decide"),
            ('{question = "first", is = ["maybe"]}', "'maybe' is no answer to 'first': yes, no."),
        ],
    )
    def test_conditions_look_back_at_something_that_can_decide(self, when: str, said: str):
        text = form(
            YES_NO, question("words"), question("b", more=f"when = {when}"), question("later", "yes_no")
        )
        (found,) = faults(text)
        assert said in found
        assert found.startswith("line 24, groups[0].questions[2].when: ")

    def test_what_is_asked_several_times_decides_only_in_its_own_group(self):
        second = GROUP.replace('"g"', '"h"') + question("b", more='when = {question = "first", is = ["yes"]}')
        repeated = HEAD + GROUP + "repeat = {max = 2}\n" + YES_NO
        assert "is asked several times" in faults(repeated + second)[0]
        inside = question("c", more='when = {question = "first", is = ["yes"]}')
        assert parse(repeated + inside).question("c").when.question == "first"

    def test_a_very_long_definition(self):
        assert faults("#" * 600_000) == ["The definition is longer than 524,288 characters."]

    def test_very_deep_nesting(self):
        (said,) = faults("a = " + "[" * 100_000)
        assert "not TOML" in said

    @settings(max_examples=100, deadline=None)
    @given(st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["one", "date", "a"]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from(["groups", "questions", "code", "kind", "label", "title", "when", "is", "question",
                             "choices", "key", "en", "es", "repeat", "min", "max", "required"]), inner, max_size=6),
        max_leaves=25,
    ))  # fmt: skip
    def test_no_shape_of_table_makes_it_stumble(self, shape: object):
        from commonbeat.kernel.forms.reading import _Reader

        reader = _Reader({})
        reader.definition(shape if isinstance(shape, dict) else {"groups": shape})
        assert all(str(fault) for fault in reader.faults)

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=300))
    def test_no_text_makes_it_stumble(self, text: str):
        with pytest.raises(BadDefinition):
            parse(text)
        lines_of(text)


def test_lines_of_keys():
    text = form(
        question(), question("b", more='when = {question = "a", is = ["x"]}\nhelp.en = """\ncode = "no"\n"""')
    )
    lines = lines_of(text)
    assert lines["groups[0]"] == 3
    assert lines["groups[0].questions[1].code"] == 14
    assert lines["groups[0].questions[1].label"] == 16
    assert line_at(lines, "groups[0].questions[1].choices[3].key") == 13
    assert line_at(lines, "nowhere") == 0

"""Answers as people, browsers and attackers send them."""

import json
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.kernel.forms import build, values
from commonbeat.kernel.forms.models import FormVersion

GOOD = {
    "q-kind": "bicycle",
    "q-taken_month": "5",
    "q-taken_day": "26",
    "q-taken_year": "2026",
    "q-taken_time": "15:30",
}


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "today", lambda: date(2026, 6, 1))


def answers(version: FormVersion, **more: Any) -> dict[str, Any]:
    form = build(version, data=GOOD | {f"q-{name}": value for name, value in more.items()})
    assert form.is_valid(), form.errors
    return {name: value for name, value in form.answers().items() if name not in ("kind", "taken")}


def errors(version: FormVersion, **more: Any) -> dict[str, str]:
    form = build(version, data=GOOD | {f"q-{name}": value for name, value in more.items()})
    assert not form.is_valid()
    with pytest.raises(ValueError, match="valid form only"):
        form.answers()
    return {name: "; ".join(said) for name, said in form.errors.items()}


class TestAnswers:
    def test_by_code(self, everything: FormVersion):
        form = build(everything, data=GOOD)
        assert form.is_valid()
        assert form.answers() == {"kind": "bicycle", "taken": "2026-05-26T15:30"}

    def test_of_every_kind(self, everything: FormVersion):
        assert answers(
            everything, marks=["sticker", "serial"], story=" One\r\ntwo\rthree ", wheels="2", worth="$1,250.5",
            bought_month="02", bought_day="29", bought_year="2024", seen="no",
        ) == {
            "marks": ["serial", "sticker"], "story": "One\ntwo\nthree", "wheels": 2, "worth": "1250.50",
            "bought": "2024-02-29", "seen": "no",
        }  # fmt: skip

    def test_json_can_hold_them(self, everything: FormVersion):
        got = answers(everything, wheels="3", worth="9,50", marks=["serial"])
        assert json.loads(json.dumps(got)) == got == {"wheels": 3, "worth": "9.50", "marks": ["serial"]}

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("12", "12.00"),
            ("12.5", "12.50"),
            ("1,250", "1250.00"),
            ("12,50", "12.50"),
            ("$ 7", "7.00"),
            ("1 000", "1000.00"),
        ],
    )
    def test_sums(self, everything: FormVersion, typed: str, kept: str):
        assert answers(everything, worth=typed) == {"worth": kept}

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("", ""), ("3:05 pm", "T15:05"), ("12:10 AM", "T00:10"), ("12pm", "T12:00"), ("23:59", "T23:59"), ("9.30 a.m.", "T09:30"),
            ("08:00:00", "T08:00")],
    )  # fmt: skip
    def test_times(self, everything: FormVersion, typed: str, kept: str):
        form = build(everything, data=GOOD | {"q-taken_time": typed})
        assert form.is_valid(), form.errors
        assert form.answers()["taken"] == f"2026-05-26{kept}"

    def test_of_the_same_name_twice_the_last_counts(self, everything: FormVersion):
        data = QueryDict(
            "&".join(f"{name}={value}" for name, value in GOOD.items())
            + "&q-kind=scooter&q-worth=1&q-worth=2"
        )
        form = build(everything, data=data)
        assert form.is_valid()
        assert (form.answers()["kind"], form.answers()["worth"]) == ("scooter", "2.00")

    def test_signs_that_turn_a_line_around_or_hide_are_left_out(self, everything: FormVersion):
        assert answers(everything, story="paid \u202e001\u202c to\u200b Kim")["story"] == "paid 001 to Kim"

    def test_composed_characters(self, everything: FormVersion):
        assert answers(everything, story="Jose\u0301") == {"story": "José"}

    def test_with_another_prefix(self, everything: FormVersion):
        form = build(
            everything, data={name.replace("q-", "z-"): value for name, value in GOOD.items()}, prefix="z"
        )
        assert form.is_valid()


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("kind", "", "Pick one answer."),
            ("kind", "car", "Pick one of the answers in the list."),
            ("marks", ["serial", "x"], "Pick answers from the list only."),
            ("story", "x" * 101, "This is too long: 101 characters. At most 100 fit."),
            ("wheels", "two", "Write a number with digits, such as 1250."),
            ("wheels", "1e3", "Write a number with digits, such as 1250."),
            ("wheels", "٣", "Write a number with digits, such as 1250."),
            ("wheels", "9" * 5000, "Write a number with digits, such as 1250."),
            ("wheels", "1.5", "Write a whole number, without a point."),
            ("wheels", "0", "Give a number of at least 1."),
            ("wheels", "5", "Give a number of at most 4."),
            ("worth", "-1", "Write a sum of zero or more."),
            ("worth", "1.255", "Write dollars and cents, such as 12.50."),
            ("worth", "1,25,0", "Write a number with digits, such as 1250."),
            ("seen", "maybe", "Pick one of the answers in the list."),
            ("taken_time", "25:00", "Write the time such as 3:30 pm or 15:30."),
            ("taken_time", "13 pm", "Write the time such as 3:30 pm or 15:30."),
            ("taken_time", "soon", "Write the time such as 3:30 pm or 15:30."),
            ("taken_month", "2", None),
            ("taken_day", "", "The date is not complete: add the day."),
            ("taken_year", "2019", "Give 1 Jan 2020 or a later day."),
            ("taken_year", "26", "Write the day as one or two digits and the year as four digits."),
            ("taken_year", "0000", "There is no such day. Check the month and the day."),
            ("taken_month", "13", "There is no such day. Check the month and the day."),
        ],
    )
    def test_in_plain_words(self, everything: FormVersion, name: str, value: Any, said: str | None):
        if said is None:
            return
        assert errors(everything, **{name: value}) == {name.partition("_")[0]: said}

    def test_a_day_that_does_not_exist(self, everything: FormVersion):
        assert errors(everything, bought_month="2", bought_day="30", bought_year="2024") == {
            "bought": "There is no such day. Check the month and the day."
        }

    def test_a_day_that_is_still_to_come(self, everything: FormVersion):
        assert errors(everything, bought_month="6", bought_day="2", bought_year="2026") == {
            "bought": "This day is still to come. Give today or an earlier day."
        }
        assert answers(everything, bought_month="6", bought_day="1", bought_year="2026") == {
            "bought": "2026-06-01"
        }

    def test_nothing_at_all(self, everything: FormVersion):
        form = build(everything, data={})
        assert not form.is_valid()
        assert {name: said[0] for name, said in form.errors.items()} == {
            "kind": "Pick one answer.", "taken": "Give the month, the day and the year.",
        }  # fmt: skip

    @pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\x85", "\ud800"])
    def test_what_cannot_be_kept_is_taken_out_and_said(self, everything: FormVersion, sign: str):
        form = build(everything, data=GOOD | {"q-story": f"a{sign}b"})
        assert not form.is_valid()
        assert form.errors["story"] == [
            "This held hidden characters that cannot be kept. They are gone now: check it and send it again."
        ]
        assert form["story"].value() == "ab"
        again = build(everything, data=GOOD | {"q-story": form["story"].value()})
        assert again.is_valid()

    def test_very_long_values_are_refused_and_not_sent_back(self, everything: FormVersion):
        form = build(everything, data=GOOD | {"q-story": "x" * 5_000_000})
        assert not form.is_valid()
        assert len(form["story"].value()) == 20_001

    def test_thousands_of_unknown_names(self, everything: FormVersion):
        assert build(everything, data=GOOD | {f"q-x{at}": "1" for at in range(10_000)}).is_valid()

    def test_in_spanish(self, everything: FormVersion):
        with translation.override("es"):
            form = build(everything, data={})
            assert form.errors["kind"] == ["Elija una respuesta."]
            assert form["kind"].label == "¿Qué se llevaron?"


class TestConditions:
    def test_what_does_not_apply_is_not_needed_and_not_kept(self, everything: FormVersion):
        assert answers(everything, what_else="a unicycle") == {}

    def test_what_applies_is_needed(self, everything: FormVersion):
        assert errors(everything, kind="other") == {"what_else": "Please answer this."}
        form = build(everything, data=GOOD | {"q-kind": "other", "q-what_else": "a unicycle"})
        assert form.is_valid()
        assert form.answers()["what_else"] == "a unicycle"

    def test_mistakes_where_nothing_is_asked_do_not_count(self, everything: FormVersion):
        assert answers(everything, what_else="far too long " * 9) == {}

    def test_a_wrong_answer_decides_nothing(self, everything: FormVersion):
        assert errors(everything, seen="YES", **{"witnesses-0-name": "A"}) == {
            "seen": "Pick one of the answers in the list."
        }

    def test_a_whole_group(self, everything: FormVersion):
        assert answers(everything, **{"witnesses-0-mail": "not an address"}) == {}
        assert errors(everything, seen="yes", **{"witnesses-0-mail": "not an address"}) == {
            "witnesses-0-name": "Please answer this.",
            "witnesses-0-mail": "Write an e-mail address such as name@example.com.",
        }


class TestSeveralTimes:
    two = {
        "witnesses-rows": "2", "seen": "yes", "witnesses-0-name": "Ana", "witnesses-1-name": "Bo",
        "witnesses-1-may_call": "yes", "witnesses-1-phone": "(209) 555-0123 x4",
    }  # fmt: skip

    def test_a_list_of_blocks(self, everything: FormVersion):
        assert answers(everything, **self.two) == {
            "seen": "yes",
            "witnesses": [{"name": "Ana"}, {"name": "Bo", "may_call": "yes", "phone": "(209) 555-0123 x4"}],
        }

    def test_conditions_look_inside_their_own_block(self, everything: FormVersion):
        assert errors(everything, **self.two | {"witnesses-1-phone": "", "witnesses-0-may_call": "no"}) == {
            "witnesses-1-phone": "Please answer this."
        }

    @pytest.mark.parametrize("typed", ["911", "call me", "1" * 16, "555-0123-"])
    def test_phone_numbers(self, everything: FormVersion, typed: str):
        got = build(
            everything,
            data=GOOD | {f"q-{n}": v for n, v in self.two.items()} | {"q-witnesses-1-phone": typed},
        )
        assert got.is_valid() is (typed == "555-0123-")

    def test_add_another_keeps_everything_and_checks_nothing(self, everything: FormVersion):
        form = build(
            everything,
            data={"q-story": "half", "q-wheels": "x", "q-witnesses-0-name": "Ana", "q-witnesses-add": "1"},
        )
        assert (form.rearranging, form.is_valid(), dict(form.errors)) == (True, False, {})
        assert (form["story"].value(), form["wheels"].value()) == ("half", "x")
        assert [form[f"witnesses-{at}-name"].value() for at in (0, 1)] == ["Ana", None]
        assert [block.fresh for block in form.groups[1].blocks] == [False, True]

    def test_no_more_than_the_most(self, everything: FormVersion):
        form = build(everything, data={"q-witnesses-rows": "3", "q-witnesses-add": "1"})
        assert (len(form.groups[1].blocks), form.groups[1].add, form.groups[1].limit) == (3, "", "At most 3.")
        assert [shown.group.code for shown in form.repeats] == ["witnesses"]

    @pytest.mark.parametrize("rows", ["999", "9" * 5000, "-1", "x", "", "²", "1.0"])
    def test_a_number_of_blocks_nobody_offered(self, everything: FormVersion, rows: str):
        form = build(everything, data={"q-witnesses-rows": rows})
        assert 1 <= len(form.groups[1].blocks) <= 3

    def test_removing_one_moves_the_others_up(self, everything: FormVersion):
        data = {f"q-{name}": value for name, value in self.two.items()} | {"q-witnesses-0-remove": "1"}
        form = build(everything, data=data)
        assert form.rearranging
        assert [block.title for block in form.groups[1].blocks] == ["Person who saw it 1"]
        assert (form["witnesses-0-name"].value(), form["witnesses-0-phone"].value()) == (
            "Bo",
            "(209) 555-0123 x4",
        )

    def test_the_last_one_is_emptied(self, everything: FormVersion):
        form = build(everything, data={"q-witnesses-0-name": "Ana", "q-witnesses-0-remove": "1"})
        assert [form["witnesses-0-name"].value(), len(form.groups[1].blocks)] == [None, 1]

    def test_blocks_left_empty_are_left_out(self, everything: FormVersion):
        data = GOOD | {f"q-{name}": value for name, value in self.two.items()}
        text = everything.text.replace('label.es = "Nombre"\nrequired = true', 'label.es = "Nombre"')
        version = FormVersion(key="tests.x", number=1, text=text, sha256="")
        form = build(version, data=data | {"q-witnesses-0-name": ""})
        assert form.is_valid()
        assert [block["name"] for block in form.answers()["witnesses"]] == ["Bo"]


class TestKeptAnswers:
    def test_they_come_back_into_the_form_and_out_again(self, everything: FormVersion):
        kept = {
            "kind": "other", "what_else": "a unicycle", "marks": ["sticker"], "story": "One\ntwo", "wheels": 1,
            "worth": "12.50", "bought": "2024-02-29", "taken": "2026-05-26T15:30", "seen": "yes",
            "witnesses": [{"name": "Ana"}, {"name": "Bo", "may_call": "yes", "phone": "209-555-0123"}],
        }  # fmt: skip
        shown = build(everything, answers=kept)
        assert len(shown.groups[1].blocks) == 2
        data = QueryDict(mutable=True)
        data["q-witnesses-rows"] = "2"
        for bound in shown.visible_fields():
            if hasattr(bound.field.widget, "decompress"):
                for name, part in zip(
                    bound.field.widget.widgets_names,
                    bound.field.widget.decompress(bound.value()),
                    strict=False,
                ):
                    data[f"{bound.html_name}{name}"] = part
            elif bound.value() is not None:
                value = bound.value()
                data.setlist(bound.html_name, value if isinstance(value, list) else [str(value)])
        form = build(everything, data=data)
        assert form.is_valid(), form.errors
        assert form.answers() == kept

    @pytest.mark.parametrize(
        "kept",
        [
            {"taken": "x"},
            {"taken": 3},
            {"witnesses": "x"},
            {"witnesses": [1, None]},
            {"marks": 5},
            {"kind": ["a"]},
        ],
    )
    def test_answers_of_another_shape_do_no_harm(self, everything: FormVersion, kept: dict):
        form = build(everything, answers=kept)
        assert [bound.value() for bound in form]
        assert str(form.as_div())


NAMES = st.sampled_from([
    "q-kind", "q-what_else", "q-marks", "q-story", "q-wheels", "q-worth", "q-bought_month", "q-bought_day", "q-bought_year",
    "q-taken_month", "q-taken_day", "q-taken_year", "q-taken_time", "q-seen", "q-witnesses-rows", "q-witnesses-add",
    "q-witnesses-0-name", "q-witnesses-0-remove", "q-witnesses-1-may_call", "q-witnesses-1-phone", "q-witnesses-2-mail",
    "q-taken", "q-note", "q-", "kind",
])  # fmt: skip
ONE = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.binary(max_size=5)
    | st.sampled_from(["yes", "no", "other", "bicycle", "2", "29", "2026", "12:61", "1,000", "\ud800", "\0", "a@b.c"])
)  # fmt: skip
POSTED = st.dictionaries(
    NAMES | st.text(max_size=10),
    ONE | st.lists(ONE, max_size=4) | st.dictionaries(st.text(max_size=3), ONE, max_size=2),
)


@settings(max_examples=150, deadline=None)
@given(POSTED)
def test_whatever_is_posted_is_answered(data: dict):
    with open_version() as version:
        form = build(version, data=data)
        if form.is_valid():
            assert json.loads(json.dumps(form.answers())) == form.answers()
            assert "\\u0000" not in json.dumps(form.answers())
        else:
            assert form.errors or form.rearranging
        html = render(form)
        html.encode("utf-8")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=30))
def test_whatever_a_browser_posts_is_answered(pairs: list[tuple[str, str]]):
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    with open_version() as version:
        form = build(version, data=data)
        assert form.is_valid() or form.errors or form.rearranging


def open_version() -> Any:
    from contextlib import nullcontext
    from pathlib import Path

    text = (Path(__file__).parent / "everything.toml").read_text(encoding="utf-8")
    return nullcontext(FormVersion(key="tests.everything", number=1, text=text, sha256=""))


def render(form: Any) -> str:
    from django.template.loader import render_to_string

    return render_to_string("ui/partials/questions.html", {"form": form})

"""The gate's decision table, whole: every combination of answers leads to exactly one outcome, with a reason."""

from itertools import product

import pytest

from commonbeat.community.reports.gate import FILE, ROUTES, GateBroken, gate, read_gate
from commonbeat.community.reports.rules import Unanswered, decide, kind_is_enough
from commonbeat.community.reports.text import report_types

CODES = [question.code for question in gate().questions]
ALL = [
    dict(zip(CODES, keys, strict=True))
    for keys in product(*([choice.key for choice in question.choices] for question in gate().questions))
]
SAFE = {
    "now": "no",
    "hurt": "no",
    "weapon": "no",
    "suspect": "no",
    "hate": "no",
    "where": "here",
    "home": "yes",
}


def routed(**answers: str) -> tuple[str, str]:
    rule = decide({"kind": "theft", **SAFE, **answers})
    return rule.route, rule.code


def test_every_combination_has_one_outcome_with_a_reason_in_both_languages() -> None:
    decided = [decide(answers) for answers in ALL]

    assert len(decided) == 17 * 3 * 3 * 2 * 2 * 3 * 4 * 2
    assert {rule.route for rule in decided} == set(ROUTES)
    assert {rule.code for rule in decided} == {rule.code for rule in gate().rules}  # no rule is dead
    assert all(rule.title.en and rule.title.es and rule.why.en and rule.why.es for rule in decided)


def test_what_is_never_refused_is_never_sent_away() -> None:
    """A missing person from any caller (Penal Code 14205); identity theft of a victim living here (530.6)."""
    missing = {decide(one).route for one in ALL if one["kind"] == "missing_person"}
    identity = {decide(one).route for one in ALL if one["kind"] == "identity_theft" and one["home"] == "yes"}

    assert missing == {"emergency", "person"}
    assert identity == {"emergency", "dispatch", "person", "callback", "online"}
    assert gate().never_refused == {"missing_person", "identity_theft"}


def test_danger_always_leads_to_911_whatever_else_is_said() -> None:
    danger = [one for one in ALL if one["now"] == "yes" or one["hurt"] == "now"]

    assert {decide(one).route for one in danger} == {"emergency"}
    assert "emergency" not in {
        decide(one).route for one in ALL if one["now"] != "yes" and one["hurt"] != "now"
    }


def test_nothing_grave_is_taken_by_a_form() -> None:
    grave = {
        "domestic",
        "sexual",
        "abuse",
        "hate",
        "missing_person",
        "stolen_vehicle",
        "stolen_plate",
        "break_in",
        "other",
    }
    online = [one for one in ALL if decide(one).route == "online"]

    assert not grave & {one["kind"] for one in online}
    for code, only in {"now": "no", "hurt": "no", "weapon": "no", "suspect": "no", "hate": "no"}.items():
        assert {one[code] for one in online} == {only}


def test_only_kinds_with_a_form_lead_to_a_form() -> None:
    online = {one["kind"] for one in ALL if decide(one).route == "online"}

    assert online == {key for key, kind in report_types().items() if kind.door == "public" and kind.listed}


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, ("online", "online")),
        ({"now": "yes"}, ("emergency", "in_progress")),
        ({"now": "unsure"}, ("dispatch", "maybe_in_progress")),
        ({"hurt": "now"}, ("emergency", "help_needed")),
        ({"hurt": "before"}, ("dispatch", "was_hurt")),
        ({"weapon": "yes"}, ("dispatch", "force")),
        ({"suspect": "yes"}, ("callback", "known_suspect")),
        ({"hate": "yes"}, ("person", "maybe_hate")),
        ({"hate": "unsure"}, ("person", "maybe_hate")),
        ({"where": "elsewhere"}, ("agency", "outside")),
        ({"where": "elsewhere", "suspect": "yes"}, ("agency", "outside")),
        ({"where": "unsure"}, ("online", "online")),
        ({"where": "remote", "home": "no"}, ("agency", "remote_elsewhere")),
        ({"where": "remote"}, ("online", "online")),
        ({"kind": "stolen_vehicle"}, ("dispatch", "vehicle")),
        ({"kind": "stolen_plate", "where": "elsewhere"}, ("dispatch", "vehicle")),
        ({"kind": "stolen_vehicle", "hate": "unsure"}, ("dispatch", "vehicle")),
        ({"kind": "missing_person", "where": "elsewhere", "home": "no"}, ("person", "missing_person")),
        ({"kind": "identity_theft", "where": "elsewhere"}, ("online", "identity_theft")),
        ({"kind": "identity_theft", "suspect": "yes"}, ("callback", "known_suspect_identity")),
        ({"kind": "identity_theft", "home": "no"}, ("agency", "identity_theft_elsewhere")),
        ({"kind": "domestic", "where": "elsewhere"}, ("person", "abuse")),
        ({"kind": "sexual", "weapon": "yes"}, ("person", "abuse")),
        ({"kind": "abuse"}, ("person", "abuse")),
        ({"kind": "hate"}, ("person", "hate")),
        ({"kind": "break_in"}, ("dispatch", "break_in")),
        ({"kind": "other"}, ("callback", "other")),
    ],
)
def test_each_reason_leads_where_it_should(answers: dict[str, str], outcome: tuple[str, str]) -> None:
    assert routed(**answers) == outcome


@pytest.mark.parametrize("code", CODES)
def test_a_question_without_an_offered_answer_decides_nothing(code: str) -> None:
    for given in ("", "nonsense"):
        with pytest.raises(Unanswered) as refused:
            decide({"kind": "theft", **SAFE, code: given})
        assert refused.value.codes == [code]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["rules"].pop(), "must fit every answer"),
        (lambda data: data["rules"][0]["when"].update(now=["later"]), "nobody can give"),
        (lambda data: data["rules"][0].update(route="nowhere"), "no route"),
        (lambda data: data["rules"][0].pop("why_es"), "lacks 'why_es'"),
        (lambda data: data["rules"][0].update(why_es=""), "empty text"),
        (lambda data: data["never_refused"].append("arson"), "not asked for"),
    ],
)
def test_a_broken_gate_is_refused(change: object, said: str) -> None:
    import tomllib

    data = tomllib.loads(FILE.read_text())
    change(data)

    with pytest.raises(GateBroken, match=said):
        read_gate(data)


def test_a_kind_is_enough_only_where_a_call_is_needed_whatever_else_is_said() -> None:
    enough = {one.key for one in gate().question("kind").choices if kind_is_enough(one.key)}

    assert enough == {
        "missing_person",
        "domestic",
        "sexual",
        "abuse",
        "hate",
        "stolen_vehicle",
        "stolen_plate",
    }
    assert {decide(one).route for one in ALL if one["kind"] in enough} == {"emergency", "person", "dispatch"}
    assert not kind_is_enough("")

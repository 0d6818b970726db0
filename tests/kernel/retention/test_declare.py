"""Rules that contradict themselves are refused when they are declared."""

import pytest

from commonbeat.kernel.retention import RetentionRule, declare

GOOD = {
    "name": "tests.rule", "title": "Fences", "model": "tests.Fence", "authority": "Gov. Code 34090", "years": 3,
    "least": 2, "counted_from": "the day it fell", "rows": list, "began": "built_at", "process": "tests.fence",
}  # fmt: skip


@pytest.mark.parametrize(
    "changed", [{"name": "rule"}, {"name": "Tests.Rule"}, {"authority": ""}, {"years": 1}, {"least": 0}]
)
def test_a_bad_rule_is_refused(changed) -> None:
    with pytest.raises(ValueError, match=r"rule"):
        RetentionRule(**{**GOOD, **changed})


def test_a_name_is_taken_once(monkeypatch) -> None:
    monkeypatch.setattr(declare, "_rules", {})
    one = declare.register_rule(RetentionRule(**GOOD))
    assert declare.register_rule(one) is one
    assert declare.rule("tests.rule") is one
    assert declare.kinds() == {"tests.Fence": [one]}
    with pytest.raises(ValueError, match="another"):
        declare.register_rule(RetentionRule(**{**GOOD, "years": 4}))
    with pytest.raises(declare.UnknownRule):
        declare.rule("tests.other")


def test_every_rule_of_the_platform_stands_on_an_authority() -> None:
    least = {one.name: one.least for one in declare.rules()}
    community = (
        "questions.closed", "reports.accepted", "reports.calls", "reports.not_taken", "requests.closed",
    )  # fmt: skip
    assert {name: least[name] for name in community} == dict.fromkeys(community, 2)
    law = ("34090", "832.5", "832.7", "Government Code", "Penal Code")
    for one in declare.rules():
        assert any(words in declare.english(one.authority) for words in law), one.name

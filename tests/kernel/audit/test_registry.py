import pytest

from commonbeat.kernel import audit
from commonbeat.kernel.audit.models import AuditEntry


def entry(**values: object) -> AuditEntry:
    base = {
        "actor_kind": "user",
        "actor_id": "1",
        "action": "tests.render",
        "object_kind": "call",
        "object_id": "12",
    }
    return AuditEntry(
        **{
            **base,
            "details": {},
            "reason": "",
            "purpose": "",
            "case_ref": "",
            "outcome": "",
            "role": "",
            **values,
        }
    )


def test_a_row_reads_as_its_sentence():
    audit.register_action(
        "tests.render", "{actor} looked at {object_kind} {object_id}: {reason} ({details[count]})"
    )
    row = entry(reason="duty {x}", details={"count": 3})
    assert audit.render(row, "Ana") == "Ana looked at call 12: duty {x} (3)"
    assert audit.render(entry(), "Ana") == "Ana looked at call 12:  (—)"


def test_a_row_of_a_removed_module_stays_readable():
    assert audit.render(entry(action="gone.done")) == "user 1: gone.done call 12"


@pytest.mark.parametrize("name", ["calls", "Calls.read", "calls.", "calls.re ad", ""])
def test_names_are_namespaced(name: str):
    with pytest.raises(ValueError, match="name looks like"):
        audit.register_action(name, "{actor}")


def test_an_unknown_place_in_a_sentence_is_refused():
    with pytest.raises(ValueError, match=r"unknown place \{who\}"):
        audit.register_action("tests.place", "{who} did it")


def test_a_name_has_one_sentence():
    audit.register_action("tests.twice", "{actor} a")
    assert audit.register_action("tests.twice", "{actor} a").sentence == "{actor} a"
    with pytest.raises(ValueError, match="another sentence"):
        audit.register_action("tests.twice", "{actor} b")

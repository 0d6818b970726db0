import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from factories.people import person

from commonbeat.kernel import contact
from commonbeat.kernel.contact import CaseShown, ResidentAction, cases

FIRST = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A kind of case the test can change; ``done`` holds what residents did."""
    made = SimpleNamespace(done=[], may_write=True, state_kind="open", sentence="We look at it.", refuse="")

    def show(conversation: Any) -> CaseShown:
        return CaseShown(
            number="X26-000001",
            title=f"Fence {HOSTILE}",
            state="Looked at",
            state_kind=made.state_kind,
            sentence=made.sentence,
            due="Friday, March 6",
            steps=[(FIRST, "Received", ""), (FIRST.replace(day=3), "Assigned", f"To a person {HOSTILE}")],
            may_write=made.may_write,
        )

    def reopen(conversation: Any, given: dict[str, Any]) -> None:
        if made.refuse:
            raise ValueError(made.refuse)
        made.done.append(("reopen", given["reason"]))

    def withdraw(conversation: Any, given: dict[str, Any]) -> None:
        made.done.append(("withdraw", given["reason"]))

    monkeypatch.setattr(cases, "_kinds", {})
    cases.register_case_kind(
        "example",
        "Example",
        show,
        [
            ResidentAction("reopen", "Not fixed, open it again", reopen, asks_reason=True),
            ResidentAction("withdraw", "Take it back", withdraw),
            ResidentAction("never", "Never", withdraw, shown=lambda conversation: False),
        ],
    )
    return made


@pytest.fixture
def opened(kind: SimpleNamespace) -> Callable[..., Any]:
    """Opens a conversation of that kind; takes what is known about the resident."""

    def make(language: str = "en", **known: str) -> Any:
        case = person(email=f"{uuid.uuid4().hex}@example.test")
        return contact.open_conversation(case, kind="example", language=language, **known)

    return make

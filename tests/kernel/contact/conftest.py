import uuid

import pytest
from factories.people import person

from commonbeat.kernel import contact


@pytest.fixture
def opened():
    """Opens a conversation about any record (an account will do); takes what is known about the resident."""

    def make(language: str = "en", kind: str = "example", **known: str) -> contact.Opened:
        case = person(email=f"{uuid.uuid4().hex}@example.test")
        return contact.open_conversation(case, kind=kind, language=language, **known)

    return make

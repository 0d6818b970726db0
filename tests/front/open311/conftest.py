"""A small town whose requests are released, and keys for callers."""

from collections.abc import Callable

import pytest
from factories import requests as make
from factories.open311 import REPORT, issue

from commonbeat.front.open311 import receipts
from commonbeat.kernel import audit
from commonbeat.kernel.publish.actions import release


@pytest.fixture(autouse=True)
def own_receipts(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test keeps its own receipts, in one file whichever thread asks first."""
    path = tmp_path_factory.mktemp("receipts") / "receipts.db"
    monkeypatch.setattr(receipts, "_path", lambda: path)


@pytest.fixture
def town(db: None) -> None:
    make.town()
    release("service-requests", actor=audit.SYSTEM, reason="for a test")


@pytest.fixture
def key(town: None) -> str:
    return issue("open311.write")


@pytest.fixture
def new_key(town: None) -> Callable[..., str]:
    return issue


@pytest.fixture
def report(key: str) -> dict[str, str]:
    """What a client posts."""
    return {"api_key": key, **REPORT}

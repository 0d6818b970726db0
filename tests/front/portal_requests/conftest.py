"""A town, a visitor without an account, and one whole form as a browser sends it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories import requests as town

from commonbeat.front.portal_requests.forms import new_key
from commonbeat.kernel.publish.models import Release

OAK = {"address": "1250 Oak Avenue"}


@pytest.fixture
def place(db: None) -> None:
    """The small town of the requests' tests."""
    town.town()


@pytest.fixture
def visitor(place: None) -> Client:
    return Client()


@pytest.fixture
def released(place: None) -> None:
    """The public reports were released once."""
    Release.objects.create(
        kind="dataset", name="service-requests", version="1", number=1, period_start=date(2026, 1, 1),
        period_end=date(2026, 1, 1), n=0, released_at=timezone.now(), released_by="Test", reason="First release",
    )  # fmt: skip


@pytest.fixture
def form() -> Callable[..., dict[str, Any]]:
    """What a browser sends for a report of left shopping carts; the key is the same throughout a test."""
    key = new_key()

    def made(**more: Any) -> dict[str, Any]:
        given = {"key": key, "go": "send", "description": "Three carts by the wall.", **OAK, "wants": ""}
        return {**given, **more}

    return made

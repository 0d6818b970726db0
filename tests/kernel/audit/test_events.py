from dataclasses import dataclass

import pytest
from django.db import transaction

from commonbeat.kernel.audit import events

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Happened:
    id: str


@pytest.fixture
def heard():
    """What a subscriber has heard; the one before it always fails."""
    got: list[object] = []

    def fails(event: Happened) -> None:
        raise RuntimeError("subscriber")

    events.subscribe(Happened, fails)
    events.subscribe(Happened, got.append)
    yield got
    events.unsubscribe(Happened, fails)
    events.unsubscribe(Happened, got.append)


def test_an_event_is_heard_on_commit_even_when_another_subscriber_fails(
    heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        events.announce(Happened("1"))
        assert heard == []
    assert heard == [Happened("1")]


def test_nobody_hears_of_what_was_rolled_back(heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        events.announce(Happened("1"))
        transaction.set_rollback(True)
    assert heard == []


def test_subscribing_twice_hears_once(heard, django_capture_on_commit_callbacks):
    events.subscribe(Happened, heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        events.announce(Happened("1"))
    assert heard == [Happened("1")]

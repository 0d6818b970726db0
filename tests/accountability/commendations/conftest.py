from datetime import date, time
from typing import Any

import pytest
from factories.people import person

from commonbeat.accountability.commendations import actions
from commonbeat.accountability.commendations.models import Commendation, Suggestion
from commonbeat.city.roster.models import Member

WORDS = "Your officer changed my tire in the rain. Thank you!"


@pytest.fixture
def desk(db: None) -> Any:
    """Somebody who works on commendations and suggestions, and publishes."""
    return person("community")


@pytest.fixture
def reyes(db: None) -> Member:
    """An officer with an account."""
    account = person("officer", email="reyes@example.test", name="Ana Reyes")
    return Member.objects.create(number="412", name="Ana Reyes", rank="Officer", account=account)


@pytest.fixture
def sergeant(db: None) -> Member:
    """Who leads that officer."""
    account = person("sergeant", email="okafor@example.test", name="Ben Okafor")
    return Member.objects.create(number="77", name="Ben Okafor", rank="Sergeant", account=account)


@pytest.fixture
def thanks(db: None) -> Commendation:
    """A commendation from the web whose writer lets the words be read."""
    told = {"officer_name": "Reyes", "happened_on": date(2026, 11, 2), "happened_time": time(17, 30)}
    done = actions.commend(
        text=WORDS, channel="web", wants_public=True, told=told, email="wren@example.org", wants="email"
    )
    assert isinstance(done.record, Commendation)
    return done.record


@pytest.fixture
def idea(db: None) -> Suggestion:
    """A suggestion from the web."""
    done = actions.suggest(text="More patrols on foot, please.", channel="web", topic="patrol")
    assert isinstance(done.record, Suggestion)
    return done.record

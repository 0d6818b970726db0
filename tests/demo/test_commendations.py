"""The demo's thanks and suggestions follow the processes and clocks as they are declared."""

import pytest
from factories.people import person

from commonbeat.accountability.commendations import published
from commonbeat.accountability.commendations.models import (
    Commendation,
    Praised,
    PublicCommendation,
    Suggestion,
)
from commonbeat.city.agency import days
from commonbeat.city.roster.models import Member
from commonbeat.demo import commendations, plants
from commonbeat.kernel import audit
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.publish.actions import release


@pytest.fixture
def built(db: None) -> int:
    person("community")
    for number, (name, rank) in enumerate(
        [("Ana Reyes", "Officer"), ("Ben Okafor", "Sergeant"), ("Cy Park", "Officer")]
    ):
        Member.objects.create(number=str(number), name=name, rank=rank)
    return commendations.build(plants.plan_for(days.today()), 98, lambda line: None)


def test_a_year_is_told_to_the_end(built: int):
    assert (Commendation.objects.count(), Suggestion.objects.count()) == (140, 36)
    assert built == 176
    outcomes = dict(Clock.objects.filter(kind="commendations.pass_on").values_list("subject_id", "outcome"))
    for one in Commendation.objects.prefetch_related("praised"):
        thanked = list(one.praised.all())
        wanted = {
            "received": {""},
            "passed_on": {"kept", "late"},
            "closed": {"kept", "late"} if thanked else {"void"},
        }
        assert outcomes[one.pk] in wanted[one.state], one.state
        assert bool(thanked) == (outcomes[one.pk] in ("kept", "late"))
    assert Praised.objects.filter(passed_on_at=None).count() == 0


def test_what_is_public_had_consent_and_is_shown_once(built: int):
    release("commendations", actor=audit.SYSTEM, reason="For a test")
    rows = PublicCommendation.objects.exclude(words_en="")
    agreed = set(Commendation.objects.filter(wants_public=True).values_list("number", flat=True))
    assert 8 <= rows.count() <= 12
    assert set(rows.values_list("number", flat=True)) <= agreed
    assert list(published.refresh()) == []


def test_a_second_build_adds_nothing(built: int):
    assert commendations.build(plants.plan_for(days.today()), 98, lambda line: None) == 0
    assert Commendation.objects.count() == 140


def test_without_people_nothing_is_built(db: None):
    assert commendations.build(plants.plan_for(days.today()), 98, lambda line: None) == 0

"""Breaking the glass takes two people, and ends."""

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit import events
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import GrantRefused, NotThere, emergencies, grants, looking
from commonbeat.kernel.walls.events import EmergencyAsked, GlassBroken
from commonbeat.kernel.walls.governing import governing
from commonbeat.kernel.walls.models import Emergency, Grant

KIND = "dossiers"


@pytest.fixture
def deputy(person: Any, house: Any) -> Any:
    """Somebody who may consent, and ask."""
    return person("deputy", "deputy")


def sees(dossiers: Any, viewer: Any) -> list[str]:
    """Numbers a viewer sees."""
    rows = dossiers.objects.visible_to(viewer, purpose="dossier_list")
    return sorted(rows.values_list("number", flat=True))


def test_two_people_open_a_case_for_some_hours(house: Any, dossiers: Any, deputy: Any) -> None:
    told: list[object] = []
    for kind in (EmergencyAsked, GlassBroken):
        events.subscribe(kind, told.append)
    asked = emergencies.ask(house.ana, KIND, house.secret, reason="a threat to the witness", hours=2)
    assert sees(dossiers, house.ana) == []
    assert [one.pk for one in emergencies.waiting(deputy, KIND)] == [asked.pk]
    done = emergencies.consent(deputy, asked.pk, KIND)
    for kind in (EmergencyAsked, GlassBroken):
        events.unsubscribe(kind, told.append)
    assert sees(dossiers, house.ana) == ["D-3"]
    assert sees(dossiers, deputy) == []
    assert (done.ends_at - done.consented_at).total_seconds() == 2 * 3600
    assert told == [
        EmergencyAsked(asked.pk, KIND),
        GlassBroken(asked.pk, KIND, house.secret, house.ana.pk, deputy.pk),
    ]
    with looking(house.inspector, "dossier_work", case=house.secret):
        (grant,) = grants.grants_of_case(KIND, house.secret)
        assert (grant.role, grant.until, grant.emergency_id, grant.given_by_id, grant.reason) == (
            "emergency", done.ends_at, asked.pk, deputy.pk, "a threat to the witness",
        )  # fmt: skip
    rows = AuditEntry.objects.filter(action__startswith="walls.", object_kind=KIND).exclude(
        action="walls.looked"
    )
    assert [(row.action, row.actor_id) for row in rows.order_by("seq")] == [
        ("walls.emergency_asked", str(house.ana.pk)),
        ("walls.glass_broken", str(deputy.pk)),
    ]
    assert emergencies.waiting(deputy, KIND) == []


def test_it_reads_only(house: Any, dossiers: Any, deputy: Any) -> None:
    asked = emergencies.ask(house.ana, KIND, house.secret, reason="r")
    emergencies.consent(deputy, asked.pk, KIND)
    with looking(house.ana, "dossier_work", case=house.secret, writing=True):
        assert dossiers.objects.within_look().update(text="x") == 0


def test_it_ends(house: Any, dossiers: Any, deputy: Any, owner_connection: Any) -> None:
    asked = emergencies.ask(house.ana, KIND, house.secret, reason="r")
    emergencies.consent(deputy, asked.pk, KIND)
    assert sees(dossiers, house.ana) == ["D-3"]
    owner_connection.execute(
        "ALTER TABLE walls_grant DISABLE TRIGGER USER; UPDATE walls_grant SET until = now() - interval '1 second'"
    )
    assert sees(dossiers, house.ana) == []


def test_nobody_consents_to_their_own(house: Any, dossiers: Any, deputy: Any) -> None:
    asked = emergencies.ask(deputy, KIND, house.secret, reason="r")
    assert emergencies.waiting(deputy, KIND) == []
    with pytest.raises(GrantRefused):
        emergencies.consent(deputy, asked.pk, KIND)
    assert sees(dossiers, deputy) == []


def test_an_answer_is_given_once(house: Any, dossiers: Any, deputy: Any) -> None:
    asked = emergencies.ask(house.ana, KIND, house.secret, reason="r")
    emergencies.decline(deputy, asked.pk, KIND)
    with pytest.raises(GrantRefused, match="once"):
        emergencies.consent(house.commander, asked.pk, KIND)
    assert sees(dossiers, house.ana) == []
    assert AuditEntry.objects.filter(action="walls.glass_broken").count() == 0


def test_an_answer_after_an_hour_is_too_late(
    house: Any, dossiers: Any, deputy: Any, owner_connection: Any
) -> None:
    asked = emergencies.ask(house.ana, KIND, house.secret, reason="r")
    owner_connection.execute(
        "ALTER TABLE walls_emergency DISABLE TRIGGER USER;"
        "UPDATE walls_emergency SET asked_at = now() - interval '61 minutes';"
        "ALTER TABLE walls_emergency ENABLE TRIGGER USER"
    )
    with pytest.raises(GrantRefused):
        emergencies.consent(deputy, asked.pk, KIND)
    assert emergencies.waiting(deputy, KIND) == []


def test_the_recused_ask_in_vain_as_about_a_case_that_is_not_there(
    house: Any, dossiers: Any, deputy: Any
) -> None:
    grants.recuse(house.inspector, KIND, house.secret, house.ana, reason="named")
    real = emergencies.ask(house.ana, KIND, house.secret, reason="r")
    none = emergencies.ask(house.ana, KIND, UUID(int=0), reason="r")
    rows = AuditEntry.objects.filter(action="walls.emergency_asked").order_by("seq")
    assert [(one.outcome, one.object_kind, one.details) for one in rows] == [("done", KIND, {"hours": 4})] * 2
    assert {one.pk for one in emergencies.waiting(deputy, KIND)} == {real.pk, none.pk}
    with pytest.raises(GrantRefused, match="recused"):
        emergencies.consent(deputy, real.pk, KIND)
    assert sees(dossiers, house.ana) == []


def test_the_recused_consent_to_nothing_and_see_nothing_to_consent_to(
    house: Any, dossiers: Any, deputy: Any
) -> None:
    other = emergencies.ask(deputy, KIND, house.one, reason="r")
    assert [one.pk for one in emergencies.waiting(house.commander, KIND)] == [other.pk]
    grants.recuse(house.inspector, KIND, house.one, house.commander, reason="witness")
    assert emergencies.waiting(house.commander, KIND) == []
    for answer in (emergencies.consent, emergencies.decline):
        with pytest.raises(NotThere):
            answer(house.commander, other.pk, KIND)
        with pytest.raises(NotThere):
            answer(house.commander, UUID(int=0), KIND)


def test_recused_between_asking_and_consenting(house: Any, dossiers: Any, deputy: Any) -> None:
    asked = emergencies.ask(house.ana, KIND, house.secret, reason="r")
    grants.recuse(house.inspector, KIND, house.secret, house.ana, reason="named")
    with pytest.raises(GrantRefused, match="recused"):
        emergencies.consent(deputy, asked.pk, KIND)
    assert sees(dossiers, house.ana) == []


def test_capabilities_are_asked_for(house: Any, deputy: Any) -> None:
    with pytest.raises(Refused):
        emergencies.ask(house.officer, KIND, house.one, reason="r")
    asked = emergencies.ask(house.ana, KIND, house.one, reason="r")
    with pytest.raises(Refused):
        emergencies.consent(house.inspector, asked.pk, KIND)
    with pytest.raises(Refused):
        emergencies.waiting(house.officer, KIND)
    with pytest.raises(NotThere):
        emergencies.consent(deputy, house.one, KIND)


@pytest.mark.parametrize("more", [{"reason": " "}, {"hours": 0}, {"hours": 25}])
def test_what_is_missing_is_refused(house: Any, more: dict[str, Any]) -> None:
    with pytest.raises(GrantRefused):
        emergencies.ask(house.ana, KIND, house.one, **{"reason": "r", **more})


def test_the_database_wants_the_second_person_too(house: Any, deputy: Any) -> None:
    asked = emergencies.ask(house.ana, KIND, house.secret, reason="r")
    with pytest.raises(DatabaseError, match="Another person answers"):
        consent_alone(house, asked, deputy)
    with pytest.raises(GrantRefused):
        grant_alone(house, asked, deputy)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM walls_grant")
        assert cursor.fetchone() == (0,)


@transaction.atomic
def consent_alone(house: Any, asked: Any, deputy: Any) -> None:
    """The one who asked answers, in another's name."""
    with governing(house.ana, KIND, house.secret, "consent", must_see=False):
        Emergency.objects.filter(pk=asked.pk).update(consented_by=deputy, consented_at=asked.asked_at)


@transaction.atomic
def grant_alone(house: Any, asked: Any, deputy: Any) -> None:
    """A grant for an emergency nobody consented to."""
    with governing(deputy, KIND, house.secret, "grant", must_see=False):
        Grant.objects.create(
            kind=KIND, case_id=house.secret, account=house.ana, role="emergency", given_by=deputy, reason="r",
            emergency=asked,
        )  # fmt: skip

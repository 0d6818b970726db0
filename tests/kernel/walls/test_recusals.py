"""A mistaken recusal: one asks, another decides, both stay on file; and nobody learns of a case from their own."""

from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from commonbeat.kernel import audit
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit import events
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import GrantRefused, NotThere, grants, looking, recusals
from commonbeat.kernel.walls.events import RecusalLifted
from commonbeat.kernel.walls.governing import governing
from commonbeat.kernel.walls.models import Lifting, Recusal

KIND = "dossiers"


@pytest.fixture
def deputy(person: Any) -> Any:
    """Somebody who may consent."""
    return person("deputy", "deputy")


@pytest.fixture
def mistaken(house: Any) -> Any:
    """The inspector was recused from D-1 by mistake."""
    return grants.recuse(house.commander, KIND, house.one, house.inspector, reason="same name as a witness")


def seen(dossiers: Any, viewer: Any) -> list[str]:
    """What a viewer's roles open."""
    rows = dossiers.objects.visible_to(viewer, purpose="dossier_list")
    return sorted(rows.values_list("number", flat=True))


def test_two_people_take_it_back(house: Any, dossiers: Any, deputy: Any, mistaken: Any) -> None:
    heard: list[RecusalLifted] = []
    events.subscribe(RecusalLifted, heard.append)
    assert seen(dossiers, house.inspector) == ["D-2", "D-3"]
    asked = recusals.ask_to_lift(house.commander, KIND, house.one, house.inspector, reason="other birthday")
    assert seen(dossiers, house.inspector) == ["D-2", "D-3"]
    assert [one.pk for one in recusals.liftings_waiting(deputy, KIND)] == [asked.pk]
    assert recusals.liftings_waiting(house.commander, KIND) == []  # not one's own
    done = recusals.lift_recusal(deputy, asked.pk, KIND)
    events.unsubscribe(RecusalLifted, heard.append)
    assert (done.agreed, done.asked_by, done.decided_by) == (True, house.commander, deputy)
    assert seen(dossiers, house.inspector) == ["D-1", "D-2", "D-3"]
    assert heard == [RecusalLifted(KIND, house.one, house.inspector.pk)]
    with looking(house.commander, "dossier_work", case=house.one):
        kept = grants.recusals_of_case(KIND, house.one)
    assert [(one.account, one.reason, one.lifted_at is not None) for one in kept] == [
        (house.inspector, "same name as a witness", True)
    ]
    assert list(
        AuditEntry.objects.filter(action__in=("walls.lifting_asked", "walls.recusal_lifted"))
        .order_by("seq")
        .values_list("action", "actor_id", "reason")
    ) == [
        ("walls.lifting_asked", str(house.commander.pk), ""),
        ("walls.recusal_lifted", str(deputy.pk), ""),
    ]


def test_afterwards_they_can_be_let_in_and_recused_again(
    house: Any, dossiers: Any, deputy: Any, mistaken: Any
) -> None:
    asked = recusals.ask_to_lift(house.commander, KIND, house.one, house.inspector, reason="mistake")
    recusals.lift_recusal(deputy, asked.pk, KIND)
    grants.let_in(house.commander, KIND, house.one, house.inspector, role="reviewer", reason="now")
    with looking(house.commander, "dossier_work", case=house.one):
        given = [
            (one.role, one.account)
            for one in grants.grants_of_case(KIND, house.one)
            if one.revoked_at is None
        ]
        assert given == [("reviewer", house.inspector)]
    grants.recuse(house.commander, KIND, house.one, house.inspector, reason="a witness after all")
    assert seen(dossiers, house.inspector) == ["D-2", "D-3"]


def test_no_is_kept_too_and_can_be_asked_again(house: Any, dossiers: Any, deputy: Any, mistaken: Any) -> None:
    asked = recusals.ask_to_lift(house.commander, KIND, house.one, house.inspector, reason="mistake")
    assert recusals.keep_recusal(deputy, asked.pk, KIND).agreed is False
    with pytest.raises(GrantRefused):
        recusals.lift_recusal(deputy, asked.pk, KIND)
    assert seen(dossiers, house.inspector) == ["D-2", "D-3"]
    recusals.ask_to_lift(house.commander, KIND, house.one, house.inspector, reason="look again")
    with looking(audit.SYSTEM, "dossier_list"):
        assert Lifting.objects.count() == 2


def test_one_person_is_not_enough(house: Any, deputy: Any, mistaken: Any, person: Any) -> None:
    both = person("both", "commander", "deputy")
    asked = recusals.ask_to_lift(both, KIND, house.one, house.inspector, reason="mistake")
    with pytest.raises(GrantRefused):
        recusals.lift_recusal(both, asked.pk, KIND)
    with pytest.raises(Refused):
        recusals.lift_recusal(house.ana, asked.pk, KIND)
    with pytest.raises(NotThere):
        recusals.lift_recusal(deputy, mistaken.pk, KIND)
    with pytest.raises(GrantRefused):
        recusals.lift_recusal(audit.SYSTEM, asked.pk, KIND)


def test_who_is_recused_has_no_say(house: Any, deputy: Any, mistaken: Any, person: Any) -> None:
    with pytest.raises(GrantRefused):  # the inspector holds the capability, and it is about the inspector
        recusals.ask_to_lift(house.inspector, KIND, house.one, house.inspector, reason="I do not know them")
    grants.recuse(house.commander, KIND, house.one, deputy, reason="related")
    asked = recusals.ask_to_lift(house.commander, KIND, house.one, house.inspector, reason="mistake")
    with pytest.raises(NotThere):  # nor hears of it: the case is not there for them
        recusals.lift_recusal(deputy, asked.pk, KIND)
    assert recusals.liftings_waiting(deputy, KIND) == []
    with pytest.raises(NotThere):  # nobody recused can even ask: the case is not there for them
        recusals.ask_to_lift(house.inspector, KIND, house.one, deputy, reason="mistake")
    with pytest.raises(NotThere):  # ana is not recused
        recusals.ask_to_lift(house.commander, KIND, house.one, house.ana, reason="mistake")
    with pytest.raises(GrantRefused):
        recusals.ask_to_lift(house.commander, KIND, house.one, house.inspector, reason="  ")


def test_a_week_later_it_is_too_late(
    house: Any, deputy: Any, mistaken: Any, owner_connection: psycopg.Connection
) -> None:
    asked = recusals.ask_to_lift(house.commander, KIND, house.one, house.inspector, reason="mistake")
    owner_connection.execute("ALTER TABLE walls_lifting DISABLE TRIGGER USER")
    owner_connection.execute("UPDATE walls_lifting SET asked_at = now() - interval '7 days 1 second'")
    owner_connection.execute("ALTER TABLE walls_lifting ENABLE TRIGGER USER")
    assert recusals.liftings_waiting(deputy, KIND) == []
    with pytest.raises(GrantRefused):
        recusals.lift_recusal(deputy, asked.pk, KIND)


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE walls_recusal SET lifted_at = now()",
        "DELETE FROM walls_recusal",
        "UPDATE walls_lifting SET agreed = true, decided_at = now()",
        "DELETE FROM walls_lifting",
    ],
)
def test_the_database_keeps_it_so(house: Any, dossiers: Any, mistaken: Any, text: str) -> None:
    recusals.ask_to_lift(house.commander, KIND, house.one, house.inspector, reason="mistake")
    for what in ("lift", "recuse", "grant"):
        by_hand(house, text, what)
    assert seen(dossiers, house.inspector) == ["D-2", "D-3"]
    with looking(audit.SYSTEM, "dossier_list"):
        assert (Recusal.objects.count(), Lifting.objects.filter(agreed=False).count()) == (1, 1)


def by_hand(house: Any, text: str, what: Any) -> None:
    """A statement under honest claims of the one who asked; nothing happens, or it is refused."""
    with (
        suppress(DatabaseError),
        transaction.atomic(),
        governing(house.commander, KIND, house.one, what),
        connection.cursor() as cursor,
    ):
        cursor.execute(text)
        assert cursor.rowcount == 0


def test_nobody_learns_of_a_case_from_their_own_recusal(house: Any, mistaken: Any) -> None:
    grants.recuse(house.commander, KIND, house.one, house.officer, reason="it is about them")
    for who, purpose in (
        (house.officer, "dossier_list"),
        (house.officer, "dossier_own"),
        (house.inspector, "dossier_list"),
    ):
        with looking(who, purpose):
            assert Recusal.objects.count() == 0


def test_what_was_noted_around_a_case_goes_with_it(
    house: Any, dossiers: Any, pages: Any, mistaken: Any, owner_connection: psycopg.Connection
) -> None:
    grants.let_in(house.commander, KIND, house.one, house.ana, role="investigator", reason="yours")
    grants.let_in(house.commander, KIND, house.two, house.ana, role="investigator", reason="yours too")
    recusals.ask_to_lift(house.commander, KIND, house.one, house.inspector, reason="mistake")
    with looking(audit.SYSTEM, "dossier_list", writing=True):
        pages.objects.within_look().filter(dossier_id=house.one).delete()
        dossiers.objects.within_look().get(number="D-1").delete()
    left = owner_connection.execute(
        "SELECT (SELECT array_agg(case_id) FROM walls_grant), (SELECT count(*) FROM walls_recusal), "
        "(SELECT count(*) FROM walls_lifting), (SELECT count(*) FROM walls_subject WHERE case_id = %s)",
        [house.one],
    ).fetchone()
    assert left == ([house.two], 0, 0, 0)

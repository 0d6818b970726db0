"""Letting in, putting out, recusing: in Python and in the database."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from commonbeat.kernel import audit
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit import events
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import GrantRefused, NotThere, grants, looking
from commonbeat.kernel.walls.events import LetIn, PutOut
from commonbeat.kernel.walls.governing import governing
from commonbeat.kernel.walls.models import Grant, Recusal

KIND = "dossiers"


def cases(dossiers: Any, viewer: Any) -> list[str]:
    """Numbers a viewer sees."""
    rows = dossiers.objects.visible_to(viewer, purpose="dossier_list")
    return sorted(rows.values_list("number", flat=True))


@pytest.fixture
def heard() -> Any:
    """Events of this topic."""
    told: list[object] = []
    for kind in (LetIn, PutOut):
        events.subscribe(kind, told.append)
    yield told
    for kind in (LetIn, PutOut):
        events.unsubscribe(kind, told.append)


def test_let_in_and_put_out_are_told_and_written_down(house: Any, dossiers: Any, heard: Any) -> None:
    made = grants.let_in(house.commander, KIND, house.one, house.ana, role="investigator", reason="yours")
    assert cases(dossiers, house.ana) == ["D-1"]
    assert grants.put_out(house.commander, KIND, house.one, house.ana, reason="moved") == 1
    assert cases(dossiers, house.ana) == []
    assert heard == [
        LetIn(made.pk, KIND, house.one, house.ana.pk),
        PutOut(KIND, house.one, house.ana.pk),
    ]
    rows = AuditEntry.objects.filter(action__in=["walls.let_in", "walls.put_out"]).order_by("seq")
    assert [(row.action, row.reason, row.case_ref, row.details["account"]) for row in rows] == [
        ("walls.let_in", "", str(house.one), str(house.ana.pk)),
        ("walls.put_out", "", str(house.one), str(house.ana.pk)),
    ]
    with looking(house.inspector, "dossier_work", case=house.one):
        kept = grants.grants_of_case(KIND, house.one)
        assert [
            (one.account.name, one.given_by_id, one.revoked_by_id, one.revoke_reason) for one in kept
        ] == [("ana", house.commander.pk, house.commander.pk, "moved")]


@pytest.mark.parametrize(("role", "writes"), [("investigator", 1), ("reviewer", 1), ("oversight", 0)])
def test_oversight_reads_only(house: Any, dossiers: Any, pages: Any, role: str, writes: int) -> None:
    grants.let_in(house.commander, KIND, house.one, house.ana, role=role, reason="r")
    with looking(house.ana, "dossier_work", case=house.one, writing=True):
        assert dossiers.objects.within_look().update(text="x") == writes
        assert pages.objects.within_look().update(text="x") == writes
        assert dossiers.objects.within_look().count() == 1


def test_a_grant_ends_by_itself_and_can_be_given_again(house: Any, dossiers: Any) -> None:
    soon = timezone.now() + timedelta(seconds=0.8)
    grants.let_in(house.commander, KIND, house.one, house.ana, role="reviewer", reason="r", until=soon)
    with pytest.raises(GrantRefused, match="in the case already"):
        grants.let_in(house.commander, KIND, house.one, house.ana, role="reviewer", reason="again")
    assert cases(dossiers, house.ana) == ["D-1"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.9)")
    assert cases(dossiers, house.ana) == []
    grants.let_in(house.commander, KIND, house.one, house.ana, role="reviewer", reason="again")
    assert cases(dossiers, house.ana) == ["D-1"]


def test_revoking_counts_within_a_look_in_progress(house: Any, dossiers: Any) -> None:
    grants.let_in(house.commander, KIND, house.one, house.ana, role="reviewer", reason="r")
    with looking(house.ana, "dossier_list"):
        assert dossiers.objects.within_look().count() == 1
        other = threading.Thread(target=revoked, args=(house,))
        other.start()
        other.join(10)
        assert dossiers.objects.within_look().count() == 0


def revoked(house: Any) -> None:
    """On a connection of its own."""
    grants.put_out(house.commander, KIND, house.one, house.ana, reason="over")
    connections.close_all()


@pytest.mark.parametrize(
    ("actor", "case", "account", "error"),
    [
        ("ana", "one", "officer", Refused),
        ("commander", "secret", "ana", NotThere),
        ("commander", "one", "commander", GrantRefused),
    ],
)
def test_who_may_not_let_in(
    house: Any, dossiers: Any, actor: str, case: str, account: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        grants.let_in(
            getattr(house, actor),
            KIND,
            getattr(house, case),
            getattr(house, account),
            role="reviewer",
            reason="r",
        )
    assert rows(Grant) == 0


def rows(model: Any) -> int:
    """How many rows of a model there are, as the platform sees them."""
    with looking(audit.SYSTEM, "dossier_list"):
        return int(model.objects.count())


@pytest.mark.parametrize(
    "more", [{"reason": "  "}, {"role": "emergency"}, {"role": "boss"}, {"until": "past"}]
)
def test_what_is_missing_is_refused(house: Any, more: dict[str, Any]) -> None:
    if more.get("until"):
        more["until"] = timezone.now()
    with pytest.raises(GrantRefused):
        grants.let_in(
            house.commander, KIND, house.one, house.ana, **{"role": "reviewer", "reason": "r", **more}
        )
    assert rows(Grant) == 0


def test_a_recused_account_is_out_for_good(house: Any, dossiers: Any, pages: Any, heard: Any) -> None:
    grants.let_in(house.commander, KIND, house.one, house.ana, role="investigator", reason="r")
    grants.recuse(house.commander, KIND, house.one, house.ana, reason="her brother")
    assert cases(dossiers, house.ana) == []
    with pytest.raises(GrantRefused, match="recused from the case"):
        grants.let_in(house.commander, KIND, house.one, house.ana, role="oversight", reason="r")
    with pytest.raises(GrantRefused, match="recused already"):
        grants.recuse(house.commander, KIND, house.one, house.ana, reason="again")
    assert heard[-1] == PutOut(KIND, house.one, house.ana.pk)
    assert rows(Recusal) == 1


def test_labels_do_not_open_what_one_is_recused_from(house: Any, dossiers: Any, pages: Any) -> None:
    grants.recuse(house.commander, KIND, house.one, house.inspector, reason="was on the scene")
    assert cases(dossiers, house.inspector) == ["D-2", "D-3"]
    with pytest.raises(NotThere), looking(house.inspector, "dossier_work", case=house.one):
        raise AssertionError("inside")
    with looking(house.inspector, "dossier_list"), connection.cursor() as cursor:
        cursor.execute("SELECT text FROM tests_page")
        assert cursor.fetchall() == [("page of gamma",)]
    with pytest.raises(NotThere):
        grants.let_in(house.inspector, KIND, house.one, house.ana, role="reviewer", reason="r")


def test_one_recuses_oneself_without_any_capability(house: Any, dossiers: Any) -> None:
    grants.let_in(house.commander, KIND, house.one, house.ana, role="investigator", reason="r")
    with pytest.raises(Refused):
        grants.recuse(house.ana, KIND, house.one, house.inspector, reason="rival")
    grants.recuse(house.ana, KIND, house.one, house.ana, reason="I know the family")
    assert cases(dossiers, house.ana) == []
    with pytest.raises(NotThere):
        grants.recuse(house.officer, KIND, house.one, house.officer, reason="fishing")
    row = AuditEntry.objects.filter(action="walls.recused").first()
    assert (row.actor_id, row.details["account"]) == (str(house.ana.pk), str(house.ana.pk))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE walls_grant SET role = 'reviewer'",
        "UPDATE walls_grant SET until = NULL, revoked_at = NULL",
        "UPDATE walls_grant SET revoked_at = now(), revoked_by_id = account_id",
        "DELETE FROM walls_grant",
        "UPDATE walls_recusal SET account_id = noted_by_id",
        "DELETE FROM walls_recusal",
    ],
)
def test_the_database_keeps_grants_as_they_were_given(
    house: Any, owner_connection: Any, statement: str
) -> None:
    grants.let_in(house.commander, KIND, house.one, house.ana, role="oversight", reason="r")
    grants.recuse(house.commander, KIND, house.two, house.ana, reason="r")
    with pytest.raises(Exception, match=r"is kept as it was given|is revoked by|stands until two people"):
        owner_connection.execute(statement)


def test_the_database_refuses_a_grant_in_somebody_elses_name(house: Any) -> None:
    with pytest.raises(Exception, match="given by the one who is signed in"):
        write(
            house,
            case_id=house.one,
            account=house.ana,
            role="reviewer",
            given_by=house.inspector,
            reason="r",
        )


def test_claims_for_one_case_write_no_grant_in_another(house: Any) -> None:
    with pytest.raises(Exception, match="row-level security"):
        write(
            house,
            case_id=house.two,
            account=house.ana,
            role="reviewer",
            given_by=house.commander,
            reason="r",
        )


@transaction.atomic
def write(house: Any, **values: Any) -> None:
    """A grant by hand, with the commander's honest claims for the first case."""
    with governing(house.commander, KIND, house.one, "grant"):
        Grant.objects.create(kind=KIND, **values)


def test_a_recusal_and_a_grant_at_once_leave_nobody_in(house: Any, dossiers: Any) -> None:
    said: list[str] = []

    def late() -> None:
        try:
            grants.let_in(house.inspector, KIND, house.one, house.ana, role="reviewer", reason="r")
        except GrantRefused as refused:
            said.append(str(refused))
        finally:
            connections.close_all()

    with transaction.atomic():
        grants.recuse(house.commander, KIND, house.one, house.ana, reason="r")
        other = threading.Thread(target=late)
        other.start()
        with connection.cursor() as cursor:
            for _ in range(1000):
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
                if cursor.fetchone() != (0,):
                    break
                cursor.execute("SELECT pg_sleep(0.01)")
    other.join(10)
    assert said == ["This person is recused from the case."]
    assert cases(dossiers, house.ana) == []

"""The door in Python: who sees which rows, what is refused, what is written down."""

from typing import Any

import pytest
from django.db import connection, transaction

from commonbeat.kernel import audit
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import (
    CaseNeeded,
    NotLooking,
    NotThere,
    PurposeRefused,
    UnknownPurpose,
    grants,
    looking,
    protected,
)


def numbers(rows: Any) -> list[str]:
    """Numbers of dossiers, sorted."""
    return sorted(rows.values_list("number", flat=True))


def seen(dossiers: Any, viewer: Any, purpose: str = "dossier_list", case: Any = "") -> list[str]:
    """What a viewer sees."""
    return numbers(dossiers.objects.visible_to(viewer, purpose=purpose, case=case))


def test_labels_open_what_roles_say(house: Any, dossiers: Any) -> None:
    assert seen(dossiers, house.commander) == ["D-1", "D-2"]
    assert seen(dossiers, house.inspector) == ["D-1", "D-2", "D-3"]
    assert seen(dossiers, house.ana) == []
    assert seen(dossiers, audit.SYSTEM) == ["D-1", "D-2", "D-3"]


def test_a_grant_opens_one_case_and_its_pages(house: Any, dossiers: Any, pages: Any) -> None:
    grants.let_in(house.commander, "dossiers", house.one, house.ana, role="investigator", reason="yours")
    assert seen(dossiers, house.ana) == ["D-1"]
    assert seen(dossiers, house.ana, "dossier_work", house.one) == ["D-1"]
    texts = pages.objects.visible_to(house.ana, purpose="dossier_list").values_list("text", flat=True)
    assert list(texts) == ["page of alpha"]


def test_the_own_row_rule_waits_for_its_condition(house: Any, dossiers: Any, pages: Any) -> None:
    assert seen(dossiers, house.officer, "dossier_own") == []
    with looking(audit.SYSTEM, "dossier_list", writing=True):
        dossiers.objects.within_look().filter(number="D-1").update(notified=True)
    assert seen(dossiers, house.officer, "dossier_own") == ["D-1"]
    assert seen(dossiers, house.officer) == []  # for another purpose it is a case like any other
    with looking(house.officer, "dossier_own"), connection.cursor() as cursor:
        cursor.execute("SELECT number FROM tests_dossier")
        assert cursor.fetchall() == [("D-1",)]
        cursor.execute(
            "SELECT count(*) FROM tests_page"
        )  # what others wrote in the case is not the officer's
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT walls_sees(%s, false)", [house.one])
        assert cursor.fetchone() == (False,)
    assert pages.objects.visible_to(house.officer, purpose="dossier_own").count() == 0
    assert seen(dossiers, house.inspector, "dossier_own") == []  # roles open nothing for this purpose


def test_a_look_keeps_to_its_case(house: Any, dossiers: Any, pages: Any) -> None:
    with looking(house.inspector, "dossier_work", case=house.secret):
        assert numbers(dossiers.objects.within_look()) == ["D-3"]
        assert pages.objects.within_look().count() == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM tests_dossier")
            assert cursor.fetchall() == [("D-3",)]


@pytest.mark.parametrize("viewer", ["ana", "officer", "commander"])
def test_not_there_and_not_yours_look_the_same(house: Any, viewer: str) -> None:
    who = getattr(house, viewer)
    for case in (house.secret, "018f0000-0000-7000-8000-000000000000", "no id"):
        with pytest.raises(NotThere) as refused, looking(who, "dossier_work", case=case):
            raise AssertionError("inside")
        assert str(refused.value) == ""


def test_nothing_is_read_without_somebody_who_looks(house: Any, dossiers: Any) -> None:
    rows = dossiers.objects.filter(number="D-1")
    for ask in (
        lambda: list(rows),
        rows.count,
        rows.exists,
        rows.first,
        lambda: rows.get(),
        lambda: list(rows.iterator()),
        lambda: rows.aggregate(),
        lambda: dossiers.objects.create(number="x", label="plain"),
        lambda: rows.update(text=""),
        rows.delete,
        lambda: list(dossiers.objects.within_look()),
        lambda: dossiers(number="y", label="plain").save(),
        lambda: dossiers.looked.get(number="D-1"),
        lambda: str(dossiers.objects.filter(pk__in=rows.visible_to(house.ana, purpose="dossier_list")).query),
    ):
        with pytest.raises(NotLooking):
            ask()
    assert seen(dossiers, audit.SYSTEM) == ["D-1", "D-2", "D-3"]


def test_a_protected_model_is_asked_for_by_name(house: Any, dossiers: Any) -> None:
    assert numbers(protected(dossiers).visible_to(house.commander, purpose="dossier_list")) == ["D-1", "D-2"]
    with pytest.raises(TypeError, match="behind no wall"):
        protected(AuditEntry)


def test_every_way_of_reading_sees_the_same(house: Any, dossiers: Any) -> None:
    rows = dossiers.objects.visible_to(house.commander, purpose="dossier_list").order_by("number")
    assert rows.count() == 2
    assert rows.exists() is True
    assert rows.filter(number="D-3").exists() is False
    assert rows.aggregate(n=pytest.importorskip("django.db.models").Count("*")) == {"n": 2}
    assert [one.number for one in rows.iterator()] == ["D-1", "D-2"]
    assert [one.number for one in rows[:1]] == ["D-1"]
    assert rows.first().number == "D-1"
    assert rows.get(number="D-2").text == "beta"
    assert sorted(one.number for one in rows.in_bulk().values()) == ["D-1", "D-2"]
    with pytest.raises(dossiers.DoesNotExist):
        rows.get(number="D-3")


def test_a_look_is_one_row_of_the_log_whatever_is_read_in_it(house: Any, dossiers: Any) -> None:
    before = AuditEntry.objects.filter(action="walls.looked").count()
    with looking(house.inspector, "dossier_work", case=house.one, reason="a call came in"):
        rows = dossiers.objects.visible_to(house.inspector, purpose="dossier_work", case=house.one)
        assert numbers(rows) == ["D-1"]
        assert rows.count() == 1
    made = AuditEntry.objects.filter(action="walls.looked")
    assert made.count() == before + 1
    row = made.first()
    assert (row.actor_id, row.purpose, row.case_ref, row.object_kind, row.reason, row.outcome) == (
        str(house.inspector.pk), "dossier_work", str(house.one), "dossiers", "a call came in", "done",
    )  # fmt: skip


def test_another_viewer_inside_a_look_has_a_look_of_their_own(house: Any, dossiers: Any) -> None:
    with looking(house.inspector, "dossier_list"):
        assert seen(dossiers, house.commander) == ["D-1", "D-2"]
        assert seen(dossiers, house.inspector) == ["D-1", "D-2", "D-3"]
        with looking(house.commander, "dossier_list"):
            assert numbers(dossiers.objects.within_look()) == ["D-1", "D-2"]
        assert numbers(dossiers.objects.within_look()) == ["D-1", "D-2", "D-3"]
        with pytest.raises(ZeroDivisionError), looking(house.commander, "dossier_list"):
            raise ZeroDivisionError
        assert numbers(dossiers.objects.within_look()) == ["D-1", "D-2", "D-3"]


def test_a_look_that_fails_stays_on_record(house: Any, dossiers: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        look_and_fail(house, dossiers)
    row = AuditEntry.objects.filter(action="walls.looked").first()
    assert (row.outcome, row.case_ref) == ("failed", str(house.secret))


def look_and_fail(house: Any, dossiers: Any) -> None:
    """Something is read before it fails."""
    with looking(house.inspector, "dossier_work", case=house.secret):
        assert numbers(dossiers.objects.within_look()) == ["D-3"]
        raise ZeroDivisionError


def test_a_refused_look_stays_on_record(house: Any) -> None:
    with pytest.raises(NotThere), looking(house.ana, "dossier_work", case=house.secret):
        raise AssertionError("inside")
    row = AuditEntry.objects.filter(action="walls.looked").first()
    assert (row.outcome, row.case_ref, row.actor_id) == ("refused", str(house.secret), str(house.ana.pk))


@pytest.mark.parametrize(
    ("purpose", "viewer", "says"),
    [
        ("immigration", "inspector", "State law refuses this."),
        ("dossier_audit", "inspector", "Your roles do not include this purpose."),
        ("dossier_party", "inspector", "This purpose is not for you."),
    ],
)
def test_refused_purposes_are_logged(house: Any, purpose: str, viewer: str, says: str) -> None:
    who = getattr(house, viewer)
    with pytest.raises(PurposeRefused, match=says), looking(who, purpose, case=house.one):
        raise AssertionError("inside")
    row = AuditEntry.objects.first()
    assert (row.action, row.purpose, row.outcome) == ("walls.refused", purpose, "refused")
    assert (row.actor_id, row.case_ref) == (str(who.pk), str(house.one))


def test_what_is_missing_is_said(house: Any) -> None:
    with pytest.raises(CaseNeeded), looking(house.inspector, "dossier_work"):
        raise AssertionError("inside")
    with pytest.raises(UnknownPurpose), looking(house.inspector, "curiosity"):
        raise AssertionError("inside")
    with (
        pytest.raises(ValueError, match="Nothing is changed"),
        looking(house.officer, "dossier_own", writing=True),
    ):
        raise AssertionError("inside")


def test_a_disabled_account_and_a_stranger_see_nothing(house: Any, person: Any) -> None:
    house.inspector.is_active = False
    for who in (house.inspector, audit.Actor("resident"), audit.Actor("command")):
        with pytest.raises(PurposeRefused), looking(who, "dossier_list"):
            raise AssertionError("inside")


def test_a_party_sees_and_makes_the_one_case_that_was_proved(house: Any, dossiers: Any, pages: Any) -> None:
    resident = audit.Actor("resident")
    with looking(resident, "dossier_party", case=house.two):
        assert numbers(dossiers.objects.within_look()) == ["D-2"]
    new = dossiers(number="D-9", label="chief", text="mine")
    with looking(resident, "dossier_party", case=new.pk, writing=True):
        new.save(force_insert=True)
        pages.objects.create(dossier=new, text="mine too")
        new.refresh_from_db()
    assert seen(dossiers, house.inspector) == ["D-1", "D-2", "D-3", "D-9"]
    assert seen(dossiers, house.commander) == ["D-1", "D-2"]


def test_who_reads_does_not_write(house: Any, dossiers: Any) -> None:
    with looking(house.inspector, "dossier_work", case=house.one):
        with pytest.raises(NotLooking):
            dossiers.objects.within_look().update(text="")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE tests_dossier SET text = ''")
            assert cursor.rowcount == 0
    with looking(
        house.inspector, "dossier_work", case=house.one, writing=True
    ):  # reads the label, writes it not
        assert dossiers.objects.within_look().update(text="") == 0
    with looking(house.commander, "dossier_work", case=house.one, writing=True):
        assert dossiers.objects.within_look().update(text="new") == 1


def test_nobody_moves_a_case_to_where_they_see_it_no_more(house: Any, dossiers: Any) -> None:
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        relabel(house, dossiers)
    assert seen(dossiers, house.commander) == ["D-1", "D-2"]


def relabel(house: Any, dossiers: Any) -> None:
    """A plain case becomes the chief's."""
    with looking(house.commander, "dossier_work", case=house.one, writing=True):
        dossiers.objects.within_look().update(label="chief")

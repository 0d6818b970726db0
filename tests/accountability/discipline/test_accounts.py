"""An account that is linked to a member after a case began: what it is shown, what it is kept out of, what is taken back."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from factories import complaints
from factories import discipline as made
from factories.people import signed_in

from commonbeat.accountability.complaints import accounts
from commonbeat.accountability.complaints.models import Officer
from commonbeat.accountability.discipline import own
from commonbeat.accountability.discipline.models import Served
from commonbeat.city.roster import linking
from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit, walls
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import NotThere, grants, sees

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> made.House:
    """A sustained finding about an officer without an account, who was told by hand."""
    found = made.house()
    Member.objects.filter(pk=found.who.pk).update(account=None)
    accounts.follow(found.who.pk)
    found.notify(way="hand")
    found.serve("finding", "Sustained.", finding_id=found.finding().pk, way="hand")
    return found


def linked(house: made.House, account: Any, callbacks: Any) -> None:
    """The account is the officer's, by two people, and the job ran."""
    admin, chief = complaints.person("administrator"), complaints.person("chief")
    with callbacks(execute=True):
        asked = linking.ask(Member.objects.get(pk=house.who.pk), account, actor=admin, reason="Seen.")
        linking.settle(asked, actor=chief, agreed=True, reason="Known.")
    accounts.follow(house.who.pk)


def test_papers_are_shown_to_an_account_that_is_linked_later(
    house: made.House, django_capture_on_commit_callbacks: Any
) -> None:
    account = complaints.person("officer")
    assert own.papers(account) == []
    linked(house, account, django_capture_on_commit_callbacks)
    papers = own.papers(account)
    assert [one.kind for one in papers] == ["finding", "notice"]
    assert made.own_rows(account, "complaints_officer") == 1
    assert b"Sustained." in signed_in(account).get(reverse("discipline:paper", args=[papers[0].pk])).content
    entry = AuditEntry.objects.filter(action="complaints.account_followed").latest("seq")
    assert (entry.actor_kind, entry.case_ref, entry.details["what"], entry.details["papers"]) == (
        "system", str(house.case), "linked", 2,
    )  # fmt: skip


def test_it_is_kept_out_of_the_case_from_then_on(
    house: made.House, django_capture_on_commit_callbacks: Any
) -> None:
    account = complaints.person("ia_investigator")
    grants.let_in(house.commander, "complaints", house.case, account, role="investigator", reason="To help.")
    linked(house, account, django_capture_on_commit_callbacks)
    with pytest.raises(NotThere), walls.looking(account, "complaint_work", case=house.case):
        pass
    with walls.looking(audit.SYSTEM, "complaint_work", case=house.case):
        assert [one.account for one in grants.recusals_of_case("complaints", house.case)][-1] == account
        assert sees(house.case)


def test_unlinking_takes_it_back_and_another_account_sees_it_instead(
    house: made.House, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = complaints.person("officer"), complaints.person("officer")
    linked(house, first, django_capture_on_commit_callbacks)
    pk = own.papers(first)[0].pk
    with django_capture_on_commit_callbacks(execute=True):
        linking.unlink(
            Member.objects.get(pk=house.who.pk), actor=complaints.person("administrator"), reason="Error."
        )
    accounts.follow(house.who.pk)
    assert own.papers(first) == []
    assert made.own_rows(first, "complaints_officer") == 0
    with pytest.raises(NotThere):
        own.paper(first, pk)
    assert (
        AuditEntry.objects.filter(action="complaints.account_followed").latest("seq").details["what"]
        == "taken back"
    )
    linked(house, second, django_capture_on_commit_callbacks)
    assert (len(own.papers(second)), own.papers(first)) == (2, [])
    assert accounts.follow(house.who.pk) == 0


def test_before_notice_a_linked_account_sees_nothing_and_is_kept_out(
    django_capture_on_commit_callbacks: Any,
) -> None:
    house = made.investigated()
    Member.objects.filter(pk=house.who.pk).update(account=None)
    accounts.follow(house.who.pk)
    account = complaints.person("officer")
    linked(house, account, django_capture_on_commit_callbacks)
    assert own.papers(account) == []
    assert made.own_rows(account, "complaints_officer") == 0
    assert house.row().account == account
    house.notify()
    assert [one.kind for one in own.papers(account)] == ["notice"]


def test_a_leader_sends_the_case_to_the_city_manager(django_capture_on_commit_callbacks: Any) -> None:
    house = made.investigated()
    Member.objects.filter(pk=house.who.pk).update(account=None)
    accounts.follow(house.who.pk)
    linked(house, complaints.person("ia_commander"), django_capture_on_commit_callbacks)
    assert complaints.seen(house.case).label == "outside"


def test_nobody_takes_a_paper_from_an_account_that_is_the_officers(
    house: made.House, django_capture_on_commit_callbacks: Any
) -> None:
    account = complaints.person("officer")
    linked(house, account, django_capture_on_commit_callbacks)
    with walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True):
        for other in (None, house.chief):
            with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
                Served.objects.within_look().update(account=other)
        assert Officer.objects.within_look().get().account == account

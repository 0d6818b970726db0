"""What the invented city's pages of discipline and early support have to show."""

from typing import Any

import pytest
from django.urls import reverse
from factories import complaints as complaint
from factories import support as make
from factories.people import signed_in

from commonbeat.accountability.complaints.models import Finding
from commonbeat.accountability.discipline import own
from commonbeat.accountability.discipline.models import Served, StaffDiscipline, SwornDiscipline
from commonbeat.accountability.support import gate
from commonbeat.accountability.support.models import Alert, Figure, Meeting, Plan
from commonbeat.city.roster.models import Member
from commonbeat.demo import discipline, support
from commonbeat.kernel import audit, walls

pytestmark = pytest.mark.django_db


def account(role: str) -> Any:
    """Somebody under the address the demo city gives them."""
    made = complaint.person(role)
    type(made).objects.filter(pk=made.pk).update(email=f"{role}@marisol.example")
    made.refresh_from_db()
    return made


def test_one_officer_and_one_clerk_are_decided_and_the_officer_reads_papers() -> None:
    for role in ("ia_commander", "ia_investigator", "chief"):
        account(role)
    officer = account("officer")
    complaint.member("301", "Lima, Rosa", officer)
    Member.objects.create(number="130", name="Ray, Kim", rank="Records Clerk", is_sworn=False)
    said: list[str] = []
    assert discipline.build(None, 7, said.append) == 2
    assert said == ["The chief decides 2 proposals of discipline"]
    with walls.looking(audit.SYSTEM, "complaint_list"):
        states = [one.objects.within_look().get() for one in (SwornDiscipline, StaffDiscipline)]
        assert [(one.state, one.response, one.decided, one.late) for one in states] == [
            ("appeal_window", "held", "reprimand", False), ("grievance_window", "held", "reprimand", False),
        ]  # fmt: skip
        assert {one.adopted for one in Finding.objects.within_look()} == {"sustained"}
        assert Served.objects.within_look().filter(way="hand").count() == 4
    assert [one.kind for one in reversed(own.papers(officer))] == [
        "notice", "finding", "proposal", "materials", "meeting", "decision",
    ]  # fmt: skip
    assert [one.text for one in own.next_steps(own.papers(officer))] == [
        "You may appeal the decision.", "Please read and sign 6 papers.",
    ]  # fmt: skip
    text = signed_in(officer).get(reverse("discipline:mine")).content.decode()
    assert "You may appeal the decision." in text
    assert discipline.build(None, 7, said.append) == 0


def test_early_support_is_on_with_one_alert_a_talk_and_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "today", lambda: make.DAY)
    for role in ("support_coordinator", "chief"):
        account(role)
    sergeant, officer = account("sergeant"), account("officer")
    members = make.officers(24)
    Member.objects.update(rank="Police Officer")
    Member.objects.filter(pk=members[3].pk).update(account=officer)
    said: list[str] = []
    assert support.build(None, 7, said.append) == 96
    assert said == ["Early support compares 96 figures and raises 1 alert(s)"]
    assert gate.switched_on() is True
    with make.platform(writing=False):
        alert = Alert.objects.within_look().select_related("file__member").get()
        assert (alert.indicator, alert.state, alert.file.member.pk) == ("force", "plan", members[3].pk)
        assert (Meeting.objects.within_look().count(), Plan.objects.within_look().count()) == (1, 1)
        counts = list(Figure.objects.within_look().filter(indicator="force").values_list("count", flat=True))
    assert (len(counts), max(counts) > 3 * sorted(counts)[12]) == (24, True)
    assert sergeant.pk
    assert signed_in(officer).get(reverse("support:mine")).status_code == 200
    assert support.build(None, 7, said.append) == 0

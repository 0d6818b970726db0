"""What an officer's first page says of their own papers, and the days on them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from factories import complaints
from factories import discipline as made
from factories.discipline import House
from factories.people import signed_in

from commonbeat.accountability.discipline import filed, forms, home, own
from commonbeat.city.agency.days import day_of
from commonbeat.kernel.ui.templatetags.ui import dated


@pytest.fixture
def house(db: None) -> House:
    """A sustained finding about an officer who was not told yet."""
    return made.house()


def test_nothing_is_said_before_the_first_paper_and_nothing_after_the_last_signature(house: House) -> None:
    assert home.panel(house.account) is None
    house.notify()
    panel = home.panel(house.account)
    assert panel is not None
    assert panel.lines == ["1 paper to read and sign."]
    assert "1 paper to read and sign." in signed_in(house.account).get("/console/").content.decode()
    for paper in own.papers(house.account):
        own.sign(house.account, paper.pk, read=True)
    assert home.panel(house.account) is None


def test_a_paper_one_may_answer_comes_with_its_last_day(house: House) -> None:
    house.notify()
    house.serve("comment", "Was rude once.")
    panel = home.panel(house.account)
    assert panel is not None
    assert panel.lines[0] == "2 papers to read and sign."
    assert panel.lines[1].startswith("Something there has its last day on ")
    assert "comment" not in " ".join(panel.lines)


def test_a_paper_that_is_taken_home_says_the_agency_s_time(house: House) -> None:
    house.notify()
    paper = own.papers(house.account)[0]
    own.sign(house.account, paper.pk, read=True)
    paper = own.paper(house.account, paper.pk)
    text = filed.as_text(paper)
    assert f"Served: {dated(paper.served_at)}\n" in text
    assert f"Signed: Test Officer, {dated(paper.signed_at)}" in text


def test_days_a_form_begins_with_are_those_of_the_agency() -> None:
    assert forms.RespondForm().fields["on"].initial() == day_of(timezone.now())
    assert forms.AppealForm().fields["on"].initial() == day_of(timezone.now())


@pytest.mark.django_db
def test_agreements_and_the_separate_file_are_found_from_the_personnel_files() -> None:
    member = complaints.officer_with_account("Lee, Sam")
    chief, boss = complaints.person("chief"), complaints.commander()
    address = reverse("discipline:find")
    text = signed_in(chief).get(address, {"q": "Lee"}).content.decode()
    assert reverse("discipline:agreements") in text
    assert reverse("discipline:separate", args=[member.pk]) in text
    assert reverse("discipline:agreements") not in signed_in(boss).get(address, {"q": "Lee"}).content.decode()

"""Holidays: the usual ones, the list, and what they do to promised times."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from factories.people import person, signed_in

from commonbeat.city.agency.holidays import add_holidays, remove_holiday, usual_holidays
from commonbeat.city.agency.models import AgencyProfile, Holiday
from commonbeat.city.agency.queries import business_calendar
from commonbeat.kernel import audit
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks.calendar import calendar


def test_the_usual_holidays_of_2026() -> None:
    assert [(f"{one.day:%m-%d}", one.observed) for one in usual_holidays(2026)] == [
        ("01-01", False), ("01-19", False), ("02-16", False), ("05-25", False), ("06-19", False),
        ("07-03", True), ("09-07", False), ("11-11", False), ("11-26", False), ("11-27", False), ("12-25", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "name", "kept"),
    [
        (2022, "New Year's Day", date(2021, 12, 31)),
        (2023, "New Year's Day", date(2023, 1, 2)),
        (2027, "Independence Day", date(2027, 7, 5)),
        (2021, "Memorial Day", date(2021, 5, 31)),
        (2027, "Christmas Day", date(2027, 12, 24)),
    ],
)
def test_holidays_on_weekends_and_last_mondays(year: int, name: str, kept: date) -> None:
    assert [one.day for one in usual_holidays(year) if one.name == name] == [kept]


@pytest.mark.django_db
def test_adding_twice_adds_once_and_is_written_down() -> None:
    admin = person("administrator")
    assert len(add_holidays(usual_holidays(2026), actor=admin, reason="new year")) == 11
    assert add_holidays(usual_holidays(2026), actor=admin, reason="again") == []
    first, second = AuditEntry.objects.filter(action="agency.holiday_added").order_by("seq")
    assert audit.render(first).startswith(f"{admin.name} closed the office on 2026-01-01, 2026-01-19")
    assert second.details == {"days": "no further day"}


@pytest.mark.django_db
def test_the_clocks_follow_the_list() -> None:
    AgencyProfile.objects.create(id=1, timezone="America/Denver")
    add_holidays([Holiday(day=date(2026, 7, 3), name="Independence Day")], actor=audit.SYSTEM, reason="yes")
    assert calendar() == business_calendar()
    assert (calendar().tz.key, calendar().is_business_day(date(2026, 7, 3))) == ("America/Denver", False)
    assert [calendar().is_business_day(date(2026, 7, day)) for day in (4, 5, 6)] == [False, False, True]
    remove_holiday(Holiday.objects.get(), actor=audit.SYSTEM, reason="a mistake")
    assert calendar().is_business_day(date(2026, 7, 3))
    assert AuditEntry.objects.get(action="agency.holiday_removed").reason == "a mistake"


@pytest.mark.django_db
def test_who_may_not_closes_no_office() -> None:
    with pytest.raises(Refused):
        add_holidays(usual_holidays(2026), actor=person("officer"), reason="a long weekend")
    assert Holiday.objects.count() == 0


@pytest.mark.django_db
def test_the_page_adds_fills_and_removes() -> None:
    client = signed_in(person("administrator"))
    page = reverse("agency:holidays")
    assert "No holiday is on the list." in client.get(page).content.decode()

    one: dict[str, Any] = {"day": "2031-03-31", "name": "Cesar Chavez Day", "reason": "the council voted"}
    assert client.post(page, one).status_code == 302
    again = client.post(page, one)
    assert (again.status_code, "closed on this day already" in again.content.decode()) == (400, True)
    assert client.post(page, {"day": "2031-03-32", "name": "", "reason": ""}).status_code == 400

    usual = reverse("agency:holidays_usual")
    assert client.post(usual, {"year": "2031", "reason": "the new year"}).status_code == 302
    assert client.post(usual, {"year": "20311", "reason": "the new year"}).status_code == 400
    assert Holiday.objects.count() == 12

    gone = reverse("agency:holiday_remove", args=[Holiday.objects.get(day=date(2031, 3, 31)).pk])
    assert client.post(gone, {"reason": ""}).status_code == 400
    assert client.post(gone, {"reason": "the council voted again"}).status_code == 302
    assert client.get(gone).status_code == 404
    shown = client.get(page).content.decode()
    assert ("Cesar Chavez" in shown, "Juneteenth" in shown) == (False, True)

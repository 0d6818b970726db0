"""Who hears of promised times, and what stands in the mail."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories.people import person
from factories.promises import ANSWER, SECRET, TOWN, promise

from commonbeat.community.promises import notices
from commonbeat.kernel.clocks import ClockKind, ClockLate, calendar_days, declare, hours
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.notify.models import Message


@pytest.fixture
def answered_for(promised, monkeypatch):
    """The kinds as they are, with somebody to answer for each."""
    mine = (
        ClockKind(ANSWER, "Answer", "We answer.", calendar_days(3), escalate_to="requests.manage"),
        ClockKind(SECRET, "Alarm", "At once.", hours(1), public=False, escalate_to="questions.moderate"),
    )
    monkeypatch.setattr(declare, "_kinds", {one.name: one for one in mine})


def began(**ago: float) -> str:
    return (timezone.now().astimezone(TOWN) - timedelta(**ago)).replace(tzinfo=None).isoformat()


def test_the_morning_mail_counts_what_is_late_and_what_is_due_soon(answered_for):
    manager = person("community")
    person("officer")
    for _ in range(2):
        promise(began(days=9))
    promise(began(days=3))

    assert notices.morning(timezone.now()) == 1

    (mail,) = Message.objects.all()
    assert mail.recipient == manager.email
    assert "Answer: 2 late, 1 due soon" in mail.body


def test_one_mail_a_day_and_none_for_nothing(answered_for):
    person("community")
    assert notices.morning(timezone.now()) == 0
    promise(began(days=9))
    notices.morning(timezone.now())
    notices.morning(timezone.now())
    assert Message.objects.count() == 1


def test_an_owner_hears_of_what_is_his_own(answered_for):
    officer = person("officer")
    clock = promise(began(days=9))
    Clock.objects.filter(pk=clock.pk).update(owner=str(officer.pk))

    notices.morning(timezone.now())

    assert [mail.recipient for mail in Message.objects.all()] == [officer.email]


def test_a_promise_of_hours_is_told_at_once_and_one_of_days_is_not(answered_for):
    moderator = person("community")
    alarm, answer = promise(began(hours=3), kind=SECRET), promise(began(days=9))

    for clock in (alarm, answer, alarm):
        notices.at_once(ClockLate(str(clock.pk)))

    (mail,) = Message.objects.all()
    assert mail.recipient == moderator.email
    assert mail.body.startswith("Alarm: it should be done by now.")

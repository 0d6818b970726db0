"""A closed alert goes after three years, by two people, with everything done about it; a hold wins; figures stay a while."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from factories import support as make
from factories.retention import years_later

from commonbeat.accountability.support import actions
from commonbeat.accountability.support.models import Alert, Answer, Figure, Meeting
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls, workflow
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.retention import batches, executing, schedule
from commonbeat.kernel.retention.declare import rule

pytestmark = pytest.mark.django_db
RULE = "support.closed"


@pytest.fixture
def closed(settings, tmp_path):
    """A closed alert with a talk and an answer."""
    settings.COMMONBEAT_HOME = tmp_path
    sergeant = make.person("sergeant")
    _member, alert = make.raised(sergeant, account=make.person("officer"))
    with walls.looking(sergeant, "support_review", case=alert.file_id, writing=True):
        actions.take_step(alert, "acknowledge", actor=sergeant)
        actions.hold_meeting(alert, actor=sergeant, held_on=today(), text="We talked of a dog.")
        actions.take_step(alert, "review", actor=sergeant)
        actions.take_step(alert, "no_action", actor=sergeant, reason="a new dog")
    actions.answer(actor=alert.account, text="The dog is new.", alert=alert.pk)
    return alert


def proposed(monkeypatch):
    """What is due after three years, reviewed and approved by two who run early support."""
    years_later(monkeypatch, 3)
    batch = batches.propose()
    assert batch is not None
    batches.review(batch, actor=make.person("support_coordinator"))
    batches.approve(batch, actor=make.person("support_coordinator"), reason="Policy 1042")
    return batch


def test_three_years_from_closing(closed):
    assert schedule.counted(rule(RULE))[0] == 0
    assert schedule.counted(rule(RULE), timezone.now() + timedelta(days=3 * 365 - 3))[0] == 0
    assert schedule.counted(rule(RULE), timezone.now() + timedelta(days=3 * 365 + 3))[0] == 1


def test_everything_done_about_it_goes(closed, monkeypatch):
    batch = proposed(monkeypatch)
    executing.execute(batch.pk)
    assert list(batch.items.values_list("number", "outcome")) == [(closed.number, "disposed")]
    with make.platform(writing=False):
        assert Alert.objects.within_look().count() == 0
        assert Meeting.objects.within_look().count() == Answer.objects.within_look().count() == 0
        assert Clock.objects.filter(subject_id=closed.pk).count() == 0
        assert Figure.objects.within_look().count() == 48
    assert not Message.objects.filter(dedupe_key__contains=str(closed.pk)).exists()


def test_nobody_deletes_one_without_a_batch(closed):
    with (
        pytest.raises(DatabaseError),
        make.platform(),
        workflow.disposal("support.alert", actor=audit.SYSTEM, reason="x"),
        transaction.atomic(),
    ):
        Alert.objects.within_look().filter(pk=closed.pk).delete()


def test_an_open_alert_is_not_due(closed):
    sergeant = closed.file.member
    with make.platform():
        workflow.move(make.alert_of(sergeant), "reopen", actor=audit.SYSTEM, reason="again")
    assert schedule.counted(rule(RULE), timezone.now() + timedelta(days=4000))[0] == 0


def test_a_records_clerk_cannot_review_what_they_may_not_see(closed, monkeypatch):
    years_later(monkeypatch, 3)
    batch = batches.propose()
    with pytest.raises(workflow.MoveRefused):
        batches.review(batch, actor=make.person("records"))

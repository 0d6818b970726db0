"""The dataset of questions: released once by a person, then by itself, and honest about late changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commonbeat.community.questions import actions, jobs, published
from commonbeat.community.questions.models import PublicQuestion
from commonbeat.kernel import audit
from commonbeat.kernel.publish.actions import release
from commonbeat.kernel.publish.models import Release, RevisionNotice

pytestmark = pytest.mark.django_db
REASON = "For a test"


def key_in(pio: Any, days_ago: int) -> None:
    when = timezone.now() - timedelta(days=days_ago)
    actions.key_in(actor=pio, text="Why?", channel="phone", asked_at=when)


def test_the_daily_job_waits_for_a_persons_first_release(pio: Any):
    key_in(pio, 1)
    jobs.release_questions()
    assert Release.objects.filter(name="questions").count() == 0
    release("questions", actor=audit.SYSTEM, reason=REASON)
    jobs.release_questions()
    assert Release.objects.filter(name="questions").count() == 2


def test_a_question_keyed_in_late_changes_a_public_month_and_is_told(pio: Any):
    key_in(pio, 70)
    release("questions", actor=audit.SYSTEM, reason=REASON)
    assert RevisionNotice.objects.count() == 0
    key_in(pio, 70)
    release("questions", actor=audit.SYSTEM, reason=REASON)
    notice = RevisionNotice.objects.get()
    assert (notice.old, notice.new) == ("1", "2")


def test_columns_say_nothing_of_the_asker():
    names = {column.name for column in published.QUESTIONS.columns}
    fields = {field.name for field in PublicQuestion._meta.fields}
    assert names <= fields
    assert fields & {"owner", "text", "asked_at", "language", "source_link", "email", "phone"} == set()


def test_values_are_said_in_words():
    said = {column.name: column.said for column in published.QUESTIONS.columns if column.said}
    assert str(said["state"]("cannot_say")) == "We may not say"
    assert str(said["topic"]("traffic")) == "Traffic and parking"
    assert said["rule"]("") == ""

"""The dataset, and what happens to old commendations and suggestions."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from factories import retention as keep

from commonbeat.accountability.commendations import actions, jobs, public, published
from commonbeat.accountability.commendations.models import Commendation, PublicCommendation, Suggestion
from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit
from commonbeat.kernel.publish.actions import release
from commonbeat.kernel.publish.models import Release, RevisionNotice
from commonbeat.kernel.retention import batches, executing

pytestmark = pytest.mark.django_db
WORDS = "The curlew bassoon officer helped."


@pytest.fixture
def home(settings, tmp_path: Path) -> Path:
    settings.COMMONBEAT_HOME = tmp_path
    return tmp_path


def done(desk: Any, reyes: Member) -> Commendation:
    record = actions.commend(text=WORDS, channel="web", wants_public=True, email="curlew@example.org").record
    actions.match(record, actor=desk, member=reyes)
    actions.step(Commendation.objects.get(pk=record.pk), "pass_on", actor=desk)
    fresh = Commendation.objects.get(pk=record.pk)
    actions.publish(fresh, actor=desk, words={"words_en": WORDS})
    actions.step(fresh, "close", actor=desk)
    return fresh


def key_in(desk: Any, days_ago: int) -> None:
    when = timezone.now() - timedelta(days=days_ago)
    actions.commend(text="Hi", channel="phone", actor=desk, capability=actions.WORK, received_at=when)


def test_words_are_read_by_everybody_only_after_a_release(desk: Any, reyes: Member):
    done(desk, reyes)
    jobs.release_commendations()
    assert (Release.objects.count(), public.thanks()) == (0, [])
    release("commendations", actor=audit.SYSTEM, reason="For a test")
    assert [one.words for one in public.thanks()] == [WORDS]
    jobs.release_commendations()
    assert Release.objects.count() == 2


def test_columns_say_nothing_of_writer_or_officer():
    names = {column.name for column in published.COMMENDATIONS.columns}
    fields = {field.name for field in PublicCommendation._meta.fields}
    assert names <= fields
    assert not [
        name for name in fields if "officer" in name or name in ("text", "received_at", "place", "email")
    ]
    said = {column.name: column.said for column in published.COMMENDATIONS.columns if column.said}
    assert (str(said["state"]("passed_on")), str(said["channel"]("paper"))) == (
        "Passed on",
        "Paper form or letter",
    )


def test_what_is_written_down_late_changes_a_public_month_and_is_told(desk: Any):
    key_in(desk, 70)
    release("commendations", actor=audit.SYSTEM, reason="For a test")
    key_in(desk, 70)
    release("commendations", actor=audit.SYSTEM, reason="For a test")
    notice = RevisionNotice.objects.get()
    assert (notice.old, notice.new) == ("1", "2")


def test_old_words_go_and_the_public_row_goes_on_counting(desk: Any, reyes: Member, monkeypatch, home: Path):
    record = done(desk, reyes)
    release("commendations", actor=audit.SYSTEM, reason="For a test")
    keep.years_later(monkeypatch, 4.9)
    assert batches.propose() is None
    keep.years_later(monkeypatch, 5.1)
    batch = keep.approved()
    executing.execute(batch.pk)
    assert keep.outcomes(batch) == {record.number: "disposed"}
    assert "curlew" not in keep.everything(home)
    row = PublicCommendation.objects.get()
    assert (row.number, row.state, row.words_en, row.published_on) == (record.number, "closed", "", None)
    release("commendations", actor=audit.SYSTEM, reason="The day after")
    assert PublicCommendation.objects.get().number == record.number


def test_open_ones_are_kept(desk: Any, monkeypatch):
    key_in(desk, 1)
    actions.suggest(text="More light", channel="web")
    keep.years_later(monkeypatch, 9)
    assert batches.propose() is None
    suggestion = Suggestion.objects.get()
    assert suggestion.state == "received"

"""What happens to old questions."""

from pathlib import Path

import pytest
from factories import retention as keep
from factories.people import person

from commonbeat.community.questions import actions, alarms, published
from commonbeat.community.questions.models import Alarm, PublicQuestion, Question
from commonbeat.kernel import audit, contact
from commonbeat.kernel.publish.actions import release
from commonbeat.kernel.publish.models import Release, RevisionNotice
from commonbeat.kernel.retention import batches, executing

pytestmark = pytest.mark.django_db
WORDS = "Why does the curlew bassoon play at night?"


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.COMMONBEAT_HOME = tmp_path
    return tmp_path


def answered(pio, **more) -> Question:
    given = {
        "text": WORDS,
        "channel": "web",
        "language": "en",
        "wants_public": True,
        "email": "curlew@example.org",
        **more,
    }
    question = actions.ask(**given).question
    actions.step(question, "answer", actor=pio, values={"answer": "The curlew moved."})
    return question


def test_the_words_go_and_the_public_row_goes_on_counting(pio, monkeypatch, home) -> None:
    question = answered(pio)
    actions.publish(question, actor=pio, words={"question_en": WORDS, "answer_en": "The curlew moved."})
    keep.years_later(monkeypatch, 0.2)
    release("questions", actor=audit.SYSTEM, reason="for a test")
    released = list(Release.objects.values())
    keep.years_later(monkeypatch, 2)
    batch = keep.approved()
    executing.execute(batch.pk)
    assert keep.outcomes(batch) == {question.number: "disposed"}
    assert "curlew" not in keep.everything(home)
    row = PublicQuestion.objects.get()
    assert (row.number, row.state, row.days, row.question_en, row.answer_en, row.answered_on) == (
        question.number, "answered", 0, "", "", None
    )  # fmt: skip
    assert list(Release.objects.values()) == released
    release("questions", actor=audit.SYSTEM, reason="the day after")
    assert PublicQuestion.objects.get().number == question.number
    assert published.months(PublicQuestion) == released[0]["value"]
    assert RevisionNotice.objects.count() == 0


def test_an_alarm_nobody_has_looked_at_keeps_its_question(pio, monkeypatch) -> None:
    question = actions.ask(text="I want to kill myself", channel="web", language="en").question
    assert Alarm.objects.filter(question=question).exists()
    actions.step(question, "answer", actor=pio, values={"answer": "We called."})
    keep.years_later(monkeypatch, 2)
    assert batches.propose() is None
    alarms.acknowledge(Alarm.objects.get(), actor=pio, done="We called")
    batch = keep.approved()
    executing.execute(batch.pk)
    assert (Question.objects.count(), Alarm.objects.count()) == (0, 0)


def test_years_count_from_the_last_step(pio, monkeypatch) -> None:
    question = answered(pio)
    keep.years_later(monkeypatch, 1.5)
    actions.disagree(question, reason="That is no answer")
    assert batches.propose() is None
    actions.step(question, "answer", actor=pio, values={"answer": "It moved north."})
    keep.years_later(monkeypatch, 1.5)
    assert batches.propose() is None
    keep.years_later(monkeypatch, 0.6)
    assert batches.propose().items.get().number == question.number
    assert person("records") is not None
    assert contact.conversation_of(question) is not None

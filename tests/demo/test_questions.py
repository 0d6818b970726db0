"""The demo's questions follow the processes and clocks as they are declared."""

import pytest
from factories.people import person

from commonbeat.city.agency import days
from commonbeat.community.questions import published
from commonbeat.community.questions.models import HallQuestion, PublicQuestion, Question, TownHall
from commonbeat.community.questions.process import ANSWERED, OPEN
from commonbeat.demo import plants, questions
from commonbeat.kernel import audit
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.contact.models import Conversation
from commonbeat.kernel.publish.actions import release
from commonbeat.kernel.publish.queries import published as released


@pytest.fixture
def built(db: None) -> int:
    for role in ("pio", "community"):
        person(role)
    made = questions.build(plants.plan_for(days.today()), 98, lambda line: None)
    release("questions", actor=audit.SYSTEM, reason="For a test")
    return made


def test_a_year_of_questions_is_told_to_the_end(built: int):
    assert built == Question.objects.count() == 900
    assert Question.objects.values("number").distinct().count() == 900
    assert Conversation.objects.count() == 900
    states = dict(Clock.objects.filter(kind="questions.answer").values_list("subject_id", "outcome"))
    for question in Question.objects.all():
        outcome = states[question.pk]
        wanted = (
            {"kept", "late"} if question.state in ANSWERED else {""} if question.state in OPEN else {"void"}
        )
        assert outcome in wanted, question.state
    assert 0.02 < sum(one == "late" for one in states.values()) / 900 < 0.15
    assert 1 <= Question.objects.filter(state__in=OPEN).count() < 60


def test_what_is_public_had_consent_and_is_asked_once(built: int):
    rows = PublicQuestion.objects.exclude(question_en="")
    assert 25 <= rows.count() <= 40
    assert rows.values("question_en").distinct().count() == rows.count()
    agreed = set(Question.objects.filter(wants_public=True).values_list("number", flat=True))
    assert set(rows.values_list("number", flat=True)) <= agreed
    assert released("questions").release.n == 900
    assert list(published.refresh()) == []


def test_one_evening_is_over_and_one_to_come(built: int):
    past, coming = TownHall.objects.get(state="closed"), TownHall.objects.get(state="planned")
    assert past.key_destroyed_at == past.closed_at < coming.starts_at
    assert set(HallQuestion.objects.values_list("hall", "pseudonym")) == {(past.pk, None)}
    assert set(HallQuestion.objects.values_list("state", flat=True)) == {"answered", "declined"}


def test_a_second_build_adds_nothing(built: int):
    assert questions.build(plants.plan_for(days.today()), 98, lambda line: None) == 0

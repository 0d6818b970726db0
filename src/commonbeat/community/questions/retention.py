"""How long questions to the department are kept, and what of a question lies outside its own row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.retention import Erasure, RetentionRule
from commonbeat.kernel.workflow.models import Move

from .models import Alarm, PublicQuestion, Question
from .process import ANSWERED

KIND = "questions.Question"
CLOSED = (*ANSWERED, "withdrawn", "set_aside")
WORDS = ("question_en", "question_es", "answer_en", "answer_es")


def closed_questions() -> QuerySet[Any]:
    """Questions nobody owes an answer to, counted from their last step."""
    steps = Move.objects.filter(subject_id=OuterRef("pk"), process=Question.PROCESS).order_by("-at", "-id")
    rows = Question.objects.filter(state__in=CLOSED)
    rows = rows.exclude(
        pk__in=Alarm.objects.filter(acknowledged_at=None, question__isnull=False).values("question")
    )
    return rows.annotate(counted=Subquery(steps.values("at")[:1]))


def parts(question: Question) -> Iterable[Model]:
    """The question and its alarms, which have a clock of their own."""
    return (question, *question.alarms.all())


def _public_words(question: Question) -> None:
    """The words leave the public page; the row stays and counts: month, topic, state and days."""
    PublicQuestion.objects.filter(number=question.number).update(**dict.fromkeys(WORDS, ""), answered_on=None)


RULE = RetentionRule(
    name="questions.closed",
    title=_("Questions to the department"),
    model=KIND,
    authority=_("Government Code 34090(d): city records are kept for at least two years."),
    years=2,
    least=2,
    counted_from=_("the day of its last step"),
    rows=closed_questions,
    began="asked_at",
    process=Question.PROCESS,
    parts=parts,
    what=(
        Erasure(_("published words of question and answer; the public row goes on counting"), _public_words),
        Erasure(_("alarms about it")),
    ),
    criteria=(("topic", _("Topic (its code)")), ("channel", _("Way it came (its code)"))),
    kept_out=_("Open questions, and those whose alarm nobody has looked at. Town halls are kept."),
)

"""The dataset ``questions``: every question without its asker, and the words of those that may be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.monthly import months, rewrite
from commonbeat.city.agency.queries import agency
from commonbeat.kernel.publish import Change, Dataset
from commonbeat.kernel.workflow import process
from commonbeat.kernel.workflow.models import Move

from . import text
from .enums import Channel, Publication, Rule, Topic
from .models import PublicQuestion, Question
from .process import ANSWERED

NAME = "questions"
LATE = _("Questions were written down late, or set right.")


def refresh() -> Sequence[Change]:
    """Bring the public rows up to date.

    Returns:
        Months whose count was public before and now reads differently.
    """
    ended = _answered_at()
    rows = (_row(one, ended.get(one.pk)) for one in Question.objects.order_by("asked_at").iterator())
    return rewrite(NAME, Question, PublicQuestion, rows, why=str(LATE))


def show(question: Question) -> None:
    """Bring one row up to date at once: a published answer is read, a withdrawn one is gone, without waiting for a day."""
    row = _row(question, _answered_at(question).get(question.pk))
    PublicQuestion.objects.filter(pk=row.pk).delete()
    PublicQuestion.objects.bulk_create([row])


def _answered_at(question: Question | None = None) -> dict[Any, Any]:
    """When each question was answered, the last time."""
    moves = Move.objects.filter(process=Question.PROCESS, to_state__in=ANSWERED).order_by("at")
    if question is not None:
        moves = moves.filter(subject_id=question.pk)
    return dict(moves.values_list("subject_id", "at"))


def _row(question: Question, answered_at: Any) -> PublicQuestion:
    here = agency()
    asked = here.local_time(question.asked_at).date()
    answered = here.local_time(answered_at).date() if answered_at and question.state in ANSWERED else None
    public = question.publication == Publication.PUBLISHED
    refused = (
        question.publication in (Publication.DECLINED, Publication.WITHDRAWN) or question.state == "set_aside"
    )
    words = ("question_en", "question_es", "answer_en", "answer_es")
    return PublicQuestion(
        number=question.number,
        month=asked.replace(day=1),
        topic=question.topic,
        channel=question.channel,
        state=question.state,
        days=(answered - asked).days if answered else None,
        rule=question.rule if refused else "",
        answered_on=answered if public else None,
        **{name: getattr(question, name) if public else "" for name in words},
    )


def _said_state(value: str) -> Any:
    return process(Question.PROCESS).state(value).public_title


def _said(choices: Any) -> Any:
    return lambda value: choices(value).label if value else ""


SAID = {"state": _said_state, "topic": _said(Topic), "channel": _said(Channel), "rule": _said(Rule)}
QUESTIONS = Dataset(
    name=NAME,
    title=text.TITLE,
    description=text.DESCRIPTION,
    definition=text.DEFINITION,
    how_we_count=text.HOW_WE_COUNT,
    disclosure=text.DISCLOSURE,
    columns=tuple(replace(column, said=SAID.get(column.name)) for column in text.COLUMNS),
    rows=PublicQuestion.objects.all,
    order=("-month", "-number"),
    prepare=refresh,
    summary=partial(months, PublicQuestion),
    rhythm=_("every day"),
    at_once=True,
    formats=("csv", "json"),
    keywords=("police", "questions", "answers"),
    filters={"topic": "topic", "state": "state"},
)

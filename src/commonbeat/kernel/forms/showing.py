"""Answers shown with the questions of their day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import gettext as _

from commonbeat.kernel.forms.definition import Group, Question
from commonbeat.kernel.forms.models import FormVersion


@dataclass(frozen=True)
class ShownAnswer:
    """One answer in words.

    Attributes:
        group: the heading it stands under; blocks of a repeating group are numbered.
        question: the question in the reader's language.
        answer: the answer in the reader's language; free text as it was typed.
        code: the question's code.
    """

    group: str
    question: str
    answer: str
    code: str = ""


def shown(version: FormVersion, answers: Mapping[str, Any], language: str | None) -> list[ShownAnswer]:
    """Put kept answers into words, in the order they were asked; questions without an answer are left out.

    Args:
        version: the version they were given to (``version(key, number)``).
        answers: as ``QuestionForm.answers`` gave them; what does not fit the version is shown as it is.
        language: the reader's.
    """
    with translation.override(language or "en"):
        return list(_all(version, answers, language))


def _all(version: FormVersion, answers: Mapping[str, Any], language: str | None) -> Iterator[ShownAnswer]:
    for group in version.definition.groups:
        title = group.title.said(language)
        if not group.repeat:
            yield from _block(group, title, answers, language)
            continue
        blocks = answers.get(group.code)
        for at, block in enumerate(blocks if isinstance(blocks, list) else [], start=1):
            if isinstance(block, Mapping):
                yield from _block(group, f"{title} {at}", block, language)


def _block(group: Group, title: str, given: Mapping[str, Any], language: str | None) -> Iterator[ShownAnswer]:
    for question in group.questions:
        value = given.get(question.code)
        if value not in (None, "", []):
            words = in_words(question, value, language)
            yield ShownAnswer(title, question.label.said(language), words, question.code)


def in_words(question: Question, value: Any, language: str | None) -> str:
    """One answer in words; a value that does not fit the question is shown as it is."""
    try:
        return _said(question, value, language)
    except (ValueError, TypeError, OverflowError):
        return str(value)


def _said(question: Question, value: Any, language: str | None) -> str:
    kind = question.kind
    if kind in ("one", "many", "yes_no"):
        words = {choice.key: choice.words.said(language) for choice in question.choices}
        words = words or {"yes": _("Yes"), "no": _("No")}
        picked = value if isinstance(value, list) else [value]
        return ", ".join(str(words.get(str(key), key)) for key in picked)
    if kind == "money":
        return f"${number_format(f'{float(value):.2f}', force_grouping=True)}"
    if kind == "number" and isinstance(value, int | float):
        return number_format(value, force_grouping=True)
    if kind in ("date", "datetime"):
        moment = datetime.datetime.fromisoformat(str(value))
        date = date_format(moment, "DATE_FORMAT")
        return f"{date}, {time_format(moment, 'TIME_FORMAT')}" if "T" in str(value) else date
    return str(value)

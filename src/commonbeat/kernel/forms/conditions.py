"""Which questions apply, given the answers so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from commonbeat.kernel.forms.definition import CAN_DECIDE, Definition, Group, Question, When

Answer = Callable[[str], Any]
"""Gives the answer to a question by its code; ``None`` where it was not asked or not answered."""


def met(when: When | None, answer: Answer) -> bool:
    """Whether a condition holds; one that is not there always does."""
    if when is None:
        return True
    given = answer(when.question)
    return any(one in when.answers for one in (given if isinstance(given, list) else [given]))


def faults(definition: Definition) -> Iterator[tuple[str, str]]:
    """Conditions that cannot work: the place and what is wrong.

    A condition looks back: at a question asked before, in the same group or an earlier one. So there are no circles.
    """
    before: dict[str, tuple[Question, Group]] = {}
    for at, group in enumerate(definition.groups):
        if group.when:
            yield from _fault(group.when, f"groups[{at}].when", before, group)
        for number, question in enumerate(group.questions):
            if question.when:
                yield from _fault(question.when, f"groups[{at}].questions[{number}].when", before, group)
            before[question.code] = question, group


def _fault(
    when: When, key: str, before: dict[str, tuple[Question, Group]], group: Group
) -> Iterator[tuple[str, str]]:
    if when.question not in before:
        yield key, f"No question {when.question!r} stands before this one; a condition can only look back."
        return
    question, home = before[when.question]
    if question.kind not in CAN_DECIDE:
        yield (
            key,
            f"The answer to a question of kind {question.kind} cannot decide; {', '.join(CAN_DECIDE)} can.",
        )
        return
    if home.repeat and home is not group:
        yield (
            key,
            f"{when.question!r} is asked several times; only questions of its own group can look at it.",
        )
    for wanted in when.answers:
        if wanted not in question.picks():
            yield key, f"{wanted!r} is no answer to {when.question!r}: {', '.join(question.picks())}."

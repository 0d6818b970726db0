"""A form's questions as data: what a TOML definition becomes once it was read and found to be right."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

KINDS = (
    "text", "long", "number", "money", "date", "datetime", "one", "many", "yes_no", "phone", "email", "info",
)  # fmt: skip
WITH_CHOICES = ("one", "many")
WITH_TEXT = ("text", "long", "phone", "email")
WITH_RANGE = ("number", "money", "date", "datetime")
CAN_DECIDE = ("one", "many", "yes_no")
"""Kinds whose answer can decide whether another question is asked."""

DEFAULT_LENGTH = {"text": 200, "long": 4000, "phone": 40, "email": 254}
LONGEST = 20_000
MOST_BLOCKS = 50
FIRST_LANGUAGE = "en"

Bound = Decimal | datetime.date | str | None
"""The end of a range: a number, a date, or the word ``today``."""


@dataclass(frozen=True)
class Words:
    """One text in every language of the form."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def said(self, language: str | None) -> str:
        """The text in a language; in English where that one is missing.

        Args:
            language: a code such as ``es`` or ``es-mx``; ``None`` is English.
        """
        code = (language or FIRST_LANGUAGE).partition("-")[0]
        return self.by_language.get(code) or self.by_language.get(FIRST_LANGUAGE, "")

    def __bool__(self) -> bool:
        return bool(self.by_language)


@dataclass(frozen=True)
class Choice:
    """One answer to pick from: the key is kept, the words are shown."""

    key: str
    words: Words


@dataclass(frozen=True)
class When:
    """Ask only if another question was answered with one of these keys."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Repeat:
    """How often a group may be filled in: "add another person"."""

    least: int
    most: int


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        code: its name in stored answers; never changes its meaning.
        kind: one of ``KINDS``; ``info`` asks nothing and is read only.
        required: whether an answer is needed (where the question applies).
        max_length: most characters of a text.
        least, most: ends of the range of a number, a sum or a date.
        decimals: most digits after the point of a number.
    """

    code: str
    kind: str
    label: Words
    help: Words = Words()
    required: bool = False
    max_length: int = 0
    least: Bound = None
    most: Bound = None
    decimals: int = 0
    choices: tuple[Choice, ...] = ()
    when: When | None = None

    def picks(self) -> tuple[str, ...]:
        """What the answer may be, for kinds that offer a choice."""
        return ("yes", "no") if self.kind == "yes_no" else tuple(choice.key for choice in self.choices)


@dataclass(frozen=True)
class Group:
    """Questions that belong together under one heading; with ``repeat`` they can be answered several times."""

    code: str
    title: Words
    questions: tuple[Question, ...]
    repeat: Repeat | None = None
    when: When | None = None


@dataclass(frozen=True)
class Definition:
    """A whole form."""

    title: Words
    groups: tuple[Group, ...]
    intro: Words = Words()

    def questions(self) -> Iterator[Question]:
        """Every question in the order it is asked."""
        for group in self.groups:
            yield from group.questions

    def question(self, code: str) -> Question | None:
        """The question with this code."""
        return next((question for question in self.questions() if question.code == code), None)

    def codes(self) -> frozenset[str]:
        """Codes of all questions."""
        return frozenset(question.code for question in self.questions())

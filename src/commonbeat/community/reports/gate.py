"""The gate as data: questions asked before any personal data, and rules that say where each answer leads."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .text import Words

FILE = Path(__file__).resolve().parent / "data" / "gate.toml"
ROUTES = ("emergency", "dispatch", "person", "callback", "agency", "online")


@dataclass(frozen=True)
class Choice:
    """One answer to a question of the gate."""

    key: str
    label: Words


@dataclass(frozen=True)
class Question:
    """One question of the gate.

    Attributes:
        code: its name in the rules and in the form.
        label: what is asked.
        help: a line below it; may be empty.
        choices: the answers, the first one the harmless one except for the kind.
    """

    code: str
    label: Words
    help: Words
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Rule:
    """Where a set of answers leads.

    Attributes:
        code: its name, kept with a call-back and in counts.
        when: question → answers that fit; all named questions must fit.
        route: one of `ROUTES`.
        title, why: what the resident is told; may hold ``{emergency}`` and ``{line}`` for the numbers.
    """

    code: str
    when: MappingProxyType[str, frozenset[str]]
    route: str
    title: Words
    why: Words


@dataclass(frozen=True)
class Gate:
    """The questions and rules in force."""

    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    never_refused: frozenset[str]

    def question(self, code: str) -> Question:
        """The question of this name.

        Raises:
            KeyError: there is none.
        """
        for question in self.questions:
            if question.code == code:
                return question
        raise KeyError(code)


class GateBroken(ValueError):
    """The file of the gate does not hang together; the text says what is wrong."""


@cache
def gate() -> Gate:
    """The gate that is shipped, read once."""
    return read_gate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def read_gate(data: dict[str, Any]) -> Gate:
    """Build a gate from its file's content.

    Raises:
        GateBroken: an unknown question, answer or route, a text missing in a language, or no last rule for all.
    """
    questions = tuple(
        Question(
            row["code"],
            _words(row, ""),
            Words(row.get("help_en", ""), row.get("help_es", "")),
            tuple(Choice(one["key"], _words(one, "")) for one in row["choices"]),
        )
        for row in data["questions"]
    )
    answers = {question.code: {one.key for one in question.choices} for question in questions}
    rules = tuple(_rule(row, answers) for row in data["rules"])
    if not rules or rules[-1].when:
        raise GateBroken("The last rule of the gate must fit every answer.")
    unknown = set(data["never_refused"]) - answers["kind"]
    if unknown:
        raise GateBroken(f"Kinds that are never refused are not asked for: {sorted(unknown)}.")
    return Gate(questions, rules, frozenset(data["never_refused"]))


def _rule(row: dict[str, Any], answers: dict[str, set[str]]) -> Rule:
    for code, keys in row["when"].items():
        if not set(keys) <= answers.get(code, set()):
            raise GateBroken(f"The rule {row['code']} names an answer to {code} that nobody can give.")
    if row["route"] not in ROUTES:
        raise GateBroken(f"The rule {row['code']} leads to {row['route']!r}, which is no route.")
    when = MappingProxyType({code: frozenset(keys) for code, keys in row["when"].items()})
    return Rule(row["code"], when, row["route"], _words(row, "title_"), _words(row, "why_"))


def _words(row: dict[str, Any], prefix: str) -> Words:
    try:
        words = Words(row[f"{prefix}en"], row[f"{prefix}es"])
    except KeyError as error:
        raise GateBroken(f"{row.get('code') or row.get('key')} lacks {error} in the gate's file.") from None
    if not (words.en and words.es):
        raise GateBroken(f"{row.get('code') or row.get('key')} has an empty text in the gate's file.")
    return words

"""Declaring how long a kind of record is kept, on whose authority, and what goes with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

Text = str | Promise
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class UnknownRule(LookupError):
    """A retention rule was named that no topic registers."""


class Waits(Exception):
    """Raised by an erasure: other records that are still kept need this one. It is proposed again later."""


def _with_its_row(record: Any) -> None:
    """The database deletes it with the record."""


@dataclass(frozen=True)
class Erasure:
    """Something of a record that goes with it.

    Attributes:
        label: what goes, in words for the page of the rule.
        run: erases it, in the transaction that disposes of the record; it may raise `Waits`. Nothing has to be done
            for rows that are deleted with the record's own.
    """

    label: Text
    run: Callable[[Any], None] = _with_its_row


def _alone(record: Any) -> Iterable[Model]:
    return (record,)


@dataclass(frozen=True)
class RetentionRule:
    """How long one kind of record is kept.

    The row itself, its moves, clocks, attachments, conversation and queued mail always go; ``what`` adds the rest.

    Attributes:
        name: ``topic.rule``, for instance ``requests.closed``.
        title: the records, in words: "Closed requests".
        model: label of the model, for instance ``requests.ServiceRequest``; its rows have a ``number``.
        authority: statute or policy the length rests on.
        years: whole years it is kept, unless the agency keeps it longer.
        least: whole years below which no agency may go.
        counted_from: the moment the years are counted from, in words.
        rows: the records the rule is about, whatever their age, each annotated with that moment as ``counted``;
            those that are still open, or kept for another reason, are left out.
        began: field with the moment a record came in.
        process: the workflow the record follows, or the one it belongs to: its clocks go under that name.
        parts: the record and every record below it that has clocks, attachments or a conversation of its own.
        what: erasures besides the usual ones.
        criteria: columns a hold may choose by, with their titles.
        kept_out: which records the rule leaves out and why, in words.
        purpose: for records behind a wall (their rows are those ``within_look()``): the purpose under which people look
            through what is proposed. It needs no case. Only who sees every line can review and approve such a batch,
            and everybody else is shown no more of it than how many.
    """

    name: str
    title: Text
    model: str
    authority: Text
    years: int
    least: int
    counted_from: Text
    rows: Callable[[], QuerySet[Any]]
    began: str
    process: str
    parts: Callable[[Any], Iterable[Model]] = _alone
    what: tuple[Erasure, ...] = ()
    criteria: tuple[tuple[str, Text], ...] = field(default=())
    kept_out: Text = ""
    purpose: str = ""

    def __post_init__(self) -> None:
        """Refuse a declaration that contradicts itself.

        Raises:
            ValueError: a malformed name, no authority, a length below the legal minimum, or protected records that
                could be counted by what is in them.
        """
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"A retention rule is called topic.rule, not {self.name!r}.")
        if not self.authority:
            raise ValueError(f"The rule {self.name} names no authority.")
        if not 1 <= self.least <= self.years:
            raise ValueError(f"The rule {self.name} is shorter than its legal minimum.")
        if self.purpose and self.criteria:
            raise ValueError(
                f"The rule {self.name} is about protected records: a hold covers one of them, or all."
            )


_rules: dict[str, RetentionRule] = {}


def register_rule(rule: RetentionRule) -> RetentionRule:
    """Make a rule known (call it in ``module.py``); the same one may be registered again.

    Raises:
        ValueError: another rule has this name.
    """
    if _rules.setdefault(rule.name, rule) != rule:
        raise ValueError(f"There is another retention rule {rule.name} already.")
    return rule


def rule(name: str) -> RetentionRule:
    """The registered rule of this name.

    Raises:
        UnknownRule: nobody registered it.
    """
    try:
        return _rules[name]
    except KeyError:
        raise UnknownRule(f"No topic registers the retention rule {name!r}.") from None


def rules() -> list[RetentionRule]:
    """Every registered rule, by name."""
    return [_rules[name] for name in sorted(_rules)]


def kinds() -> dict[str, list[RetentionRule]]:
    """The rules by the kind of record they are about."""
    found: dict[str, list[RetentionRule]] = {}
    for one in rules():
        found.setdefault(one.model, []).append(one)
    return found


def english(text: Text) -> str:
    """A text in English: manifests are read for years and not in the language of the moment."""
    from django.utils import translation

    with translation.override("en"):
        return str(text)

"""Reading a definition from TOML. Everything that is wrong is found in one go, with its line."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from commonbeat.kernel.forms import conditions
from commonbeat.kernel.forms.definition import (
    DEFAULT_LENGTH,
    FIRST_LANGUAGE,
    KINDS,
    LONGEST,
    MOST_BLOCKS,
    WITH_CHOICES,
    WITH_RANGE,
    WITH_TEXT,
    Bound,
    Choice,
    Definition,
    Group,
    Question,
    Repeat,
    When,
    Words,
)  # fmt: skip
from commonbeat.kernel.forms.errors import BadDefinition, Fault
from commonbeat.kernel.forms.lines import line_at, lines_of

LANGUAGES = ("en", "es")
LARGEST = 512 * 1024
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_TOP = {"title", "intro", "groups"}
_GROUP = {"code", "title", "repeat", "when", "questions"}
_QUESTION = {
    "code", "kind", "label", "help", "required", "max_length", "min", "max", "decimals", "choices", "when",
}  # fmt: skip


@lru_cache(maxsize=512)
def parse(text: str) -> Definition:
    """Read a definition.

    Args:
        text: TOML as described in ``docs/howto/change-a-form.md``.

    Raises:
        BadDefinition: it cannot be used; all faults are listed.
    """
    if len(text) > LARGEST:
        raise BadDefinition([Fault(0, "", f"The definition is longer than {LARGEST:,} characters.")])
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        at = int(line[1]) if line else text.count("\n") + 1
        raise BadDefinition([Fault(at, "", f"This is not TOML: {error}.")]) from None
    reader = _Reader(lines_of(text))
    definition = reader.definition(table)
    if not reader.faults:
        for key, words in conditions.faults(definition):
            reader.wrong(key, words)
    if reader.faults:
        raise BadDefinition(sorted(reader.faults, key=lambda fault: fault.line))
    return definition


class _Reader:
    """Walks through the tables and collects what is wrong."""

    def __init__(self, lines: dict[str, int]) -> None:
        self.lines = lines
        self.faults: list[Fault] = []
        self.used: set[str] = set()

    def wrong(self, key: str, text: str) -> None:
        self.faults.append(Fault(line_at(self.lines, key), key, text))

    def definition(self, table: dict[str, Any]) -> Definition:
        self._known("", table, _TOP)
        groups = self._tables(table.get("groups"), "groups", "A form needs at least one [[groups]].")
        return Definition(
            title=self._words(table.get("title"), "title", needed=True),
            intro=self._words(table.get("intro"), "intro"),
            groups=tuple(self._group(one, f"groups[{at}]") for at, one in enumerate(groups)),
        )

    def _group(self, table: dict[str, Any], key: str) -> Group:
        self._known(key, table, _GROUP)
        rows = self._tables(table.get("questions"), f"{key}.questions", "A group needs [[groups.questions]].")
        return Group(
            code=self._code(table.get("code"), f"{key}.code"),
            title=self._words(table.get("title"), f"{key}.title", needed=True),
            questions=tuple(self._question(row, f"{key}.questions[{at}]") for at, row in enumerate(rows)),
            repeat=self._repeat(table.get("repeat"), f"{key}.repeat"),
            when=self._when(table.get("when"), f"{key}.when"),
        )

    def _question(self, table: dict[str, Any], key: str) -> Question:
        self._known(key, table, _QUESTION)
        kind = table.get("kind")
        if kind not in KINDS:
            self.wrong(f"{key}.kind", f"{kind!r} is no kind of question. There are: {', '.join(KINDS)}.")
            kind = "text"
        self._fits(table, kind, key)
        required = table.get("required", False)
        if not isinstance(required, bool):
            self.wrong(f"{key}.required", "This is true or false.")
        return Question(
            code=self._code(table.get("code"), f"{key}.code"),
            kind=kind,
            label=self._words(table.get("label"), f"{key}.label", needed=True),
            help=self._words(table.get("help"), f"{key}.help"),
            required=required is True,
            max_length=self._whole(table, "max_length", key, DEFAULT_LENGTH.get(kind, 0), 1, LONGEST),
            least=self._bound(table.get("min"), kind, f"{key}.min"),
            most=self._bound(table.get("max"), kind, f"{key}.max"),
            decimals=self._whole(table, "decimals", key, 0, 0, 6),
            choices=self._choices(table.get("choices"), kind, f"{key}.choices"),
            when=self._when(table.get("when"), f"{key}.when"),
        )

    def _fits(self, table: dict[str, Any], kind: str, key: str) -> None:
        """Refuse settings that mean nothing for the kind: they are typing mistakes."""
        belongs = {"max_length": WITH_TEXT, "min": WITH_RANGE, "max": WITH_RANGE, "decimals": ("number",)}
        belongs["choices"] = WITH_CHOICES
        for name, kinds in belongs.items():
            if name in table and kind not in kinds:
                self.wrong(f"{key}.{name}", f"Only {', '.join(kinds)} have this, not {kind}.")
        if kind == "info" and table.get("required"):
            self.wrong(f"{key}.required", "An info text cannot be answered.")
        least, most = (self._quiet(table.get(name), kind) for name in ("min", "max"))
        if type(least) is type(most) and isinstance(least, Decimal | datetime.date) and least > most:  # type: ignore[operator]
            self.wrong(f"{key}.min", "The least is above the most.")

    def _known(self, key: str, table: dict[str, Any], names: set[str]) -> None:
        for name in table.keys() - names:
            self.wrong(f"{key}.{name}".lstrip("."), f"Not known here. There are: {', '.join(sorted(names))}.")

    def _tables(self, value: Any, key: str, none: str) -> list[dict[str, Any]]:
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            return value
        self.wrong(key, none)
        return []

    def _code(self, value: Any, key: str) -> str:
        if not isinstance(value, str) or not _CODE.fullmatch(value):
            self.wrong(key, "A code is made of small letters, digits and _, and begins with a letter.")
        elif value in self.used:
            self.wrong(key, f"{value!r} is used twice; every group and every question has its own code.")
        else:
            self.used.add(value)
        return str(value)

    def _words(self, value: Any, key: str, *, needed: bool = False) -> Words:
        if value is None and not needed:
            return Words()
        if not isinstance(value, dict):
            self.wrong(key, f"Give the text in each language: {key.rpartition('.')[2]}.en and .es.")
            return Words()
        for name in value.keys() - set(LANGUAGES):
            self.wrong(f"{key}.{name}", f"Not a language of this platform: {', '.join(LANGUAGES)}.")
        return self._said(value, key)

    def _said(self, value: dict[str, Any], key: str) -> Words:
        said = {code: value.get(code) for code in LANGUAGES}
        for code, text in said.items():
            if not isinstance(text, str) or not text.strip():
                self.wrong(
                    f"{key}.{code}", f"The text in {'English' if code == 'en' else 'Spanish'} is missing."
                )
            elif len(text) > LONGEST or any(sign < " " and sign not in "\n\t" for sign in text):
                self.wrong(f"{key}.{code}", "The text is too long or holds control characters.")
        return Words({code: text.strip() for code, text in said.items() if isinstance(text, str)})

    def _whole(self, table: dict[str, Any], name: str, key: str, default: int, least: int, most: int) -> int:
        value = table.get(name, default)
        if name in table and (type(value) is not int or not least <= value <= most):
            self.wrong(f"{key}.{name}", f"A whole number from {least} to {most:,}.")
            return default
        return int(value)

    def _quiet(self, value: Any, kind: str) -> Bound:
        """The end of a range, or nothing where it cannot be read."""
        if kind in ("number", "money"):
            number = type(value) is int or type(value) is float
            found = Decimal(str(value)) if number else None
            return found if found is not None and found.is_finite() else None
        if isinstance(value, datetime.datetime):
            return None
        return value if isinstance(value, datetime.date) or value == "today" else None

    def _bound(self, value: Any, kind: str, key: str) -> Bound:
        found = self._quiet(value, kind)
        if value is not None and found is None and kind in WITH_RANGE:
            number = kind in ("number", "money")
            self.wrong(key, "A number." if number else 'A day such as 2020-01-31 without quotes, or "today".')
        return found

    def _choices(self, value: Any, kind: str, key: str) -> tuple[Choice, ...]:
        if kind not in WITH_CHOICES:
            return ()
        rows = self._tables(value, key, "Give at least one choice: {key=…, en=…, es=…}.")
        made: list[Choice] = []
        for at, row in enumerate(rows):
            here, name = f"{key}[{at}]", row.get("key")
            if not isinstance(name, str) or not _KEY.fullmatch(name):
                self.wrong(f"{here}.key", "A key is made of letters, digits, point, - and _.")
            elif any(choice.key == name for choice in made):
                self.wrong(f"{here}.key", f"{name!r} stands here twice.")
            self._known(here, row, {"key", *LANGUAGES})
            made.append(Choice(str(name), self._said(row, here)))
        return tuple(made)

    def _repeat(self, value: Any, key: str) -> Repeat | None:
        if value is None:
            return None
        table = value if isinstance(value, dict) and not value.keys() - {"min", "max"} else {}
        least, most = table.get("min", 1), table.get("max")
        if type(least) is int and type(most) is int and 0 <= least <= most and 1 <= most <= MOST_BLOCKS:
            return Repeat(least, most)
        self.wrong(key, f"Say {{min=…, max=…}}: how often at least and at most ({MOST_BLOCKS} is the most).")
        return None

    def _when(self, value: Any, key: str) -> When | None:
        if value is None:
            return None
        wanted = value.get("is") if isinstance(value, dict) else None
        wanted = [wanted] if isinstance(wanted, str) else wanted
        if (
            not isinstance(value, dict) or value.keys() != {"question", "is"} or not _texts(wanted)
            or not isinstance(value["question"], str)
        ):  # fmt: skip
            self.wrong(key, 'Say {question="code", is=["key", …]}.')
            return None
        return When(value["question"], tuple(wanted or ()))


def _texts(value: Any) -> bool:
    """Whether this is a list of texts with something in it."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def languages() -> Iterable[str]:
    """The languages every text must be given in; the first one stands in for a missing one."""
    return (FIRST_LANGUAGE, *[code for code in LANGUAGES if code != FIRST_LANGUAGE])

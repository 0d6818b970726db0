"""A form of one version: drawn, checked, and turned into answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonbeat.kernel.forms import hints
from commonbeat.kernel.forms.conditions import met
from commonbeat.kernel.forms.definition import Definition, Group, Question
from commonbeat.kernel.forms.fields import Pieces, field_of
from commonbeat.kernel.forms.models import FormVersion
from commonbeat.kernel.forms.page import Asked, Block, GroupShown
from commonbeat.kernel.forms.posted import Posted, texts_of


class QuestionForm(forms.Form):
    """The questions of one version. Make it with ``build``.

    Attributes:
        version: the version asked; keep its key and number with the answers.
        rearranging: a button "add another" or "remove" was pressed: the page is to be shown again as it is,
            nothing is checked and ``is_valid()`` is false without errors.
        drafts: whether the page may keep a draft on the reader's own device.
    """

    def __init__(
        self, version: FormVersion, *, data: Mapping[str, Any] | None, prefix: str,
        answers: Mapping[str, Any] | None, drafts: bool,
    ) -> None:  # fmt: skip
        self.version, self.drafts = version, drafts
        self.definition: Definition = version.definition
        self.language = get_language()
        self.prefix = prefix
        self.rows = self._counted(data, answers or {})
        self.fresh: tuple[str, int] | None = None
        posted = self._taken(data) if data is not None else None
        self.rearranging = posted is not None and self._rearranged(data or {}, posted)
        super().__init__(posted, prefix=prefix, use_required_attribute=False)
        for group, at, question in self.each():
            if question.kind != "info":
                self.fields[self.name_of(group, at, question)] = self._field(question)
        self.initial = self._initial(answers or {})

    # names

    def name_of(self, group: Group, at: int, question: Question) -> str:
        """The field's name without the form's prefix."""
        return f"{group.code}-{at}-{question.code}" if group.repeat else question.code

    def each(self) -> Iterator[tuple[Group, int, Question]]:
        """Every question that is on the page: its group, which block, the question."""
        for group in self.definition.groups:
            for at in range(self.rows.get(group.code, 1)):
                for question in group.questions:
                    yield group, at, question

    def _full(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    # what was sent

    def _counted(self, data: Mapping[str, Any] | None, answers: Mapping[str, Any]) -> dict[str, int]:
        """How many blocks each repeating group has."""
        rows = {}
        for group in self.definition.groups:
            if not group.repeat:
                continue
            given = answers.get(group.code)
            wanted = len(given) if isinstance(given, list) else max(group.repeat.least, 1)
            name = self._full(f"{group.code}-rows")
            if data is not None and name in data:
                text = texts_of(data, [name]).get(name) or ""
                wanted = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else wanted
            rows[group.code] = max(group.repeat.least, min(group.repeat.most, wanted))
        return rows

    def _taken(self, data: Mapping[str, Any]) -> Posted:
        """The texts of every control on the page."""
        names: list[str] = []
        for group, at, question in self.each():
            name = self._full(self.name_of(group, at, question))
            dated = question.kind in ("date", "datetime")
            names += [f"{name}_{piece}" for piece in Pieces.names] if dated else [name]
        return texts_of(data, names)

    def _rearranged(self, data: Mapping[str, Any], posted: Posted) -> bool:
        """Add or remove a block if one of those buttons was pressed."""
        for group in self.definition.groups:
            if not group.repeat:
                continue
            rows = self.rows[group.code]
            if self._full(f"{group.code}-add") in data:
                if rows < group.repeat.most:
                    self.fresh = group.code, rows
                    self.rows[group.code] = rows + 1
                return True
            for at in range(rows):
                if self._full(f"{group.code}-{at}-remove") in data:
                    self._drop(group, at, posted)
                    return True
        return False

    def _drop(self, group: Group, at: int, posted: Posted) -> None:
        """Take one block out; those behind it move up."""
        rows = self.rows[group.code]
        for place in range(at, rows):
            start, following = (self._full(f"{group.code}-{one}-") for one in (place, place + 1))
            for name in [name for name in posted if name.startswith(start)]:
                del posted[name]
            for name in [name for name in posted if name.startswith(following)]:
                posted.setlist(start + name[len(following) :], posted.getlist(name))
        self.rows[group.code] = max(group.repeat.least if group.repeat else 0, rows - 1)

    # fields

    def _field(self, question: Question) -> forms.Field:
        help_text = hints.help_of(question, self.language)
        return field_of(
            question, label=question.label.said(self.language), help_text=help_text,
            say=lambda words: words.said(self.language),
        )  # fmt: skip

    def _initial(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Kept answers under the names of the fields."""
        found = {}
        for group, at, question in self.each():
            source: Any = answers
            if group.repeat:
                blocks = answers.get(group.code)
                source = blocks[at] if isinstance(blocks, list) and at < len(blocks) else {}
            if isinstance(source, Mapping) and question.code in source:
                found[self.name_of(group, at, question)] = source[question.code]
        return found

    # checking

    def full_clean(self) -> None:
        """Check everything, unless a block was only added or removed."""
        if self.rearranging:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def is_valid(self) -> bool:
        """Whether all answers are complete and right; false as well while blocks are being added or removed."""
        return not self.rearranging and super().is_valid()

    def clean(self) -> dict[str, Any]:
        """Drop what does not apply; say what is missing and what held characters that cannot be kept."""
        taken_out = self.data.cleaned if isinstance(self.data, Posted) else set()
        kept: dict[str, Any] = {}
        for group, at, question in self.each():
            if question.kind == "info":
                continue
            name = self.name_of(group, at, question)
            value = self.cleaned_data.get(name)
            if not self._applies(group, at, question, kept):
                self.errors.pop(name, None)
                continue
            if any(full == self._full(name) or full.startswith(f"{self._full(name)}_") for full in taken_out):
                self.add_error(
                    name,
                    _(
                        "This held hidden characters that cannot be kept. They are gone now: check it and send it again."
                    ),
                )
            elif name not in self.errors:
                if value is not None:
                    kept[name] = value
                elif question.required:
                    self.add_error(name, hints.missing(question))
        return kept

    def _applies(self, group: Group, at: int, question: Question, kept: Mapping[str, Any]) -> bool:
        """Whether a question is asked, given the valid answers before it."""
        own = {one.code for one in group.questions} if group.repeat else set()

        def answer(code: str) -> Any:
            return kept.get(f"{group.code}-{at}-{code}" if code in own else code)

        return met(group.when, answer) and met(question.when, answer)

    def answers(self) -> dict[str, Any]:
        """The answers by code, as JSON can hold them; a repeating group is a list of such dicts under its code.

        Questions that do not apply or were left empty are not there; blocks without any answer are left out.

        Raises:
            ValueError: the form is not valid.
        """
        if not self.is_valid():
            raise ValueError("Answers are read from a valid form only.")
        found: dict[str, Any] = {}
        for group in self.definition.groups:
            if group.repeat:
                blocks = [self._block_answers(group, at) for at in range(self.rows[group.code])]
                if any(blocks):
                    found[group.code] = [block for block in blocks if block]
            else:
                found |= self._block_answers(group, 0)
        return found

    def _block_answers(self, group: Group, at: int) -> dict[str, Any]:
        pairs = ((question.code, self.name_of(group, at, question)) for question in group.questions)
        return {code: self.cleaned_data[name] for code, name in pairs if name in self.cleaned_data}

    # drawing

    @property
    def groups(self) -> list[GroupShown]:
        """The page: groups, their blocks, their questions."""
        return [self._shown(group) for group in self.definition.groups]

    @property
    def repeats(self) -> list[GroupShown]:
        """The groups that can be filled in several times."""
        return [shown for shown in self.groups if shown.group.repeat]

    def _shown(self, group: Group) -> GroupShown:
        title, rows = group.title.said(self.language), self.rows.get(group.code, 1)
        condition = hints.condition_of(self.definition, group.when, self.language)
        decides, answers = self._when(group, 0, group.when)
        blocks = [self._block(group, at, title, rows) for at in range(rows)]
        if not group.repeat:
            return GroupShown(group, title, blocks, condition, decides, answers)
        return GroupShown(
            group, title, blocks, condition, decides, answers, self._full(f"{group.code}-rows"),
            self._full(f"{group.code}-add") if rows < group.repeat.most else "", hints.limit_of(group.repeat.most),
        )  # fmt: skip

    def _block(self, group: Group, at: int, title: str, rows: int) -> Block:
        asked = [self._asked(group, at, question) for question in group.questions]
        least = group.repeat.least if group.repeat else 1
        remove = self._full(f"{group.code}-{at}-remove") if rows > least else ""
        heading = f"{title} {at + 1}" if group.repeat else title
        return Block(group, heading, at + 1, asked, remove, (group.code, at) == self.fresh)

    def _asked(self, group: Group, at: int, question: Question) -> Asked:
        bound = None if question.kind == "info" else self[self.name_of(group, at, question)]
        decides, answers = self._when(group, at, question.when)
        return Asked(
            question, question.label.said(self.language), hints.help_of(question, self.language), bound,
            hints.condition_of(self.definition, question.when, self.language), decides, answers,
        )  # fmt: skip

    def _when(self, group: Group, at: int, when: Any) -> tuple[str, str]:
        """For the page's script: the control that decides, and the answers that count."""
        if when is None:
            return "", ""
        same_block = group.repeat and any(one.code == when.question for one in group.questions)
        name = f"{group.code}-{at}-{when.question}" if same_block else when.question
        return self._full(name), " ".join(when.answers)


def build(
    version: FormVersion,
    *,
    data: Mapping[str, Any] | None = None,
    files: Any = None,
    prefix: str = "q",
    answers: Mapping[str, Any] | None = None,
    drafts: bool = False,
) -> QuestionForm:
    """Make the form of a version in the language that is active now.

    Args:
        version: from ``current`` or ``version``.
        data: what was posted (any mapping); ``None`` for an empty form.
        files: taken for the common shape of Django forms; questions hold no files (see ``kernel.attachments``).
        prefix: goes before every control's name.
        answers: kept answers to begin with, as ``answers()`` gave them.
        drafts: whether the page may keep a draft on the reader's own device.
    """
    return QuestionForm(version, data=data, prefix=prefix, answers=answers, drafts=drafts)

"""Django fields for the kinds of questions. Whether an answer is needed is decided by the form, not here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.forms import values
from commonbeat.kernel.forms.definition import Question, Words

RADIOS_UP_TO = 6


class Pieces(forms.MultiWidget):
    """Month, day and year (and time) as plain controls; answers are kept as ISO texts."""

    use_fieldset = True
    names = ("month", "day", "year", "time")

    def __init__(self, *, with_time: bool) -> None:
        small = {"inputmode": "numeric", "autocomplete": "off"}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "month": forms.Select(
                choices=[("", _("Pick a month")), *((str(at), name) for at, name in MONTHS.items())]
            ),
            "day": forms.TextInput(attrs={**small, "maxlength": "2"}),
            "year": forms.TextInput(attrs={**small, "maxlength": "4"}),
        }
        if with_time:
            parts["time"] = forms.TimeInput(attrs={"type": "time"})
        super().__init__(parts)

    def decompress(self, value: Any) -> list[str]:
        """A kept answer in its pieces; nothing for one that cannot be read."""
        date, _t, time = str(value or "").partition("T")
        parts = date.split("-")
        if len(parts) != 3:
            return ["", "", "", ""]
        year, month, day = parts
        return [month.lstrip("0"), day.lstrip("0"), year, time[:5]]


class Answer(forms.Field):
    """Any question answered with one control."""

    def __init__(self, question: Question, read: Callable[[Question, str], Any], **kwargs: Any) -> None:
        self.question, self.read = question, read
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """The value to keep; ``None`` for no answer."""
        typed = str(value or "")
        return self.read(self.question, typed) if typed.strip() else None


class Picks(forms.MultipleChoiceField):
    """Any number of choices."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        self.question = question
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """Keys in the definition's order; ``None`` for none."""
        typed = [str(one) for one in value] if isinstance(value, list | tuple) else []
        return values.many(self.question, typed) or None


class Day(forms.Field):
    """A day, or a day and a time, from its pieces."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        self.question = question
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """An ISO text; ``None`` when nothing at all was given."""
        pieces = [str(piece or "") for piece in (value or [])]
        if not any(piece.strip() for piece in pieces):
            return None
        if self.question.kind == "date":
            return values.day(self.question, *pieces[:3])
        return values.moment(self.question, *pieces[:4])


class Choices(forms.ChoiceField):
    """One choice; the words are those of the page's language."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        self.question = question
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """The key; ``None`` for none."""
        return values.one(self.question, str(value)) if value else None


def field_of(question: Question, *, label: str, help_text: str, say: Callable[[Words], str]) -> forms.Field:
    """The field that asks a question.

    Args:
        question: any kind but ``info``.
        label: the question in the page's language.
        help_text: its help and its limits.
        say: turns words into the page's language.
    """
    words: Mapping[str, Any] = {"label": label, "help_text": help_text}
    kind = question.kind
    if kind in ("date", "datetime"):
        return Day(question, widget=Pieces(with_time=kind == "datetime"), **words)
    if kind == "many":
        picks = [(choice.key, say(choice.words)) for choice in question.choices]
        return Picks(
            question,
            widget=forms.CheckboxSelectMultiple({"class": "usa-checkbox__input"}),
            choices=picks,
            **words,
        )
    if kind in ("one", "yes_no"):
        return _one_of(question, words, say)
    return Answer(question, values.FROM_ONE[kind], widget=_box(question), **words)


def _one_of(question: Question, words: Mapping[str, Any], say: Callable[[Words], str]) -> forms.Field:
    """Radio buttons for a few choices, a list for more."""
    if question.kind == "yes_no":
        picks: list[tuple[str, Any]] = [("yes", _("Yes")), ("no", _("No"))]
    else:
        picks = [(choice.key, say(choice.words)) for choice in question.choices]
    if len(picks) <= RADIOS_UP_TO:
        return Choices(
            question, widget=forms.RadioSelect({"class": "usa-radio__input"}), choices=picks, **words
        )
    return Choices(question, widget=forms.Select, choices=[("", _("Pick one")), *picks], **words)


def _box(question: Question) -> forms.Widget:
    """The text box for a kind."""
    if question.kind == "long":
        return forms.Textarea(attrs={"rows": 6})
    if question.kind == "phone":
        return forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    if question.kind == "email":
        return forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"})
    if question.kind in ("number", "money"):
        return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.TextInput(attrs={"autocomplete": "off"})

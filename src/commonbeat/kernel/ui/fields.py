"""Form fields that many pages ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

ANY = ("", _("Any"))


YEARS = range(1900, 2200)
"""What somebody means by a year; any other one is a slip of the keys, and the database or a calendar may not know it."""


def of_our_time(value: date | None) -> None:
    """Refuse a day or moment of a year nobody means.

    Raises:
        ValidationError: with what to do.
    """
    if value is not None and value.year not in YEARS:
        raise ValidationError(_("Please check the year."))


class Day(forms.DateField):
    """A day, as browsers send it from their calendar, whatever the language of the page."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        """What was typed, of a year somebody can mean."""
        found: date | None = super().to_python(value)
        of_our_time(found)
        return found


def day(label: Text, *, required: bool = False, **more: Any) -> forms.DateField:
    """A day, picked from the browser's calendar; ``more`` as for any field."""
    return Day(label=label, required=required, **more)


def passage(label: Text, *, rows: int = 3, most: int = 2000, **more: Any) -> forms.CharField:
    """Words over several lines, at most ``most`` characters; ``more`` as for any field."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


def one_of(label: Text, choices: Iterable[tuple[Any, Any]] = ()) -> forms.ChoiceField:
    """A filter by one of some values; by none unless one is chosen.

    Choices that stand on file are given later, by ``FilterForm.offer``.
    """
    return forms.ChoiceField(label=label, required=False, choices=[ANY, *choices])

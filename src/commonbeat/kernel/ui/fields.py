"""Form fields that many pages ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

ANY = ("", _("Any"))


def day(label: Text, *, required: bool = False, **more: Any) -> forms.DateField:
    """A day, picked from the browser's calendar; ``more`` as for any field."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}), **more
    )


def passage(label: Text, *, rows: int = 3, most: int = 2000, **more: Any) -> forms.CharField:
    """Words over several lines, at most ``most`` characters; ``more`` as for any field."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


def one_of(label: Text, choices: Iterable[tuple[Any, Any]] = ()) -> forms.ChoiceField:
    """A filter by one of some values; by none unless one is chosen.

    Choices that stand on file are given later, by ``FilterForm.offer``.
    """
    return forms.ChoiceField(label=label, required=False, choices=[ANY, *choices])

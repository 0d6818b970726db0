"""Filters of the list, the note and the export form."""

from __future__ import annotations

from typing import Any

from django import forms

from commonbeat.city.codes.models import CallType
from commonbeat.city.places.models import Beat
from commonbeat.kernel.ui.lists import FilterForm

from .enums import Origin, Reception

ANY = [("", "Any")]


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class Filters(FilterForm):
    """What the list shows; every value lives in the address."""

    q = forms.CharField(label="Number or place", required=False, max_length=80)
    since = _date("From")
    until = _date("To")
    beat = forms.ChoiceField(label="Beat", required=False)
    group = forms.ChoiceField(label="Type group", required=False)
    priority = forms.ChoiceField(
        label="Priority", required=False, choices=ANY + [(str(n), str(n)) for n in range(1, 6)]
    )
    origin = forms.ChoiceField(label="Origin", required=False, choices=ANY + list(Origin.choices))
    reception = forms.ChoiceField(label="Reception", required=False, choices=ANY + list(Reception.choices))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read beats and groups on file."""
        super().__init__(*args, **kwargs)
        beats = Beat.objects.filter(valid_to=None).order_by("code").values_list("code", "name")
        groups = CallType.objects.order_by("group").values_list("group", flat=True).distinct()
        self.fields["beat"].choices = ANY + [(code, f"{code} {name}".strip()) for code, name in beats]
        self.fields["group"].choices = ANY + [
            (group, group.replace("_", " ").capitalize()) for group in groups
        ]


class NoteForm(forms.Form):
    """A note for a call."""

    text = forms.CharField(label="Note", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(
        label="Reason", required=False, max_length=200, help_text="If it is added after closing."
    )


class ExportForm(forms.Form):
    """Why rows leave the system."""

    reason = forms.CharField(
        label="What is it for?",
        max_length=200,
        help_text="Kept in the audit log with your name and the number of rows.",
    )

"""Filters of the list."""

from __future__ import annotations

from typing import Any

from django import forms

from commonbeat.city.places.models import Beat
from commonbeat.kernel.ui.lists import FilterForm
from commonbeat.kernel.ui.search import values_on_file

from .models import Incident


class Filters(FilterForm):
    """What the list shows; every value lives in the address."""

    q = forms.CharField(label="Number or place", required=False, max_length=80)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    beat = forms.ChoiceField(label="Beat", required=False)
    group = forms.ChoiceField(label="Offence group", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read beats and groups on file."""
        super().__init__(*args, **kwargs)
        beats = Beat.objects.filter(valid_to=None).order_by("code").values_list("code", "name")
        self.fields["beat"].choices = [
            ("", "Any"),
            *((code, f"{code} {name}".strip()) for code, name in beats),
        ]
        groups = values_on_file(Incident.objects.all(), "offence_group")
        self.fields["group"].choices = [
            ("", "Any"),
            *((group, group.replace("_", " ").capitalize()) for group in groups),
        ]

"""Filters of the list."""

from __future__ import annotations

from typing import Any

from django import forms

from commonbeat.city.places.queries import beat_choices
from commonbeat.kernel.ui.fields import day, one_of
from commonbeat.kernel.ui.lists import FilterForm
from commonbeat.kernel.ui.search import values_on_file

from .models import Incident


class Filters(FilterForm):
    """What the list shows; every value lives in the address."""

    q = forms.CharField(label="Number or place", required=False, max_length=80)
    since = day("From")
    until = day("To")
    beat = one_of("Beat")
    group = one_of("Offence group")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read beats and groups on file."""
        super().__init__(*args, **kwargs)
        self.offer("beat", beat_choices())
        groups = values_on_file(Incident.objects.all(), "offence_group")
        self.offer("group", ((group, group.replace("_", " ").capitalize()) for group in groups))

"""Filters of the list, the note and the export form."""

from __future__ import annotations

from typing import Any

from django import forms

from commonbeat.city.codes.models import CallType
from commonbeat.city.places.queries import beat_choices
from commonbeat.kernel.ui.fields import day, one_of, passage
from commonbeat.kernel.ui.lists import FilterForm

from .enums import Origin, Reception


class Filters(FilterForm):
    """What the list shows; every value lives in the address."""

    q = forms.CharField(label="Number or place", required=False, max_length=80)
    since = day("From")
    until = day("To")
    beat = one_of("Beat")
    group = one_of("Type group")
    priority = one_of("Priority", [(str(n), str(n)) for n in range(1, 6)])
    origin = one_of("Origin", Origin.choices)
    reception = one_of("Reception", Reception.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read beats and groups on file."""
        super().__init__(*args, **kwargs)
        self.offer("beat", beat_choices())
        groups = CallType.objects.order_by("group").values_list("group", flat=True).distinct()
        self.offer("group", ((group, group.replace("_", " ").capitalize()) for group in groups))


class NoteForm(forms.Form):
    """A note for a call."""

    text = passage("Note", most=4000)
    reason = forms.CharField(
        label="Reason", required=False, max_length=200, help_text="If it is added after closing."
    )

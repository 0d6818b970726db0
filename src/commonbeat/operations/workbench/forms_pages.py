"""What each page asks besides the shared filters. Every choice has a usual value, so an empty address works."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import SOURCES, ScopeForm


class TrendsForm(ScopeForm):
    """Trends: nothing besides the shared filters."""


class TimesForm(ScopeForm):
    """Times: reported crimes by the window in which they happened."""

    usual_source = "incidents"


class PlacesForm(ScopeForm):
    """Places: how fine, and which map."""

    display = ("layer",)
    layer = forms.ChoiceField(
        label=_("Map"),
        initial="counts",
        required=False,
        choices=[
            ("counts", _("Counts")),
            ("density", _("Smoothed")),
            ("gi", _("Hot spots (Gi*)")),
            ("persistence", _("Places that last")),
        ],
    )
    cell = forms.TypedChoiceField(
        label=_("Cell"), initial="150", required=False, coerce=int, empty_value=150,
        choices=[("100", "100 m"), ("150", "150 m"), ("250", "250 m")],
    )  # fmt: skip


class RepeatsForm(ScopeForm):
    """Repeats: how near and how soon."""

    usual_source = "incidents"
    metric = forms.ChoiceField(
        label=_("Distance"), initial="manhattan", required=False,
        choices=[("manhattan", _("Along streets")), ("euclidean", _("Straight line"))],
    )  # fmt: skip


def _slider(low: int, high: int, step: int = 1) -> forms.NumberInput:
    """A control to try values with; without a script it is sent by the button beside it."""
    return forms.NumberInput(attrs={"type": "range", "min": low, "max": high, "step": step})


class StaffingForm(ScopeForm):
    """Staffing: how many units, how busy they may be, how fast they drive."""

    units = forms.IntegerField(
        label=_("Units on duty"), initial=8, min_value=1, max_value=15, widget=_slider(1, 15)
    )
    target = forms.IntegerField(
        label=_("Time on calls, at most %"), initial=60, min_value=10, max_value=95, widget=_slider(10, 95, 5)
    )
    speed = forms.IntegerField(label=_("Speed, km/h"), initial=40, min_value=10, max_value=100)

    def __init__(self, data: Any = None) -> None:
        """Calls only: reported crimes commit no units."""
        super().__init__(data)
        self.fields["source"].choices = SOURCES[:1]


class BeatsForm(ScopeForm):
    """Beats: how fine, how even, from today's plan or afresh, and what must stay."""

    size = forms.TypedChoiceField(
        label=_("Hexagons"), initial="8", required=False, coerce=int, empty_value=8,
        choices=[("8", _("0.7 km²")), ("9", _("0.1 km²"))],
    )  # fmt: skip
    start = forms.ChoiceField(
        label=_("Begin with"), initial="today", required=False,
        choices=[("today", _("Today's beats")), ("scratch", _("A clean sheet"))],
    )  # fmt: skip
    tolerance = forms.IntegerField(label=_("Loads within, %"), initial=10, min_value=3, max_value=40)
    locked = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput, initial="")

    def __init__(self, data: Any = None) -> None:
        """A plan is for the whole city."""
        super().__init__(data)
        self.fields["beat"].choices = [("", _("Whole city"))]


FORMS: dict[str, type[ScopeForm]] = {
    "trends": TrendsForm,
    "times": TimesForm,
    "places": PlacesForm,
    "repeats": RepeatsForm,
    "staffing": StaffingForm,
    "beats": BeatsForm,
}

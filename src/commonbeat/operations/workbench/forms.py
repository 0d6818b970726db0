"""The filters every page shares, what some pages ask besides, and the form that keeps an analysis."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.queries import agency
from commonbeat.city.places.queries import beat_choices
from commonbeat.kernel.ui.fields import day

from .models import SavedAnalysis
from .queries import groups
from .scope import Scope, usual

LONGEST_DAYS = 6 * 366
SOURCES = [("calls", _("Community calls")), ("incidents", _("Reported crimes"))]


class ScopeForm(forms.Form):
    """Which rows. An empty address means all community calls of the last 52 full weeks."""

    source = forms.ChoiceField(label=_("What"), choices=SOURCES, required=False)
    since = day(_("From"))
    until = day(_("To"))
    group = forms.ChoiceField(label=_("Type group"), required=False)
    beat = forms.ChoiceField(label=_("Beat"), required=False)
    usual_source = "calls"
    shared = ("source", "since", "until", "group", "beat")
    display: tuple[str, ...] = ()

    def __init__(self, data: Any = None) -> None:
        """Fill what the address leaves open."""
        here = agency()
        first, end = usual(timezone.now().astimezone(here.tz).date(), here.week_start)
        given = {name: value for name, value in (data or {}).items() if value != ""}
        usuals = {"source": self.usual_source, "since": first, "until": end - timedelta(days=1)}
        options = {name: line.initial for name, line in self.base_fields.items() if line.initial is not None}
        super().__init__({**options, **usuals, **given})
        self.fields["beat"].choices = [("", _("Whole city")), *beat_choices()]
        self.fields["group"].choices = [("", _("All")), *groups(str(self.data["source"]))]

    def clean(self) -> dict[str, Any]:
        """The days must follow each other, and not go on for ever."""
        values = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first one."))
        elif since and until and (until - since).days > LONGEST_DAYS:
            self.add_error("since", _("Choose six years at most."))
        return values

    @property
    def scope(self) -> Scope:
        """What is asked; call it on a valid form only."""
        kept = self.cleaned_data
        own = {name: _plain(value) for name, value in kept.items() if name not in self.shared}
        return Scope(
            source=kept["source"],
            since=kept["since"],
            until=kept["until"] + timedelta(days=1),
            group=kept["group"],
            beat=kept["beat"],
            options={name: value for name, value in own.items() if name not in self.display},
            display={name: value for name, value in own.items() if name in self.display},
        )


def _plain(value: Any) -> Any:
    """A value that can be kept as JSON."""
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)


class SaveForm(forms.ModelForm):
    """Keeping a view under a name."""

    class Meta:
        model = SavedAnalysis
        fields = ("name", "finding", "in_report")
        help_texts = {"finding": _("One sentence with its numbers; it becomes the title in the report.")}

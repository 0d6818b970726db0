"""Forms of the pages about retention."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.jobs.schedules import zone
from commonbeat.kernel.retention import declare
from commonbeat.kernel.retention.models import Hold, Item
from commonbeat.kernel.ui.lists import FilterForm

KEPT = _("One sentence, kept in the audit log. No names of people who are not staff.")


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=KEPT, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class Reason(forms.Form):
    """Why something is done."""

    reason = _words(_("Reason"))


class Step(forms.Form):
    """A step of a batch, as the person saw it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class StepWithReason(Step):
    """The same where a reason is needed."""

    reason = _words(_("Reason"))


class Approval(Step):
    """The second person's words."""

    reason = _words(_("On whose authority"))
    sure = forms.BooleanField(label=_("I know that these records cannot be brought back."))


class Years(forms.Form):
    """How long the records of a rule are kept here."""

    years = forms.IntegerField(label=_("Years"), min_value=1)
    reason = _words(_("Why"))


class HoldFilter(FilterForm):
    """Which holds are listed."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), ("standing", _("in force")), ("released", _("released"))],
    )


class ItemFilter(FilterForm):
    """Which records of a batch are listed."""

    outcome = forms.ChoiceField(
        label=_("What became of it"), required=False, choices=[("", _("all")), *Item.Outcome.choices]
    )


class NewHold(forms.Form):
    """A hold on one record, on those that have something in common, or on a whole kind."""

    why = forms.ChoiceField(label=_("Why it must be kept"), choices=Hold.Why.choices)
    authority = forms.CharField(
        label=_("Case, request or letter"), help_text=_("Such as “Case 26-CV-104”."), max_length=200
    )
    reason = _words(_("Reason"))
    kind = forms.ChoiceField(label=_("Which records"))
    number = forms.CharField(
        label=_("Number of one record"),
        help_text=_("Leave it empty to hold all records of this kind, or those chosen below."),
        max_length=20,
        required=False,
    )
    field = forms.ChoiceField(label=_("Only records with the same"), required=False)
    value = forms.CharField(label=_("Its value"), max_length=120, required=False)
    since = forms.DateField(
        label=_("Came in from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Came in until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = declare.kinds()
        self.fields["kind"].choices = [
            (label, " / ".join(str(one.title) for one in rules)) for label, rules in kinds.items()
        ]
        columns = {
            column: title for rules in kinds.values() for one in rules for column, title in one.criteria
        }
        self.fields["field"].choices = [("", _("–")), *columns.items()]

    def moments(self) -> dict[str, datetime | None]:
        """The days as moments in the agency's zone; the last day is in."""
        first, last = self.cleaned_data["since"], self.cleaned_data["until"]
        return {
            "since": _midnight(first) if first else None,
            "until": _midnight(last + timedelta(days=1)) if last else None,
        }


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), zone())

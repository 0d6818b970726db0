"""The form that changes the agency profile."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import AgencyProfile, Holiday

WEEKDAYS = [(0, _("Monday")), (5, _("Saturday")), (6, _("Sunday"))]


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason for the change"), max_length=200, help_text=_("Kept in the audit log.")
    )


class ProfileForm(forms.ModelForm):
    """Name, place, clock and the assumptions that reports state."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    week_start = forms.TypedChoiceField(choices=WEEKDAYS, coerce=int, label=_("First day of the week"))
    reason = _reason()

    class Meta:
        model = AgencyProfile
        fields = [
            "name",
            "city_name",
            "state",
            "population",
            "timezone",
            "week_start",
            "emergency_number",
            "other_help_number",
            "publication_delay_hours",
            "utilisation_target",
        ]
        labels = {
            "name": _("Name of the department"),
            "city_name": _("City"),
            "state": _("State"),
            "population": _("Residents"),
            "timezone": _("Time zone"),
            "emergency_number": _("Emergency number"),
            "other_help_number": _("Number for everything else"),
            "publication_delay_hours": _("Hours before a call may be published"),
            "utilisation_target": _("Share of a unit's hour that calls may fill"),
        }
        help_texts = {
            "timezone": _("As in America/Los_Angeles."),
            "utilisation_target": _("Between 0.3 and 0.9. Staffing figures state it as an assumption."),
        }

    def clean_timezone(self) -> str:
        """Accept only zones this machine knows."""
        name: str = self.cleaned_data["timezone"].strip()
        if name not in available_timezones():
            raise forms.ValidationError(_("This time zone is not known. Write it like America/Los_Angeles."))
        return name

    def clean_utilisation_target(self) -> float:
        """Accept only targets under which a queue can be worked off."""
        value: float = self.cleaned_data["utilisation_target"]
        if not 0.3 <= value <= 0.9:
            raise forms.ValidationError(_("Choose a share between 0.3 and 0.9."))
        return value

    def changes(self) -> dict[str, Any]:
        """The profile's new values, without the reason."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class HolidayForm(forms.ModelForm):
    """One more day on which the office is closed."""

    reason = _reason()

    class Meta:
        model = Holiday
        fields = ["day", "name", "observed"]
        labels = {
            "day": _("Day"),
            "name": _("Name"),
            "observed": _("Kept on this day because the holiday itself falls on a weekend"),
        }
        widgets = {"day": forms.DateInput(attrs={"type": "date"})}
        error_messages = {"day": {"unique": _("The office is closed on this day already.")}}


class UsualForm(forms.Form):
    """The usual holidays of a year at once."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    reason = _reason()


class ReasonForm(forms.Form):
    """Only the reason."""

    reason = _reason()

"""Forms of the pages about keys."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import api_keys
from commonbeat.kernel.ui.lists import FilterForm

LASTS = [(90, _("90 days")), (365, _("1 year")), (730, _("2 years")), (1096, _("3 years"))]


class KeyFilter(FilterForm):
    """Which keys are listed."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")), ("active", _("active")), ("expired", _("expired")), ("revoked", _("revoked")),
        ],
    )  # fmt: skip


class NewKey(forms.Form):
    """A key to issue."""

    holder = forms.CharField(
        label=_("Who gets it"), help_text=_("The company or system, such as “Park app”."), max_length=120
    )
    contact = forms.CharField(
        label=_("Whom to ask"), help_text=_("A work e-mail address or telephone number."), max_length=254
    )
    scopes = forms.MultipleChoiceField(label=_("What it is good for"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("Good for"), coerce=int, choices=LASTS, initial=365)
    per_hour = forms.IntegerField(
        label=_("Requests an hour"),
        initial=600,
        min_value=1,
        max_value=api_keys.MOST_PER_HOUR,
        help_text=_(
            "An app with one address of its own may use a quarter of this from there; give its server more."
        ),
    )
    purpose = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence, kept in the audit log. No names of people who are not staff."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(one.name, one.label) for one in api_keys.scopes()]


class Reason(forms.Form):
    """Why a key is revoked."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One sentence, kept in the audit log. No names of people who are not staff."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

"""What people fill in when they answer a finding or release a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Decision

ANSWERS = [
    (Decision.ACCEPTED, _("Accept: we will do something")),
    (Decision.DECLINED, _("Decline: we will not, and say why")),
    (Decision.EXPLAINED, _("Explain: we know where it comes from")),
    (Decision.NOTE, _("Sign a note")),
    (Decision.CLOSED, _("Close the work")),
]


_TO_ACCEPT = _("Needed to accept.")


class DecisionForm(forms.Form):
    """An answer to one finding. What an acceptance needs is asked for only then."""

    kind = forms.ChoiceField(choices=ANSWERS, label=_("Your answer"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason or note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    hours = forms.CharField(label=_("Days and hours"), required=False, max_length=120)
    tactic = forms.CharField(
        label=_("What will be done"),
        help_text=_TO_ACCEPT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )
    other_option = forms.CharField(
        label=_("Which option without enforcement was considered"),
        help_text=_TO_ACCEPT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )
    owner = forms.CharField(label=_("Who owns it"), help_text=_TO_ACCEPT, required=False, max_length=120)
    review_on = forms.DateField(
        label=_("Review on"),
        help_text=_TO_ACCEPT,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        """An acceptance names deed, owner, other option and review date."""
        given = super().clean() or {}
        if given.get("kind") == Decision.ACCEPTED:
            for name in ("tactic", "other_option", "owner", "review_on"):
                if not given.get(name):
                    self.add_error(name, _("To accept, fill this in."))
        return given


class ReleaseForm(forms.Form):
    """The signature under a public report."""

    reason = forms.CharField(
        label=_("What did you check?"),
        help_text=_("Kept in the audit log with your name."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

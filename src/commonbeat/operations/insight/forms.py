"""What people fill in when they answer a finding or release a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.ui.fields import day, passage

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
    reason = passage(_("Reason or note"))
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    hours = forms.CharField(label=_("Days and hours"), required=False, max_length=120)
    tactic = passage(_("What will be done"), rows=2, most=1000, help_text=_TO_ACCEPT, required=False)
    other_option = passage(
        _("Which option without enforcement was considered"),
        rows=2,
        most=1000,
        help_text=_TO_ACCEPT,
        required=False,
    )
    owner = forms.CharField(label=_("Who owns it"), help_text=_TO_ACCEPT, required=False, max_length=120)
    review_on = day(_("Review on"), help_text=_TO_ACCEPT)

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

    reason = passage(
        _("What did you check?"), most=1000, help_text=_("Kept in the audit log with your name.")
    )

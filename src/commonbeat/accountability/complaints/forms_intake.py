"""What staff fill in when a complaint came by telephone, on paper or in person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.fields import Moment
from commonbeat.kernel.ui.fields import passage

from . import enums

STAFF_CHANNELS = [
    (value, label) for value, label in enums.Channel.choices if value not in ("web", "imported")
]
NEWS = [
    ("", _("By e-mail, if they gave an address")),
    ("sms", _("By text message")),
    ("none", _("Not at all; they look with their code")),
]
NOW = (enums.Channel.PHONE, enums.Channel.COUNTER)
"""Ways in on which a complaint is received while it is written down."""
OLDEST = timedelta(days=731)  # a mistyped year would end the one-year limit before it began


class KeyInForm(forms.Form):
    """A complaint that came by telephone, on paper or in person, written down for whoever complains."""

    channel = forms.ChoiceField(label=_("How it came in"), choices=STAFF_CHANNELS)
    received_at = Moment(
        label=_("When it was received"),
        required=False,
        help_text=_("The clocks run from here. Empty for a call or somebody at the counter: now."),
    )
    openness = forms.ChoiceField(
        label=_("They wish to stay"), choices=enums.Openness, widget=forms.RadioSelect,
        help_text=_(
            "Say it before they choose. Anonymous: no name is written down. Confidential: not shown to colleagues or the "
            "public; a court, a prosecutor or an appeal may require it. Open: the officer may be told who complained; the "
            "public never is."
        ),
    )  # fmt: skip
    filer = forms.ChoiceField(label=_("Who files"), choices=enums.Filer)
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("es", "Español")])
    text = passage(_("What happened, in their words"), rows=8, most=20_000)
    officers = passage(
        _("Who it is about"), rows=2, most=2000, required=False,
        help_text=_("One a line: name, badge, car or looks. Not known is normal."),
    )  # fmt: skip
    about_leadership = forms.BooleanField(
        label=_("It is about the chief, the head of internal affairs or an administrator"), required=False
    )
    place = forms.CharField(label=_("Where"), max_length=300, required=False)
    occurred_from = Moment(label=_("When it happened"), required=False)
    incident_number = forms.CharField(label=_("Call or case number"), max_length=40, required=False)
    witnesses = passage(
        _("Witnesses"),
        rows=2,
        most=2000,
        required=False,
        help_text=_("Video or sound too: what, and where it is."),
    )
    profiling = forms.ChoiceField(
        label=_("Do they say they were profiled?"), required=False, widget=forms.RadioSelect,
        choices=[("", _("Not answered")), ("yes", _("Yes")), ("no", _("No"))],
        help_text=_("Always ask. Nobody has to answer."),
    )  # fmt: skip
    profiling_kinds = forms.MultipleChoiceField(
        label=_("By what"), choices=enums.Profiling, required=False, widget=forms.CheckboxSelectMultiple
    )
    retaliation = forms.BooleanField(label=_("They were punished for an earlier complaint"), required=False)
    about_number = forms.CharField(
        label=_("Number of that complaint, as they give it"), max_length=40, required=False
    )
    wished = passage(_("What they would like to happen"), rows=2, most=2000, required=False)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    address = forms.CharField(label=_("Address for letters"), max_length=300, required=False)
    wants = forms.ChoiceField(label=_("How they hear that there is news"), choices=NEWS, required=False)
    wants_call_back = forms.BooleanField(label=_("Wants a supervisor to call within a day"), required=False)
    wants_mediation = forms.BooleanField(
        label=_("Would talk with the officer, with a mediator"), required=False
    )

    def clean_profiling(self) -> bool | None:
        """Yes, no, or not answered."""
        return {"yes": True, "no": False}.get(self.cleaned_data["profiling"])

    def clean(self) -> dict[str, Any]:
        """What came on paper came at some time; news goes where it can."""
        given = dict(super().clean() or {})
        if (
            not given.get("received_at")
            and "received_at" not in self.errors
            and given.get("channel") not in NOW
        ):
            self.add_error("received_at", _("Say when it reached the department: the clocks run from there."))
        received, happened = given.get("received_at"), given.get("occurred_from")
        if received and received < timezone.now() - OLDEST:
            self.add_error("received_at", _("This is more than two years ago. Please check the year."))
        elif received and happened and happened > received:
            self.add_error("occurred_from", _("It happened after it was received? Please check both."))
        chosen = given.get("wants", "")
        given["wants"] = {"": "email" if given.get("email") else "", "none": ""}.get(chosen, chosen)
        return given

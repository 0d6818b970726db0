"""Forms of early support."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.city.roster.models import Member
from commonbeat.kernel.ui.fields import day as on_day
from commonbeat.kernel.ui.fields import passage

from .enums import Help
from .models import LONGEST


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason, for the record"), max_length=300)


class MeetingForm(forms.Form):
    """A talk."""

    held_on = on_day(_("Day of the talk"), required=True)
    present = forms.CharField(label=_("Who else was there, if anybody"), required=False, max_length=200)
    text = passage(_("What was said"), most=LONGEST, help_text=_("The officer reads it."))


class PlanForm(forms.Form):
    """A plan."""

    helps = forms.MultipleChoiceField(
        label=_("What is offered"),
        choices=Help.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = passage(_("What was agreed"), most=LONGEST, help_text=_("The officer reads it."))
    goal = forms.CharField(label=_("How one will know that it helped"), max_length=300)
    agreed_on = on_day(_("Day it was agreed"), required=True)


class FollowUpForm(forms.Form):
    """Looking at a plan again."""

    day = forms.TypedChoiceField(label=_("After"), coerce=int, choices=())
    held_on = on_day(_("Day of the talk"), required=True)
    text = passage(_("How it goes"), most=LONGEST)


class WordsForm(forms.Form):
    """A few words."""

    text = passage(_("In words"), most=LONGEST)


class AnswerForm(forms.Form):
    """What the officer says."""

    text = passage(
        _("Your words"),
        most=LONGEST,
        help_text=_("Your supervisor reads them beside the figures. Nobody can change them, nor can you."),
    )
    alert = forms.UUIDField(required=False, widget=forms.HiddenInput)


class NoticeForm(forms.Form):
    """A labour notice."""

    document = forms.CharField(
        label=_("Document"), max_length=200, help_text=_("Title and file number of the notice or agreement.")
    )
    organisation = forms.CharField(label=_("Organisation of the officers"), max_length=120)
    served_on = on_day(_("Day it was served"), required=True)
    note = passage(_("What was agreed"), required=False)


class SupervisorForm(forms.Form):
    """Who leads whom."""

    member = forms.ModelChoiceField(label=_("Member"), queryset=Member.objects.none())
    supervisor = forms.ChoiceField(label=_("Led by"), required=False)
    since = on_day(_("From"), required=True)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        """Offer sworn members, and accounts that may look after alerts."""
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["member"].queryset = Member.objects.filter(is_sworn=True).order_by("name")  # type: ignore[attr-defined]
        self.fields["supervisor"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody for now")),
            *[(key, one.name) for key, one in self.people.items()],
        ]

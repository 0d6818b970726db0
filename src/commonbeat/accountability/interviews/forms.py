"""Forms of interviews, evidence and the criminal track."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.city.agency.fields import Moment
from commonbeat.kernel import attachments
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.ui.fields import day, passage

from . import enums
from .models import Interview

LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]


def _yes_no(label: Any) -> forms.TypedChoiceField:
    """Yes, no, or not said yet."""
    return forms.TypedChoiceField(
        label=label, required=False, choices=[("", _("Not said yet")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes", empty_value=None,
    )  # fmt: skip


def initial(interview: Interview, names: tuple[str, ...]) -> dict[str, Any]:
    """Values as a form shows them."""
    found = {name: getattr(interview, name) for name in names}
    return {
        name: {True: "yes", False: "no", None: ""}[value]
        if name in ("recorded", "recorded_by_officer", "compelled")
        else value
        for name, value in found.items()
    }


class PlanForm(forms.Form):
    """When, where and what about."""

    planned_at = Moment(label=_("Begins"))
    ends_at = Moment(label=_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=200)
    language = forms.ChoiceField(label=_("Language of the notice"), choices=LANGUAGES)
    nature = passage(
        _("Nature of the investigation"), rows=3, most=4000, required=False,
        help_text=_("It goes into the notice. Leave out who complained."),
    )  # fmt: skip
    hour = forms.ChoiceField(label=_("Hour"), required=False, choices=[("", "–"), *enums.Hour.choices])
    hour_reason = passage(_("Why at another hour"), rows=2, most=1000, required=False)
    compensation = forms.ChoiceField(
        label=_("Compensation"), required=False, choices=[("", "–"), *enums.Compensation.choices]
    )
    representative_waived = forms.BooleanField(
        label=_("They go without a representative, by their own wish"), required=False
    )
    representative_clear = forms.BooleanField(
        label=_("The representative is not under the same investigation"), required=False
    )
    may_record_told = forms.BooleanField(
        label=_("They were told that they may record it themselves"), required=False
    )


class NewForm(PlanForm):
    """A new interview."""

    field_order = ("part", "officer", "name")
    part = forms.ChoiceField(label=_("Interview of"), choices=enums.Part.choices)
    officer = forms.ChoiceField(label=_("Officer or employee"), required=False)
    name = forms.CharField(
        label=_("Name of a witness from outside"),
        required=False,
        max_length=120,
        help_text=_("Never the complainant's."),
    )

    def __init__(self, complaint: Complaint, *args: Any, **kwargs: Any) -> None:
        """Offer the officers the complaint names."""
        super().__init__(*args, **kwargs)
        rows = complaint.officers.within_look().select_related("member")
        self.fields["officer"].choices = [
            ("", "–"),
            *((str(one.pk), f"{one} ({one.get_part_display()})") for one in rows),
        ]

    def clean_officer(self) -> UUID | None:
        """Their id, if one was chosen."""
        chosen = self.cleaned_data["officer"]
        return UUID(chosen) if chosen else None


class HappenedForm(forms.Form):
    """What is noted while it is held."""

    began_at = Moment(label=_("Began"), required=False)
    ended_at = Moment(label=_("Ended"), required=False)
    compelled = _yes_no(_("Were they ordered to answer?"))
    admonition_at = Moment(
        label=_("Order and admonition read"), required=False,
        help_text=_("That silence may be punished, and that what they say is not used in a criminal case."),
    )  # fmt: skip
    may_be_crime = forms.BooleanField(label=_("They may be charged with a crime"), required=False)
    rights_at = Moment(label=_("Constitutional rights read"), required=False)
    recorded = _yes_no(_("Recorded by the department?"))
    recorded_by_officer = _yes_no(_("Recorded by the officer?"))
    recording_system = forms.CharField(
        label=_("System that holds the recording"), required=False, max_length=60
    )
    recording_reference = forms.CharField(label=_("Its number there"), required=False, max_length=120)
    prior_given_on = day(_("Earlier recording, notes and reports were given on"))
    prior_given = passage(_("What was given"), rows=2, required=False)
    prior_withheld = passage(_("What was held back as confidential, and why"), rows=2, required=False)
    needs_met = forms.BooleanField(
        label=_("It was of reasonable length, with time for personal needs"), required=False
    )
    no_pressure = forms.BooleanField(
        label=_("There was no threat, no promise and no offensive language"), required=False
    )
    no_press = forms.BooleanField(
        label=_("No press came; no photograph or home address was given out"), required=False
    )


class PersonForm(forms.Form):
    """Somebody who is to be present."""

    role = forms.ChoiceField(label=_("Does what"), choices=enums.Role.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    rank = forms.CharField(label=_("Rank"), required=False, max_length=60)
    command = forms.CharField(label=_("Unit or command"), required=False, max_length=80)
    account = forms.ModelChoiceField(
        label=_("Account, if they work here"), required=False, queryset=User.objects.none()
    )
    asks_as = forms.TypedChoiceField(
        label=_("Asks questions as the"), required=False, coerce=int, empty_value=None,
        choices=[("", _("does not ask")), (1, _("first")), (2, _("second"))],
        help_text=_("No more than two at one time (Gov. Code 3303(b))."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer everybody with an account."""
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = User.objects.filter(is_active=True).order_by("name")


class ServeForm(forms.Form):
    """How the notice was given."""

    way = forms.ChoiceField(label=_("Given"), choices=enums.Way.choices)
    served_at = Moment(label=_("When"), required=False, help_text=_("Empty: now."))


class BreakForm(forms.Form):
    """One break."""

    began_at = Moment(label=_("From"))
    ended_at = Moment(label=_("To"))
    why = forms.CharField(label=_("What for"), required=False, max_length=200)


class DepartForm(forms.Form):
    """Why a duty is not met."""

    rule = forms.ChoiceField(label=_("Duty"))
    reason = passage(_("Why it is not met"), rows=3)


class PostponeForm(forms.Form):
    """Another time."""

    planned_at = Moment(label=_("Begins"))
    ends_at = Moment(label=_("Ends"))
    reason = passage(_("Why it moves"), rows=2)


class GiveForm(forms.Form):
    """When the recording was given."""

    transcript_given_on = day(_("Given on"), required=True)


class ReasonForm(forms.Form):
    """Why."""

    reason = passage(_("Reason"), rows=2)


class EmptyForm(forms.Form):
    """Nothing to fill in."""


class FilesForm(forms.Form):
    """Files alone."""

    uploads: attachments.Uploads

    def clean(self) -> dict[str, Any]:
        """Hand the files on, if none was refused."""
        super().clean()
        if not self.uploads.is_valid():
            raise ValidationError(list(self.uploads.errors))
        return {"uploads": self.uploads}


class DropForm(forms.Form):
    """Who is no longer to be present."""

    person = forms.UUIDField(widget=forms.HiddenInput)


class SaidForm(forms.Form):
    """What was said."""

    statement = passage(
        _("Statement, in their words"), rows=10, most=200_000, required=False,
        help_text=_("An officer who is interviewed reads this."),
    )  # fmt: skip
    summary = passage(
        _("Summary for the case"),
        rows=5,
        most=20_000,
        required=False,
        help_text=_("Who was interviewed does not read this."),
    )


class EvidenceForm(forms.Form):
    """A new item."""

    kind = forms.ChoiceField(label=_("Kind"), choices=enums.Item.choices)
    description = passage(_("What it is"), rows=3)
    found_at = Moment(label=_("Found or made"), required=False)
    found_where = forms.CharField(label=_("Where"), required=False, max_length=300)
    found_by = forms.CharField(label=_("By"), required=False, max_length=120)
    why = forms.CharField(label=_("How it came to you"), required=False, max_length=300)
    system = forms.CharField(
        label=_("System that keeps it"), required=False, max_length=60,
        help_text=_("For body-worn video and anything else that stays where it is: it is named, not copied."),
    )  # fmt: skip
    reference = forms.CharField(label=_("Its number there"), required=False, max_length=120)
    reference_sha256 = forms.CharField(
        label=_("SHA-256 as that system gives it"), required=False, max_length=64
    )


class HandOverForm(forms.Form):
    """To whom, or where."""

    to_account = forms.ModelChoiceField(
        label=_("To a person who works here"), required=False, queryset=User.objects.none()
    )
    to_place = forms.CharField(
        label=_("Or to a place, or somebody outside"), required=False, max_length=200,
        help_text=_("Room and shelf, a laboratory, a court."),
    )  # fmt: skip
    why = forms.CharField(label=_("What for"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer those who work on complaints."""
        super().__init__(*args, **kwargs)
        self.fields["to_account"].queryset = holders("complaints.work")


class AnswerForm(forms.Form):
    """The receiving side."""

    received = forms.ChoiceField(
        label=_("It was"),
        choices=[("yes", _("received")), ("no", _("not received"))],
        widget=forms.RadioSelect,
    )
    condition = forms.CharField(label=_("Condition, seals, receipt number"), required=False, max_length=300)


class TrackForm(forms.Form):
    """A new criminal track."""

    agency_name = forms.CharField(label=_("Investigating agency"), max_length=120)
    agency_number = forms.CharField(label=_("Its case number"), required=False, max_length=60)
    subject = forms.CharField(label=_("Who is investigated"), required=False, max_length=200)
    offences = forms.CharField(label=_("Offences looked at"), required=False, max_length=300)
    opened_on = day(_("Opened on"), required=True)


class ReferForm(forms.Form):
    """Sent to the prosecutor."""

    referred_on = day(_("Sent on"), required=True)
    prosecutor_number = forms.CharField(label=_("Prosecutor's number"), required=False, max_length=60)


class FiledForm(forms.Form):
    """Charges."""

    filed_on = day(_("Filed on"), required=True)


class EndedForm(forms.Form):
    """How it ended."""

    ended_on = day(_("Ended on"), required=True)
    reason = passage(_("More"), rows=2, required=False)


class EndForm(EndedForm):
    """Ended without a referral, for a reason."""

    reason = passage(_("Reason"), rows=2)


class NoteForm(forms.Form):
    """One entry of the log."""

    text = passage(_("Note"), rows=4, most=20_000)


class LetInForm(forms.Form):
    """Who."""

    account = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())
    reason = passage(_("Why"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer those whose roles open criminal tracks."""
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = holders("interviews.criminal_see")

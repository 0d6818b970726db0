"""Forms of the staff pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.city.places.queries import beat_choices
from commonbeat.kernel.ui.fields import day, one_of, passage
from commonbeat.kernel.ui.lists import FilterForm
from commonbeat.kernel.workflow import Transition

from .enums import Finding, NoticeWay, Source, Team
from .locating import chosen, locate
from .models import Category, ReplyTemplate
from .process import STATES
from .shown import PlaceFound

WHICH = [
    ("open", _("Open")), ("new", _("New")), ("mine", _("Mine")), ("unowned", _("Nobody's")), ("late", _("Late")),
    ("urgent", _("Sounds urgent")), ("answer", _("Resident wrote")),
    ("unplaced", _("Place not found yet")), ("closed", _("Closed")), ("all", _("All")),
]  # fmt: skip
SORTS = [("due", _("Due first")), ("newest", _("Newest first"))]
PURPOSES = [
    ("answer", _("Answer the resident")), ("locate", _("Find the place")), ("case", _("Prepare a code case")),
    ("records", _("Answer a records request")), ("safety", _("Someone may be in danger")),
]  # fmt: skip


class Filters(FilterForm):
    """What the queue shows; every value lives in the address."""

    q = forms.CharField(label=_("Number or place"), required=False, max_length=80)
    which = forms.ChoiceField(label=_("Which"), required=False, choices=WHICH)
    category = one_of(_("Kind"))
    team = one_of(_("Team"), Team.choices)
    beat = one_of(_("Beat"))
    state = one_of(_("State"), [(one.name, one.title) for one in STATES])
    since = day(_("From"))
    until = day(_("To"))
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read categories and beats on file."""
        super().__init__(*args, **kwargs)
        self.offer("category", ((row.pk, str(row)) for row in Category.objects.all()))
        self.offer("beat", beat_choices())


class StepForm(forms.Form):
    """What one step of a process needs, and nothing else."""

    def __init__(self, step: Transition, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        """Fields follow from the step's requirements."""
        super().__init__(*args, **kwargs)
        self.step = step
        for name in step.requires:
            self.fields[name] = _field_for(name)
        if needs_reason:
            self.fields["reason"] = forms.CharField(
                label=_("Reason, for the record"), max_length=300, help_text=_("Staff and auditors read it.")
            )

    @property
    def why(self) -> str:
        """The reason, "" where the step asks for none."""
        return str(self.cleaned_data.get("reason", ""))

    @property
    def values(self) -> dict[str, Any]:
        """Fields of the record to set with the move."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


def _field_for(name: str) -> forms.Field:
    """The form field of a record's field."""
    if name in ("public_reason_en", "public_reason_es"):
        label = _("Reason everybody reads, English") if name.endswith("en") else _("The same in Spanish")
        return passage(label, most=1000)
    if name in ("scheduled_on", "notice_on", "cure_by"):
        titles = {"scheduled_on": _("Day of the work"), "notice_on": _("Day the notice was served")}
        return day(titles.get(name, _("Cure date")), required=True)
    if name == "notice_how":
        return forms.ChoiceField(label=_("How it was served"), choices=NoticeWay.choices)
    if name == "duplicate_of":
        return forms.CharField(label=_("Number of the request it repeats"), max_length=12)
    return forms.CharField(label=_("Citation number"), max_length=60)


class AssignForm(forms.Form):
    """Who looks after it."""

    owner = forms.ChoiceField(label=_("Person"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False, choices=Team.choices)

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        """Offer everybody who works on requests."""
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        self.fields["owner"].choices = [("", _("Nobody in particular"))] + [
            (key, user.name) for key, user in self.people.items()
        ]


class UpdateForm(forms.Form):
    """Words everybody may read."""

    text_en = passage(_("English"))
    text_es = passage(_("Spanish"), required=False)


class WordsForm(forms.Form):
    """Words for one reader: the resident, or staff."""

    text = passage(_("Your words"), most=4000)


class ChangeForm(forms.Form):
    """Category and privacy, with a reason."""

    category = forms.ModelChoiceField(label=_("Kind"), queryset=Category.objects.none())
    private = forms.BooleanField(label=_("Private: never shown one by one"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Kept in the audit log."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the categories in use."""
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.filter(active=True, stop_kind="")


class PlaceForm(forms.Form):
    """Where it is, with a reason: words that the street data knows, or a point."""

    place = forms.CharField(
        label=_("Place"), max_length=200, help_text=_("Address, cross-streets (Main & 5th) or landmark.")
    )
    picked = forms.CharField(label=_("Which of these?"), required=False, widget=forms.RadioSelect)
    lat = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=_("Only where the street data does not know the place: a point from a map, in degrees."),
    )
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    reason = forms.CharField(
        label=_("How you know"), max_length=200, help_text=_("Kept in the audit log. Leave the address out.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Several places that fit are offered once the words were looked up."""
        super().__init__(*args, **kwargs)
        self.found: PlaceFound | None = None
        self.offered: list[PlaceFound] = []

    @property
    def lines(self) -> list[forms.BoundField]:
        """What is shown: the choice among places only where there is one."""
        return [self[name] for name in self.fields if name != "picked" or self.offered]

    def clean(self) -> dict[str, Any]:
        """Find the place: a point is taken as it is, words are looked up."""
        given = super().clean() or {}
        lat, lon = given.get("lat"), given.get("lon")
        if (lat is None) != (lon is None):
            if not {"lat", "lon"} & self.errors.keys():
                self.add_error("lat", _("Latitude and longitude belong together."))
        elif lat is None and given.get("place") and not {"lat", "lon"} & self.errors.keys():
            self._look_up(given["place"])
        return given

    def _look_up(self, words: str) -> None:
        """Keep the one place that fits, or offer those that do."""
        fits = locate(words)
        self.found = chosen(fits, self.data.get(self.add_prefix("picked"), ""))
        if self.found:
            return
        self.offered = fits
        self.fields["picked"].widget.choices = [(one.label, one.label) for one in fits]
        self.add_error("place", _("Choose one of the places.") if fits else _("We do not know this place."))


class PictureForm(forms.Form):
    """A picture taken by staff."""

    picture = forms.FileField(
        label=_("Picture"), widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    )
    kind = forms.ChoiceField(label=_("When"), choices=[("after", _("After")), ("before", _("Before"))])
    shown = forms.BooleanField(
        label=_("Everybody may see it: no faces, plates or house numbers"), required=False
    )


class InspectionForm(forms.Form):
    """What was found at the place."""

    finding = forms.ChoiceField(
        label=_("What did you find?"), choices=Finding.choices, widget=forms.RadioSelect
    )
    note = passage(_("Note for staff"), required=False, rows=2)


class CaseForm(forms.Form):
    """A code case is opened."""

    section = forms.CharField(label=_("Section of the municipal code"), max_length=60)
    finding = passage(_("What is in violation"))


class EntryForm(forms.Form):
    """A request entered for somebody: what the web form asks, and how it came."""

    source = forms.ChoiceField(
        label=_("How it came"),
        choices=[(Source.PHONE, Source.PHONE.label), (Source.COUNTER, Source.COUNTER.label),
                 (Source.PAPER, Source.PAPER.label), (Source.TEXT, Source.TEXT.label)],
    )  # fmt: skip
    place = forms.CharField(
        label=_("Place"), max_length=120, help_text=_("Address, cross-streets (Main & 5th) or landmark.")
    )
    in_words = forms.BooleanField(
        label=_("If the place is not found, keep the words as they are"),
        help_text=_("It waits in the queue under “Place not found yet”."),
        required=False,
    )
    description = passage(_("What the caller says"), most=4000)
    language = forms.ChoiceField(
        label=_("Language of the caller"), choices=[("en", "English"), ("es", "Español")]
    )
    private = forms.BooleanField(label=_("The caller wants it kept off the public map"), required=False)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    wants = forms.ChoiceField(
        label=_("Tell them about news"),
        choices=[("", _("No")), ("email", _("By e-mail")), ("sms", _("By text"))],
        required=False,
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


_REASON = forms.CharField(
    label=_("Reason for the change"), max_length=200, help_text=_("Kept in the audit log.")
)


class CategoryForm(forms.ModelForm):
    """A category's words and rules."""

    reason = _REASON

    class Meta:
        model = Category
        fields = [
            "code", "group", "name_en", "name_es", "description_en", "description_es", "keywords_en", "keywords_es",
            "team", "target_days", "private", "stop_kind", "stop_en", "stop_es", "form_key", "active", "sort",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The code of a category that is there never changes: rows and other systems know it by it."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True

    def clean_target_days(self) -> int:
        """A promise is between a day and a year long."""
        days: int = self.cleaned_data["target_days"]
        if not 1 <= days <= 250:
            raise forms.ValidationError(_("Choose from 1 to 250 business days."))
        return days


class TemplateForm(forms.ModelForm):
    """A reply template."""

    reason = _REASON

    class Meta:
        model = ReplyTemplate
        fields = ["code", "title", "text_en", "text_es", "closing", "active"]
        widgets = {"text_en": forms.Textarea(attrs={"rows": 3}), "text_es": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The code of a template that is there never changes."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True

"""Forms of the staff pages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.city.agency.fields import Moment
from commonbeat.kernel.ui import exports
from commonbeat.kernel.ui.fields import day, one_of, passage
from commonbeat.kernel.ui.lists import FilterForm

from .enums import LOCATION_TITLES, OFFENCES, Ended, Source
from .models import Coding, NeighbourAgency, OnlineReport
from .process import PROCESS
from .text import refusals, report_types

WEEKDAYS = [(0, "Mon"), (1, "Tue"), (2, "Wed"), (3, "Thu"), (4, "Fri"), (5, "Sat"), (6, "Sun")]
PURPOSES = [
    ("review", "To review the report"),
    ("call", "To call the person"),
    ("match", "To match it with a case"),
]


class Filters(FilterForm):
    """What the queue shows; every value lives in the address."""

    q = forms.CharField(label="Number, serial or plate", required=False, max_length=60)
    stand = one_of(
        "State", [("open", "Open"), ("closed", "Closed"), *((s.name, s.title) for s in PROCESS.states)]
    )
    kind = one_of("Kind")
    source = one_of("Source", Source.choices)
    late = one_of("Late", [("1", "Late now")])
    since = day("From")
    until = day("To")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read the kinds."""
        super().__init__(*args, **kwargs)
        self.offer("kind", ((key, one.title) for key, one in report_types().items()))


class OwnIds(forms.Form):
    """A form that shares its page with others: the ids of its controls begin with a word of its own."""

    ids = "id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the ids unless others are given."""
        kwargs.setdefault("auto_id", f"{self.ids}_%s")
        super().__init__(*args, **kwargs)


class PurposeForm(OwnIds):
    """What somebody needs the names for."""

    ids = "purpose"
    purpose = forms.ChoiceField(label="What do you need the names for?", choices=PURPOSES)
    note = forms.CharField(label="More", required=False, max_length=150)

    def said(self) -> str:
        """The purpose as it is kept in the audit log."""
        words = dict(PURPOSES)[self.cleaned_data["purpose"]]
        return f"{words}: {self.cleaned_data['note']}" if self.cleaned_data["note"] else words


class AskForm(OwnIds):
    """Questions to the resident."""

    ids = "ask"

    questions = passage(
        "Questions, in the resident's language",
        rows=4,
        most=4000,
        help_text="They read it with their code and answer there. The review clock stands still until then.",
    )


class EscalateForm(OwnIds):
    """Why somebody is to call."""

    ids = "escalate"

    reason = forms.CharField(label="Why a call is better", max_length=200)


class AcceptForm(OwnIds):
    """The case number."""

    ids = "accept"

    case_number = forms.CharField(
        label="Case number", required=False, max_length=40, help_text="Empty: the next one of the series."
    )
    message = passage("A sentence for the resident", rows=2, required=False)


class RefuseForm(OwnIds):
    """Why a report is not taken."""

    ids = "refuse"

    refusal = forms.ChoiceField(label="Public reason")
    message = passage("In your own words, for the resident")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the public list."""
        super().__init__(*args, **kwargs)
        self.fields["refusal"].choices = [
            ("", "Choose one"),
            *((key, str(words)) for key, words in refusals().items()),
        ]


class CodingForm(OwnIds):
    """The clerk's codes; the resident's words are not here."""

    ids = "coding"

    offence = forms.ChoiceField(label="Offence (NIBRS)", required=False)
    attempted = forms.BooleanField(label="Attempted only", required=False)
    location = forms.ChoiceField(label="Location (NIBRS)")
    occurred_from = Moment(label="From")
    occurred_to = Moment(label="To", required=False)
    block = forms.CharField(label="Block", required=False, max_length=200)
    beat = forms.CharField(label="Beat", required=False, max_length=20)
    note = forms.CharField(label="Note", required=False, max_length=400)

    def __init__(self, report: OnlineReport, *args: Any, **kwargs: Any) -> None:
        """One property code for each thing as well."""
        names = ("offence", "attempted", "location", "occurred_from", "occurred_to", "block", "beat", "note")
        first = {name: getattr(report.coding, name) for name in names}
        self.things = list(report.things.all())
        first |= {f"thing{line.pk}": line.code for line in self.things}
        super().__init__(*args, initial=first, **kwargs)
        self.fields["offence"].choices = [
            (code, f"{code} {title}".strip()) for code, title in OFFENCES.items()
        ]
        self.fields["location"].choices = [
            (code, f"{code} {title}") for code, title in LOCATION_TITLES.items()
        ]
        for line in self.things:
            self.fields[f"thing{line.pk}"] = forms.RegexField(
                r"^\d\d$", label=f"Property code of thing {line.position + 1}", max_length=2
            )

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        given = super().clean() or {}
        first, last = given.get("occurred_from"), given.get("occurred_to")
        if first and last and last < first:
            self.add_error("occurred_to", _("The end is before the beginning."))
        return given

    def columns(self) -> dict[str, Any]:
        """Columns of `Coding`."""
        names = {field.name for field in Coding._meta.concrete_fields}
        return {name: value for name, value in self.cleaned_data.items() if name in names}

    def codes(self) -> dict[int, str]:
        """Property codes by line."""
        return {line.pk: self.cleaned_data[f"thing{line.pk}"] for line in self.things}


class CallForm(OwnIds):
    """How a call ended."""

    ids = "call"

    ended = forms.ChoiceField(label="How did it end?", choices=Ended.choices, widget=forms.RadioSelect)
    note = passage("Note for colleagues", rows=2, required=False)


class StateNumberForm(forms.Form):
    """The number the state's list gave."""

    state_number = forms.CharField(label="Number of the entry", max_length=40)


class SlotForm(forms.Form):
    """Times to offer."""

    first_day = day("First day", required=True)
    last_day = day("Last day", required=True)
    weekdays = forms.MultipleChoiceField(
        label="On", choices=WEEKDAYS, initial=["0", "1", "2", "3", "4"], widget=forms.CheckboxSelectMultiple
    )
    first_time = forms.TimeField(
        label="First call", widget=forms.TimeInput(attrs={"type": "time"}), initial=time(9)
    )
    last_time = forms.TimeField(
        label="Last call", widget=forms.TimeInput(attrs={"type": "time"}), initial=time(16)
    )
    minutes = forms.IntegerField(label="Minutes for each", min_value=10, max_value=120, initial=30)
    capacity = forms.IntegerField(label="Calls at the same time", min_value=1, max_value=20, initial=1)

    def clean(self) -> dict[str, Any]:
        """The right way round, and not for longer than a quarter."""
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and not first <= last <= first + timedelta(days=92):
            self.add_error(
                "last_day", "The last day is not before the first one, and not more than 92 days after it."
            )
        if given.get("first_time") and given.get("last_time") and given["last_time"] < given["first_time"]:
            self.add_error("last_time", "The last call is not before the first one.")
        return given

    def days(self) -> list[date]:
        """The chosen days."""
        given, wanted = self.cleaned_data, {int(one) for one in self.cleaned_data["weekdays"]}
        span = (given["last_day"] - given["first_day"]).days + 1
        days = [given["first_day"] + timedelta(days=at) for at in range(span)]
        return [day for day in days if day.weekday() in wanted]

    def times(self) -> list[time]:
        """The clock times of a day."""
        given, found = self.cleaned_data, []
        at = datetime.combine(date(2000, 1, 1), given["first_time"])
        while at.time() <= given["last_time"] and at.date() == date(2000, 1, 1):
            found.append(at.time())
            at += timedelta(minutes=given["minutes"])
        return found


class AgencyForm(forms.ModelForm):
    """Another department that residents are told."""

    class Meta:
        model = NeighbourAgency
        fields = ("name", "covers_en", "covers_es", "phone", "position")


class TypeForm(forms.Form):
    """What the agency changes about a kind of report."""

    kind = forms.ChoiceField(label="Kind")
    is_open = forms.TypedChoiceField(
        label="Taken online",
        choices=[("1", "Yes"), ("", "No: callers are called back")],
        coerce=bool,
        required=False,
        empty_value=False,
    )
    ceiling = forms.IntegerField(
        label="Loss above which an officer calls (dollars)", required=False, min_value=1, max_value=10_000_000,
        help_text="Empty: as shipped.",
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason for the change"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds residents can send."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (key, str(one.title)) for key, one in report_types().items() if one.listed
        ]


class ExportForm(exports.ExportForm):
    """What the accepted reports are for, and which of them."""

    again = forms.BooleanField(label="Also those exported before", required=False)
    field_order = ("again", "reason")


class SourceForm(forms.Form):
    """How the report reached the desk."""

    source = forms.ChoiceField(
        label="How did it reach us?",
        choices=[one for one in Source.choices if one[0] != Source.WEB],
        widget=forms.RadioSelect,
        initial="phone",
    )
    language = forms.ChoiceField(
        label="Language of the person", choices=[("en", "English"), ("es", "Spanish")]
    )
    supplement_to = forms.CharField(label="Adds to case number", required=False, max_length=40)

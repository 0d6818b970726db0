"""Filters of the lists, and what staff fill in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.fields import Moment
from commonbeat.city.roster.models import Member
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.ui.fields import day, one_of, passage
from commonbeat.kernel.ui.lists import FilterForm
from commonbeat.kernel.workflow import process

from .enums import KEYED, Channel, Outcome, Rule, Topic
from .models import LONGEST, Commendation, Suggestion

LANGUAGES = [("en", "English"), ("es", "Español")]


class Filters(FilterForm):
    """What the list of commendations shows; every value lives in the address."""

    model: Any = Commendation
    q = forms.CharField(label=_("Number or words"), required=False, max_length=80)
    only = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", _("Waiting")),
            ("late", _("Late")),
            ("unread", _("The writer wrote")),
            ("publish", _("To publish or not")),
        ],
    )
    state = one_of(_("State"))
    channel = one_of(_("Way"), Channel.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read the states from the process."""
        super().__init__(*args, **kwargs)
        self.offer("state", [(one.name, one.title) for one in process(self.model.PROCESS).states])


class SuggestionFilters(Filters):
    """What the list of suggestions shows."""

    model = Suggestion
    only = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", _("Waiting")),
            ("late", _("Late")),
            ("unread", _("The writer wrote")),
        ],
    )
    whose = one_of(_("Owner"), [("mine", _("Mine")), ("nobody", _("Nobody's"))])
    topic = one_of(_("Topic"), Topic.choices)


def here_on(when: Any = None) -> Any:
    """Members of the roster who worked here on a day, by name."""
    rows = Member.objects.order_by("name")
    return rows.exclude(active_to__lt=when) if when else rows.filter(active_to=None)


class MatchForm(forms.Form):
    """Whom a commendation thanks, and who hears of it too."""

    member = forms.ModelChoiceField(label=_("It thanks"), queryset=Member.objects.none())
    supervisor = forms.ModelChoiceField(
        label=_("Their supervisor"),
        queryset=Member.objects.none(),
        required=False,
        help_text=_("Hears of it too. Left empty, the sergeant on duty then, if the roster names just one."),
    )

    def __init__(self, *args: Any, when: Any = None, **kwargs: Any) -> None:
        """Offer who worked here then; who has left since can still be thanked."""
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = here_on(when)  # type: ignore[attr-defined]
        self.fields["supervisor"].queryset = here_on()  # type: ignore[attr-defined]
        for name in ("member", "supervisor"):
            self.fields[name].label_from_instance = _labelled  # type: ignore[attr-defined]


def _labelled(member: Member) -> str:
    return " · ".join(part for part in (member.name, member.rank, member.number) if part)


class WordsForm(forms.Form):
    """A few words, or a reason."""

    reason = passage(_("Words"), rows=3, most=2000)


class PublishForm(forms.Form):
    """The words as everybody will read them."""

    words_en = passage(_("Words in English"), rows=4, most=LONGEST, required=False)
    words_es = passage(_("Words in Spanish"), rows=4, most=LONGEST, required=False)


class RuleForm(forms.Form):
    """Why words are not shown."""

    rule = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Rule.choices])


class AnswerForm(forms.Form):
    """An answer to a suggestion, and what became of it."""

    answer = passage(
        _("Answer"),
        rows=6,
        most=LONGEST,
        help_text=_("In the writer's language. Plain words: what we do, or why we do not."),
    )
    outcome = forms.ChoiceField(label=_("This is"), choices=Outcome.choices, widget=forms.RadioSelect)


class OwnerForm(forms.Form):
    """Who answers."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read who may answer."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = holders("commendations.work")
        field.label_from_instance = lambda user: user.name


class KeyInForm(forms.Form):
    """What came another way, written down by staff: from whom, when and how it reached us."""

    text = passage(_("In the writer's own words and language"), rows=5, most=LONGEST)
    channel = forms.ChoiceField(label=_("How it came"), choices=[(one.value, one.label) for one in KEYED])
    received_at = Moment(
        label=_("When it reached us"),
        required=False,
        help_text=_("The clock starts then. Empty means now."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    name = forms.CharField(label=_("Their name"), required=False, max_length=120)
    email = forms.EmailField(label=_("Their e-mail address"), required=False)
    phone = forms.CharField(label=_("Their phone number, for texts"), required=False, max_length=40)

    def clean_received_at(self) -> datetime | None:
        """Never in the future."""
        moment: datetime | None = self.cleaned_data["received_at"]
        if moment is not None and moment > timezone.now():
            raise ValidationError(_("This lies in the future."))
        return moment

    def clean(self) -> dict[str, Any]:
        """How to tell them follows from what they gave."""
        given = super().clean() or self.cleaned_data
        given["wants"] = "email" if given.get("email") else "sms" if given.get("phone") else ""
        return given


class KeyInCommendation(KeyInForm):
    """A commendation written down by staff."""

    TOLD = (
        "officer_name",
        "officer_badge",
        "officer_car",
        "officer_looks",
        "place",
        "happened_on",
        "happened_time",
        "incident_number",
    )
    officer_name = forms.CharField(label=_("Name, as told"), required=False, max_length=120)
    officer_badge = forms.CharField(label=_("Badge number"), required=False, max_length=40)
    officer_car = forms.CharField(label=_("Car or unit"), required=False, max_length=40)
    officer_looks = forms.CharField(label=_("Looks"), required=False, max_length=300)
    place = forms.CharField(label=_("Where"), required=False, max_length=200)
    happened_on = day(_("Day"))
    happened_time = forms.TimeField(
        label=_("About when"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    incident_number = forms.CharField(label=_("Call or case number"), required=False, max_length=40)
    wants_public = forms.BooleanField(label=_("The writer agrees to the words being public"), required=False)

    @property
    def given(self) -> dict[str, Any]:
        """As ``actions.commend`` takes it."""
        cleaned = dict(self.cleaned_data)
        told = {name: cleaned.pop(name) for name in self.TOLD}
        return {**cleaned, "told": told}


class KeyInSuggestion(KeyInForm):
    """A suggestion written down by staff."""

    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices, initial=Topic.OTHER)

    @property
    def given(self) -> dict[str, Any]:
        """As ``actions.suggest`` takes it."""
        return dict(self.cleaned_data)

"""Filters of the list, and what staff fill in."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.days import today
from commonbeat.city.roster.models import Member
from commonbeat.kernel.access import roles
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.access.models import RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.ui.fields import day, one_of, passage
from commonbeat.kernel.ui.lists import FilterForm
from commonbeat.kernel.workflow import process

from . import codes, enums, writing
from .promises import GROUNDS


class Filters(FilterForm):
    """What the list shows; every value lives in the address."""

    q = forms.CharField(label=_("Number, officer or words"), required=False, max_length=80)
    only = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Open; all when you search")),
            ("mine", _("Given to me")),
            ("late", _("A duty is late")),
            ("call", _("Wants a call")),
            ("wrote", _("The complainant wrote")),
            ("convert", _("Waits for a second person")),
            ("review", _("Review asked")),
            ("all", _("All, the newest first")),
        ],
    )
    state = one_of(_("State"))
    severity = one_of(_("Worked on as"), enums.Severity.choices)
    kind = one_of(_("From"), enums.Kind.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read the states from the process."""
        super().__init__(*args, **kwargs)
        self.offer("state", [(one.name, one.title) for one in process("complaints.complaint").states])


class ReasonForm(forms.Form):
    """A reason."""

    reason = passage(_("Reason"), rows=2)


class EmptyForm(forms.Form):
    """Nothing to fill in."""


class TextForm(forms.Form):
    """A few lines."""

    text = passage(_("Text"), rows=4, most=8000)


class AnswerReviewForm(forms.Form):
    """The answer to a request for another look."""

    text = passage(_("What you looked at, and what comes of it"), rows=6, most=8000)


class ClassifyForm(forms.Form):
    """How a complaint is worked on."""

    severity = forms.ChoiceField(label=_("Worked on as"), choices=enums.Severity, widget=forms.RadioSelect)
    criminal = forms.BooleanField(label=_("It may be a crime: a criminal case runs apart"), required=False)
    harm = forms.ChoiceField(
        label=_("What came of it"), choices=[("", "—"), *enums.Harm.choices], required=False
    )
    discovered_on = day(
        _("Known since"),
        required=True,
        help_text=_("When somebody who may start an investigation knew (Gov. Code 3304(d))."),
    )


class AssignForm(forms.Form):
    """Who investigates."""

    lead = forms.ModelChoiceField(label=_("Investigator"), queryset=User.objects.none())
    reason = passage(_("Why this person"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer who may investigate at all; the case itself may rule out some of them."""
        super().__init__(*args, **kwargs)
        held = holders("complaints.work")
        titles: dict[Any, list[str]] = defaultdict(list)
        for grant in RoleGrant.objects.in_force().filter(user__in=held.values("pk")):
            titles[grant.user_id].append(str(roles()[grant.role].title))
        lead: Any = self.fields["lead"]
        lead.queryset = held
        lead.label_from_instance = lambda one: f"{one.name} · {', '.join(titles[one.pk])}"


class AllegationForm(forms.Form):
    """One thing said to be wrong, and the policy it is judged by."""

    code = forms.ChoiceField(label=_("Kind of allegation"))
    text = passage(_("In a sentence or two"), rows=2, required=False)
    number = forms.CharField(label=_("Policy number"), max_length=20, required=False)
    title = forms.CharField(label=_("Policy title"), max_length=120, required=False)
    version = forms.CharField(label=_("Policy version"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read the kinds."""
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = codes.choices()  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    """Why a case is opened again, and what begins anew."""

    reason = passage(_("The new evidence, and why it is likely to change what was found"), rows=3)
    ground = forms.ChoiceField(
        label=_("Ground of the law"),
        choices=[("", _("The one-year limit still runs")), *enums.NewEvidence.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    finding = forms.MultipleChoiceField(
        label=_("What begins anew"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everything, unless you choose. The others stand as they are."),
    )


class PolicyForm(forms.Form):
    """The policy an allegation is judged by."""

    allegation = forms.ChoiceField(label=_("Allegation"))
    number = forms.CharField(label=_("Policy number"), max_length=20)
    title = forms.CharField(label=_("Policy title"), max_length=120, required=False)
    version = forms.CharField(label=_("Policy version"), max_length=20)


class OfficerForm(forms.Form):
    """Somebody who has to do with it, not known by name yet."""

    part = forms.ChoiceField(label=_("What they have to do with it"), choices=enums.Part)
    description = forms.CharField(label=_("Badge, looks or car, as told"), max_length=300, required=False)


def told_apart(one: Member) -> str:
    """A member by name, rank and number: two may share a name."""
    return " · ".join(part for part in (one.name, one.rank, one.number) if part)


class MatchForm(forms.Form):
    """Who an officer is, and how it is known."""

    officer = forms.ChoiceField(label=_("As told"))
    member = forms.ModelChoiceField(label=_("Is"), queryset=Member.objects.order_by("name"))
    part = forms.ChoiceField(label=_("What they have to do with it"), choices=enums.Part)
    how = forms.CharField(
        label=_("Matched by"), max_length=200, help_text=_("A call, the roster, a video. It stays on file.")
    )


class LeftForm(forms.Form):
    """When an officer left."""

    officer = forms.ChoiceField(label=_("Officer"))
    left_on = day(_("Left the department on"), required=True, initial=today)


class RecommendForm(forms.Form):
    """A recommended finding."""

    finding = forms.ChoiceField(label=_("Allegation and officer"))
    result = forms.ChoiceField(label=_("Recommended finding"), choices=enums.Result, widget=forms.RadioSelect)
    reasons = passage(_("The evidence weighed"), rows=5, most=20_000)
    frivolous = forms.BooleanField(label=_("Frivolous (Code Civ. Proc. 128.5)"), required=False)


class AdoptForm(forms.Form):
    """An adopted finding."""

    finding = forms.ChoiceField(label=_("Allegation and officer"))
    result = forms.ChoiceField(label=_("Adopted finding"), choices=enums.Result, widget=forms.RadioSelect)
    reasons = passage(
        _("Reasons, if it differs from the recommendation"), rows=4, most=20_000, required=False
    )
    frivolous = forms.ChoiceField(
        label=_("Frivolous (Code Civ. Proc. 128.5)"),
        required=False,
        choices=[("", _("As recommended")), ("yes", _("Frivolous")), ("no", _("Not frivolous"))],
    )


class DecideForm(forms.Form):
    """How a case ended."""

    ended_how = forms.ChoiceField(
        label=_("How it ended"),
        choices=[
            (value, label) for value, label in enums.Ended.choices if value not in enums.Conversion.values
        ],
        help_text=_("Apart from the findings: a withdrawal or a mediation is no finding."),
    )


class StandStillForm(forms.Form):
    """A time the one-year limit stands still."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[(one.name, one.title) for one in GROUNDS if one.waits],
        widget=forms.RadioSelect,
    )
    since = day(_("From"), required=True)
    until = day(_("Until, where that is known"))
    reason = passage(_("What it rests on: case numbers, the letter, the waiver"), rows=2)


class RunOnForm(forms.Form):
    """A ground that ended."""

    ground_held = forms.ChoiceField(label=_("Ground"))
    at = day(_("Its last day"), required=True)
    reason = passage(_("How it is known"), rows=2)


class ExtendForm(forms.Form):
    """A reasonable extension of the one-year limit."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[(one.name, one.title) for one in GROUNDS if not one.waits],
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=365)
    reason = passage(_("Why so long is reasonable"), rows=2)


class StrikeForm(forms.Form):
    """A mistaken entry."""

    entry = forms.ChoiceField(label=_("Entry"))
    reason = passage(_("What is wrong with it"), rows=2)


class MediationForm(forms.Form):
    """How far mediation has come."""

    stage = forms.ChoiceField(
        label=_("Mediation"),
        choices=[(value, label) for value, label in enums.Mediation.choices if value != enums.Mediation.BOTH],
    )


class ConversionForm(forms.Form):
    """What it should become, and why."""

    to = forms.ChoiceField(label=_("It is"), choices=enums.Conversion, widget=forms.RadioSelect)
    same_as = forms.CharField(label=_("Number of the earlier complaint"), max_length=20, required=False)
    reason = passage(_("Why"), rows=3)


class ConversionDecisionForm(forms.Form):
    """Yes or no, and why."""

    agreed = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Agree")), ("no", _("Do not agree"))],
    )
    reason = passage(_("Why; the complainant reads it if you agree"), rows=3)

    def clean_agreed(self) -> bool:
        """Whether it was agreed to."""
        return bool(self.cleaned_data["agreed"] == "yes")


class LetterForm(forms.Form):
    """Which letter."""

    name = forms.ChoiceField(label=_("Letter"), choices=list(writing.TEMPLATES.items()))


class LetInForm(forms.Form):
    """Who is let into the case, and as what."""

    account = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())
    role = forms.ChoiceField(
        label=_("As"),
        choices=[
            ("investigator", _("Investigator")), ("reviewer", _("Reviewer")), ("oversight", _("Oversight (reads only)")),
        ],
    )  # fmt: skip
    reason = passage(_("Why"), rows=2)
    withheld = forms.BooleanField(
        label=_("A court, POST or a criminal case forbids showing the officer that they looked"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer accounts in use."""
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = User.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]


class KeepOutForm(forms.Form):
    """Who is recused."""

    account = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.filter(is_active=True).order_by("name")
    )
    reason = passage(_("Why: named, a witness, related, or on the scene"), rows=2)


class EmergencyForm(forms.Form):
    """A case somebody must see at once."""

    number = forms.CharField(label=_("Number of the complaint"), max_length=20)
    reason = passage(_("What makes it an emergency"), rows=3)
    hours = forms.IntegerField(label=_("For how many hours"), min_value=1, max_value=24, initial=2)

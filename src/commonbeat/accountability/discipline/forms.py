"""What staff fill in about discipline, and what an officer fills in about a paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.enums import Answer as ANSWERS
from commonbeat.accountability.complaints.enums import Result
from commonbeat.accountability.complaints.models import Finding
from commonbeat.city.agency.days import day_of, today
from commonbeat.kernel.ui.fields import day, passage

from .enums import Outcome, Paper, Penalty, Response, Ruling, Way
from .models import Agreement, Discipline, Served

CHOOSE = ("", _("Choose"))
LETTER = 20_000


def _choice(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices], **more)


def _way() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("How it is served"), choices=Way.choices, initial=Way.PLATFORM)


def _file() -> forms.FileField:
    return forms.FileField(
        label=_("A file that goes with it"), required=False, help_text=_("A PDF or a picture.")
    )


class EmptyForm(forms.Form):
    """Nothing but the button."""


class ServeForm(forms.Form):
    """A paper to be served by itself."""

    kind = _choice(_("Paper"), [])
    finding = _choice(_("Which finding, for a finding"), [], required=False)
    text = passage(_("What the officer reads"), rows=8, most=LETTER)
    why = forms.CharField(
        label=_("What makes it due now"),
        required=False,
        max_length=300,
        help_text=_("Asked for with recordings and notes of an earlier interview."),
    )
    way = _way()
    file = _file()

    def offer(self, kinds: list[Paper], findings: list[Finding]) -> None:
        """Offer what may be served now."""
        self.fields["kind"].choices = [CHOOSE, *((one.value, one.label) for one in kinds)]  # type: ignore[attr-defined]
        adopted = [
            (str(one.pk), f"{one.allegation}: {one.get_adopted_display()}") for one in findings if one.adopted
        ]
        self.fields["finding"].choices = [CHOOSE, *adopted]  # type: ignore[attr-defined]


class ProposeForm(forms.Form):
    """A notice of proposed discipline."""

    penalty = _choice(_("Proposed discipline"), Penalty.choices)
    amount = forms.CharField(
        label=_("How much"), required=False, max_length=60, help_text=_("For instance “3 days”.")
    )
    text = passage(
        _("The notice"),
        rows=8,
        most=LETTER,
        help_text=_("What was found and what it rests on. The proposed discipline is added by itself."),
    )
    late_reason = passage(
        _("If the one-year limit is over: the ground that still allows it"),
        rows=3,
        required=False,
        help_text=_("You sign for it with your name."),
    )
    way = _way()
    file = _file()


class MaterialsForm(forms.Form):
    """Materials, and the opportunity to respond."""

    materials = passage(_("What is given"), rows=5, most=4000)
    meeting = passage(_("When and where the officer may respond in person"), rows=2, required=False)
    way = _way()
    file = _file()


class RespondForm(forms.Form):
    """How the officer responded."""

    response = _choice(_("How the officer responded"), Response.choices)
    on = day(_("Day"), required=True, initial=today)
    held_by = forms.CharField(label=_("Who held the meeting"), required=False, max_length=120)
    representative = forms.CharField(label=_("Who came with the officer"), required=False, max_length=120)
    text = passage(_("What was said"), rows=5, most=LETTER, required=False)


class DecideForm(forms.Form):
    """The decision."""

    outcome = _choice(_("Decision"), Outcome.choices)
    penalty = _choice(_("Discipline"), Penalty.choices)
    amount = forms.CharField(label=_("How much"), required=False, max_length=60)
    reasons = passage(_("Reasons"), rows=5, most=LETTER)


class TellForm(forms.Form):
    """The decision as the officer reads it."""

    text = passage(_("What the officer reads"), rows=8, most=LETTER)
    way = _way()


class AppealForm(forms.Form):
    """An appeal that came another way."""

    on = day(_("Day it reached the department"), required=True, initial=today)


class HearForm(forms.Form):
    """A hearing."""

    on = day(_("Day of the hearing"), required=True)
    before = forms.CharField(label=_("Who hears it"), max_length=120)


class RuleForm(forms.Form):
    """How an appeal ended; one more question for each finding."""

    ruling = _choice(_("How it ended"), Ruling.choices)
    penalty = _choice(_("Discipline that stands"), Penalty.choices)
    amount = forms.CharField(label=_("How much"), required=False, max_length=60)
    text = passage(_("What was ruled"), rows=5, most=LETTER)

    def offer(self, findings: list[Finding]) -> None:
        """Ask for each finding that is not final what the hearing says of it."""
        for one in findings:
            self.fields[f"finding_{one.pk}"] = forms.ChoiceField(
                label=_("If overturned: %(allegation)s") % {"allegation": one.allegation},
                choices=[("", _("As it was")), *Result.choices],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Gather the findings into ``results``; a finding that stays sustained is said so when overturned."""
        given = dict(super().clean() or {})
        found = {name[8:]: given.pop(name) for name in list(given) if name.startswith("finding_")}
        overturned = given.get("ruling") == Ruling.OVERTURNED
        given["results"] = (
            {pk: value or Result.SUSTAINED for pk, value in found.items()}
            if overturned
            else {pk: value for pk, value in found.items() if value}
        )
        return given


class DepartForm(forms.Form):
    """The day somebody left."""

    left_on = day(_("Last day with the department"), required=True)


class ReceiptForm(forms.Form):
    """A paper signed by hand, or not signed."""

    paper = _choice(_("Paper"), [])
    what = _choice(
        _("What happened"),
        [("signed", _("Signed by hand")), ("refused", _("Refused to sign; I witnessed it"))],
    )
    words = forms.CharField(label=_("Name as signed, or what was said"), max_length=120, required=False)

    def offer(self, papers: list[Served]) -> None:
        """Offer papers nobody signed for yet."""
        open_ones = [
            (str(one.pk), f"{one.get_kind_display()}, {date_format(day_of(one.served_at), 'DATE_FORMAT')}")
            for one in papers
        ]
        self.fields["paper"].choices = [CHOOSE, *open_ones]  # type: ignore[attr-defined]


class TimeForm(forms.Form):
    """The answer to somebody who needs more time."""

    paper = _choice(_("Paper"), [])
    until = day(_("New last day; empty to decline"))
    words = passage(_("What the officer reads"), rows=2, most=1000)

    def offer(self, papers: list[Served]) -> None:
        """Offer papers for which time was asked."""
        self.fields["paper"].choices = [  # type: ignore[attr-defined]
            CHOOSE,
            *((str(one.pk), f"{one.get_kind_display()}: {one.time_asked}") for one in papers),
        ]


class SignForm(forms.Form):
    """A signature under a paper: whoever is signed in confirms it; nobody types another name."""

    read = forms.BooleanField(
        label=_("I have read this paper and sign for it"),
        help_text=_("You sign that you read it. It does not mean that you agree."),
        error_messages={"required": _("Tick that you read it and sign for it.")},
    )


class TalkForm(forms.Form):
    """Yes or no to a talk with the complainant, and no reason: each is one button."""

    answer = forms.ChoiceField(
        label=_("Your answer"), choices=ANSWERS.choices, error_messages={"required": _("Say yes or no.")}
    )


class AnswerForm(forms.Form):
    """An answer."""

    text = passage(_("Your answer"), rows=8, most=LETTER)


class AskTimeForm(forms.Form):
    """Why more time is needed."""

    why = passage(_("Why you need more time"), rows=2, most=1000)


class OwnAppealForm(forms.Form):
    """An appeal."""

    words = passage(_("Your grounds, if you want to give them now"), rows=4, most=LETTER, required=False)


class FindForm(forms.Form):
    """Whose file."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=80)


class ExportForm(forms.Form):
    """What a personnel file is taken along for."""

    reason = forms.CharField(
        label=_("What is it for?"), max_length=200, help_text=_("Kept in the audit log with your name.")
    )


class AgreementForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an agreement says of time."""

    in_force_from = day(_("In force from"), required=True)
    reason = forms.CharField(label=_("Why this is entered"), max_length=300)

    class Meta:
        model = Agreement
        fields = ("title", "sworn", "response_days", "appeal_days", "authority", "in_force_from")


def waiting(discipline: Discipline, findings: list[Finding]) -> list[Finding]:
    """Findings an appeal can still change."""
    return [one for one in findings if not one.final and one.officer_id == discipline.officer_id]

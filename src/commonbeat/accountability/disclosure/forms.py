"""Forms of the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.codes import DISCLOSED
from commonbeat.kernel.ui.fields import day

from . import enums
from .actions import today

LONG = {"rows": 4}


def _day(label: Any, **more: Any) -> forms.DateField:
    return day(label, required=True, initial=today, **more)


class TakeForm(forms.Form):
    """A request for records."""

    asked_on = _day(_("Day it reached the department"), help_text=_("The 45 days run from here."))
    asked_by = forms.CharField(label=_("Who asks, as they wrote"), max_length=200)
    reach = forms.CharField(label=_("How to reach them"), max_length=300, required=False)
    wanted = forms.CharField(label=_("What they ask for"), max_length=4000, widget=forms.Textarea(attrs=LONG))
    record_class = forms.ChoiceField(
        label=_("Class of records, if they name one"), required=False,
        choices=[("", "–"), *DISCLOSED.items()],
    )  # fmt: skip


class DelayForm(forms.Form):
    """The next step of delay, with the reasons."""

    step = forms.ChoiceField(label=_("Step"))
    basis = forms.CharField(
        label=_("Specific basis, as written to the requester"),
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
    )
    told_on = _day(_("Day it was written to them"))
    estimated_on = _day(_("Estimated day of disclosure they were told"))


class GoOnForm(forms.Form):
    """What held the clock is over."""

    ground = forms.ChoiceField(label=_("What is over"), choices=enums.Ground.choices)


class RedactForm(forms.Form):
    """Something blacked out."""

    where = forms.CharField(label=_("Document and place"), max_length=300)
    exemption = forms.ChoiceField(label=_("Exemption"), choices=enums.Exemption.choices)
    reason = forms.CharField(label=_("Why it applies"), max_length=2000, widget=forms.Textarea(attrs=LONG))


class ReleaseForm(forms.Form):
    """The records went out."""

    ended_on = _day(_("Day they went out"))
    what = forms.CharField(label=_("What was given out"), max_length=4000, widget=forms.Textarea(attrs=LONG))
    proof = forms.CharField(label=_("What shows it"), max_length=300)


class RefuseForm(forms.Form):
    """Nothing is given out."""

    ended_on = _day(_("Day the answer went out"))
    reason = forms.CharField(
        label=_("The law it rests on, as written to them"), max_length=2000, widget=forms.Textarea(attrs=LONG)
    )
    proof = forms.CharField(label=_("What shows it"), max_length=300)


class WithdrawForm(forms.Form):
    """The requester withdraws."""

    ended_on = _day(_("Day they withdrew"))
    reason = forms.CharField(label=_("What they said"), max_length=2000, widget=forms.Textarea(attrs=LONG))


class ReportForm(forms.Form):
    """A report to POST that somebody begins."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=[(one.value, one.label) for one in enums.BY_HAND]
    )
    occurred_on = _day(_("Day it happened"), help_text=_("The 10 days run from here."))
    officer = forms.ChoiceField(label=_("Officer"), required=False)
    what = forms.CharField(label=_("In a sentence"), max_length=300, required=False)

    def __init__(self, *args: Any, officers: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((str(one.pk), str(one)) for one in officers)
        ]  # fmt: skip


class SentForm(forms.Form):
    """A report went out."""

    sent_on = _day(_("Day it was sent"))
    proof = forms.CharField(label=_("Confirmation number, or what else shows it"), max_length=300)


class YearForm(forms.Form):
    """Which year."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)

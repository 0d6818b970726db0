"""Small forms of the public pages; the questions of a report itself come from data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import commonbeat.community.reports.public as public

LONGEST_CODE = 40


class GateForm(forms.Form):
    """The gate's questions; the first one as a list, the others as choices."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask what the gate asks."""
        super().__init__(*args, **kwargs)
        enough = self.is_bound and public.kind_is_enough(self.data.get("kind", ""))
        for question in public.gate_questions():
            choices = [(one.key, str(one.label)) for one in question.choices]
            is_list = question.code == "kind"
            self.fields[question.code] = forms.ChoiceField(
                label=str(question.label),
                help_text=str(question.help),
                choices=[("", _("Choose one")), *choices] if is_list else choices,
                widget=forms.Select if is_list else forms.RadioSelect,
                required=is_list or not enough,
                error_messages={"required": _("Please choose an answer.")},
            )


class CodeForm(forms.Form):
    """A code that was written down."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Your code"),
        max_length=LONGEST_CODE,
        help_text=_("Four groups of four, like 7KQF-M2XA-01ZD-9TBC. Small letters are fine."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )


class MoreForm(forms.Form):
    """Which case something is added to."""

    use_required_attribute = False
    case_number = forms.CharField(label=_("Case number"), max_length=40)
    name = forms.CharField(
        label=_("Your name, as in the report"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class KeepForm(forms.Form):
    """Where the way back is sent, if at all."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("We send only the way back to this page: not your code, and no word of your report."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class TimeForm(forms.Form):
    """When to call."""

    use_required_attribute = False
    slot = forms.ChoiceField(label=_("When shall we call?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the times that are free now, by day."""
        super().__init__(*args, **kwargs)
        days: dict[str, list[tuple[str, str]]] = {}
        for time in public.free_times():
            days.setdefault(time.day, []).append((time.id, f"{time.day}, {time.clock}"))
        self.fields["slot"].choices = [("", _("As soon as you can")), *days.items()]
        self.fields["slot"].error_messages["invalid_choice"] = _(
            "This time is not free any more. Please choose another one."
        )

"""What is typed on the public pages beside the questions themselves, which come from data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.contact.codes import MOST_TYPED


class CodeForm(forms.Form):
    """A code that was written down."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Your code"),
        max_length=MOST_TYPED,
        help_text=_("Four groups of four, like 7KQF-M2XA-01ZD-9TBC. Small letters are fine."),
        error_messages={"required": _("Enter your code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )

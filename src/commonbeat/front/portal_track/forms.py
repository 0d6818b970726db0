"""What residents type on the tracking pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.contact.actions import LONGEST_TEXT
from commonbeat.kernel.contact.codes import MOST_TYPED


class CodeForm(forms.Form):
    """One field: the code as it was written down."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("16 letters and numbers. Small letters and spaces are fine."),
        max_length=MOST_TYPED,
        error_messages={"required": _("Enter your code.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "class": "track-code",
            }
        ),
    )


class WriteForm(forms.Form):
    """A message to the department."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    """Why the resident does something."""

    reason = forms.CharField(
        label=_("Tell us why"),
        max_length=2_000,
        error_messages={"required": _("Tell us why.")},
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

"""Small forms of the public pages; the questions themselves come from data."""

from __future__ import annotations

import re
import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.contact.codes import MOST_TYPED

TOKEN = re.compile(r"[0-9a-f]{32}")


def fresh_token() -> str:
    """A random word that makes a form sent twice count once."""
    return uuid.uuid4().hex


def token_of(posted: str) -> str:
    """The word as it came, or a new one where it cannot be ours."""
    return posted if TOKEN.fullmatch(posted) else fresh_token()


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

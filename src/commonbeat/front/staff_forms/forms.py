"""Forms of these pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.forms import BadDefinition, check

LARGEST = 512 * 1024


class Needed(forms.CharField):
    """A text that is needed; whether it is there is looked at by the form, which knows what else was sent."""

    def validate(self, value: Any) -> None:
        """Let an empty one through."""


class Change(forms.Form):
    """A new definition: typed into the page, or a file that was edited elsewhere."""

    file = forms.FileField(
        label=_("An edited file (TOML)"),
        required=False,
        help_text=_("If you choose a file, it is taken instead of the text below."),
    )
    text = Needed(
        label=_("Questions"),
        strip=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"class": "cb-definition", "spellcheck": "false"}),
    )
    reason = Needed(
        label=_("Why the questions change"),
        max_length=500,
        help_text=_("Needed to take them over. It stays in the history and in the audit log."),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clean(self) -> dict[str, Any]:
        """The definition can be used; every fault is said with its line and key."""
        given = super().clean() or {}
        text = self._sent(given)
        if text is None:
            return given
        given["definition_text"] = text
        try:
            check(self.key, text)
        except BadDefinition as bad:
            for fault in bad.faults[:50]:
                self.add_error("text", str(fault))
        return given

    def _sent(self, given: dict[str, Any]) -> str | None:
        """The file's text, or the one of the page; nothing when there is neither."""
        file = given.get("file")
        if not file:
            text = given.get("text") or ""
            if not text.strip():
                self.add_error("text", _now("Give the questions, as text or as a file."))
                return None
            return str(text).replace("\r\n", "\n")
        if file.size > LARGEST:
            self.add_error("file", _now("This file is larger than any definition may be."))
            return None
        try:
            return str(file.read().decode("utf-8-sig")).replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.add_error("file", _now("This file is not UTF-8 text. Save it as UTF-8, then send it again."))
            return None


class Reason(forms.Form):
    """Why an earlier version is asked again."""

    reason = forms.CharField(
        label=_("Why"), max_length=500, help_text=_("It stays in the history and in the audit log.")
    )

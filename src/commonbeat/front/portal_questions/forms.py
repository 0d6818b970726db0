"""What residents fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import commonbeat.community.questions.public as public
from commonbeat.kernel.ui.once import fresh_token, is_token


class Once(forms.Form):
    """A form that counts once."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40, initial=fresh_token)

    def clean_token(self) -> str | None:
        """A word we could have made, or none."""
        given = self.cleaned_data.get("token") or ""
        return given if is_token(given) else None


class AskForm(Once):
    """A question to the department."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Please do not name other people. For a crime or an emergency use the phone."),
    )
    topic = forms.ChoiceField(label=_("What is it about?"))
    wants_public = forms.TypedChoiceField(
        label=_("May others read the question and the answer?"),
        choices=[
            ("yes", _("Yes. We take out what could show who you are.")),
            ("no", _("No. Keep it between you and us.")),
        ],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    wants = forms.ChoiceField(
        label=_("How shall we tell you that the answer is there?"),
        choices=[
            ("", _("Not at all. I look with my code.")),
            ("email", _("By e-mail")),
            ("sms", _("By text message")),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_(
            "Only the people who answer you can see it, and each look is written down. It is never public."
        ),
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("For text messages. Seen by the same few people, and never public."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read what a question may be about."""
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("Please choose")), *public.topics()]
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean(self) -> dict[str, Any]:
        """A way of telling needs its address."""
        given = super().clean() or self.cleaned_data
        if given.get("wants") == "email" and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("We need an e-mail address to send you e-mail."))
        if given.get("wants") == "sms" and not given.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("We need a phone number to text you."))
        return given


class HallForm(Once):
    """A question to a town hall."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=public.LONGEST_AT_HALL,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Short is best. Please do not name other people."),
    )


class SearchForm(forms.Form):
    """Looking for an answer."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    topic = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read what a question may be about."""
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("Everything")), *public.topics()]

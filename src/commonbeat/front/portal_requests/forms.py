"""What a resident fills in, apart from the category's own questions."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import commonbeat.community.requests.public as requests
from commonbeat.kernel.contact.sealed import SHORTEST_KEY
from commonbeat.kernel.ui.site import reader_language

MOST_PHOTOS = 3
MOST_TEXT = 4_000


class ManyFiles(forms.FileInput):
    """A file button that takes several pictures at once."""

    allow_multiple_selected = True


class Asked(forms.CharField):
    """A text that is wanted. When it is missing, `checks` says so together with the other ways to answer."""

    def validate(self, value: Any) -> None:
        """Nothing is missing yet."""


class ReportForm(forms.Form):
    """Where, what, and who if they like. Where the place is typed and where it is pointed at are checked by `place`."""

    use_required_attribute = False
    # Browsers do not fill a field again after "back" where autocomplete is off.
    address = Asked(
        label=_("Address or cross street"),
        help_text=_("For example: 120 Oak Street, or Oak and Main."),
        max_length=200,
        widget=forms.TextInput(attrs={"enterkeyhint": "search"}),
    )
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    long = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    description = Asked(
        label=_("What is wrong?"),
        help_text=_("A few words are enough. Please leave out names and phone numbers."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    pictures = forms.FileField(
        label=_("Add pictures"),
        help_text=_("Up to 3. We take out the place and time that your phone stores in a picture."),
        required=False,
        widget=ManyFiles(attrs={"accept": "image/*", "multiple": True}),
    )
    private = forms.BooleanField(
        label=_("Keep this report private"),
        help_text=_("It will not be on the map or in the list. Only staff will see it."),
        required=False,
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    show_name = forms.BooleanField(label=_("Show my name on the public page"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_(
            "Staff who work on this report see your name, e-mail and phone, even if you hide your name. "
            "We never show your e-mail or phone to the public."
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Cell phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    wants = forms.ChoiceField(
        label=_("How do you want to hear from us?"),
        choices=[
            ("", _("I will look it up with my code")),
            ("email", _("By e-mail")),
            ("sms", _("By text message")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """News needs an address to go to, and a name to be shown must be given."""
        given = super().clean() or {}
        if given.get("wants") == "email" and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter your e-mail, or choose to look it up with your code."))
        if given.get("wants") == "sms" and not given.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter your cell phone, or choose to look it up with your code."))
        if given.get("show_name") and not given.get("name") and "name" not in self.errors:
            self.add_error("name", _("Enter the name to show, or take the check mark away."))
        return given


class FollowForm(forms.Form):
    """An e-mail address that gets the news of one report."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("We use it for news of this report only. You can stop at any time."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def new_key() -> str:
    """A form's own random key: the same form sent twice makes one report."""
    return secrets.token_urlsafe(18)


def key_of(posted: str) -> str:
    """The key as it came, or a new one where it is missing or too short to be ours."""
    fits = SHORTEST_KEY <= len(posted) <= 64 and posted.replace("-", "").replace("_", "").isalnum()
    return posted if fits else new_key()


class WatchForm(forms.Form):
    """News about new reports near a place."""

    address = forms.CharField(
        label=_("Address or cross street"),
        help_text=_("For example: 120 Oak Street, or Oak and Main."),
        max_length=200,
    )
    radius = forms.ChoiceField(
        label=_("How far around it?"),
        choices=[("400", _("¼ mile")), ("800", _("½ mile")), ("1600", _("1 mile"))],
        initial="800",
    )
    categories = forms.MultipleChoiceField(
        label=_("What kinds?"),
        help_text=_("Leave all boxes empty for every kind."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("At most one e-mail a day, and none when nothing is new. You can stop at any time."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None) -> None:
        """Offer the kinds that are public."""
        super().__init__(data)
        groups = requests.categories(reader_language())
        self.fields["categories"].choices = [
            (one.code, one.name)
            for group in groups
            for one in group.categories
            if not (one.private or one.stops)
        ]

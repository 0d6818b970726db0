"""Filters of the list, and what staff fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.fields import Moment
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.notify.phones import NotAPhone, e164
from commonbeat.kernel.ui.fields import one_of, passage
from commonbeat.kernel.ui.lists import FilterForm

from .enums import KEYED, Channel, Rule, Topic
from .inbound import ASK
from .models import TownHall
from .queries import state_choices

RESERVED = {
    *ASK, "vote", "voto", "votar", "stop", "help", "info", "alto", "ayuda", "informacion", "start", "baja",
}  # fmt: skip
OUTCOMES = [
    ("answer", _("Answered in full")),
    ("answer_partly", _("Answered in part: the answer says what is missing and why")),
    ("say_not_held", _("We do not have it: the answer says who may")),
    ("say_cannot", _("We may not say: the answer gives the law or rule")),
    ("refer", _("Passed on: the answer says to whom")),
]


class Filters(FilterForm):
    """What the list shows; every value lives in the address."""

    q = forms.CharField(label=_("Number or words"), required=False, max_length=80)
    only = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", _("Waiting")),
            ("late", _("Late")),
            ("unread", _("The asker wrote")),
            ("publish", _("To publish or not")),
        ],
    )
    whose = one_of(_("Owner"), [("mine", _("Mine")), ("nobody", _("Nobody's"))])
    state = one_of(_("State"))
    topic = one_of(_("Topic"), Topic.choices)
    channel = one_of(_("Way"), Channel.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read the states from the process."""
        super().__init__(*args, **kwargs)
        self.offer("state", state_choices())


class AnswerForm(forms.Form):
    """An answer, and what kind of answer it is."""

    answer = passage(
        _("Answer"),
        rows=6,
        most=6000,
        help_text=_("In the asker's language. Plain words, one thing at a time."),
    )
    outcome = forms.ChoiceField(
        label=_("This is"), choices=OUTCOMES, widget=forms.RadioSelect, initial="answer"
    )


class WordsForm(forms.Form):
    """A few words to the asker, or a reason."""

    reason = passage(_("Words"), rows=3, most=2000)


class SetAsideForm(forms.Form):
    """Not taking a question, by a published rule."""

    rule = forms.ChoiceField(label=_("Rule"), choices=[("", "—"), *Rule.choices])
    reason = passage(_("What the asker reads"), rows=2, most=1000)


class PublishForm(forms.Form):
    """Question and answer as everybody will read them."""

    question_en = passage(_("Question in English"), rows=2, most=2000, required=False)
    answer_en = passage(_("Answer in English"), rows=4, most=6000, required=False)
    question_es = passage(_("Question in Spanish"), rows=2, most=2000, required=False)
    answer_es = passage(_("Answer in Spanish"), rows=4, most=6000, required=False)


class RuleForm(forms.Form):
    """Why something is not shown."""

    rule = forms.ChoiceField(label=_("Rule"), choices=[("", "—"), *Rule.choices])


class OwnerForm(forms.Form):
    """Who answers."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read who may answer."""
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = holders("questions.answer")
        self.fields["owner"].label_from_instance = lambda user: user.name


class KeyInForm(OwnerForm):
    """A question that came another way, written down by staff."""

    text = passage(_("Question, in the asker's own words and language"), rows=4, most=2000)
    channel = forms.ChoiceField(label=_("How it came"), choices=[(one.value, one.label) for one in KEYED])
    source_link = forms.URLField(
        label=_("Address of the post"), required=False, max_length=500, assume_scheme="https",
        help_text=_("For social media, so that the answer finds its way back."),
    )  # fmt: skip
    asked_at = Moment(
        label=_("When it reached us"),
        required=False,
        help_text=_("The clock starts then. Empty means now."),
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices, initial=Topic.OTHER)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As the words tell")), ("en", "English"), ("es", "Español")],
        required=False,
    )
    wants_public = forms.BooleanField(
        label=_("The asker agrees to question and answer being public"), required=False
    )
    email = forms.EmailField(label=_("Their e-mail address"), required=False)
    phone = forms.CharField(label=_("Their phone number, for texts"), required=False, max_length=40)
    field_order = ("text", "channel", "source_link", "asked_at", "topic", "language", "owner")

    def clean(self) -> dict[str, Any]:
        """How to tell them follows from what they gave."""
        given = super().clean() or self.cleaned_data
        if given.get("channel") == Channel.SOCIAL and not given.get("source_link"):
            self.add_error("source_link", _("Give the address of the post."))
        if (given.get("asked_at") or timezone.now()) > timezone.now():
            self.add_error("asked_at", _("This lies in the future."))
        given["wants"] = "email" if given.get("email") else "sms" if given.get("phone") else ""
        return given


class HallForm(forms.ModelForm):
    """A town hall."""

    starts_at = Moment(label=_("Begins"))

    class Meta:
        model = TownHall
        fields = ("title_en", "title_es", "place", "starts_at", "keyword", "phone", "panel")
        help_texts = {
            "keyword": _("People text it before their question. One short word, for instance FORUM."),
            "phone": _("Only if this evening has a number of its own; then nobody needs the word."),
        }

    def clean_keyword(self) -> str:
        """One word that means nothing else and that no other evening uses."""
        word = str(self.cleaned_data["keyword"]).strip().upper()
        if not word.isascii() or not word.isalnum():
            raise ValidationError(_("One word of plain letters and figures."))
        if word.lower() in RESERVED:
            raise ValidationError(_("This word means something else in text messages."))
        taken = TownHall.objects.exclude(pk=self.instance.pk).exclude(state="closed").filter(keyword=word)
        if taken.exists():
            raise ValidationError(_("Another town hall uses this word."))
        return word

    def clean_phone(self) -> str:
        """The form text messages are sent in."""
        typed = self.cleaned_data["phone"]
        try:
            return e164(typed) if typed else ""
        except NotAPhone:
            raise ValidationError(_("This is not a telephone number.")) from None

    def made(self, owner: Any) -> TownHall:
        """The town hall, not saved, with an address of its own."""
        hall: TownHall = self.save(commit=False)
        base = slugify(hall.title_en)[:48] or "town-hall"
        taken = set(TownHall.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        hall.slug = next(one for one in (base, *(f"{base}-{n}" for n in range(2, 1000))) if one not in taken)
        hall.owner = owner
        return hall


class CloseForm(forms.Form):
    """Ending a town hall."""

    reason = forms.CharField(label=_("Reason"), max_length=200, initial=_("The evening is over."))
    sure = forms.BooleanField(
        label=_("I know that the key is destroyed now and that nobody can be written to any more.")
    )

"""Forms of the staff console's own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.city.roster.models import Member
from commonbeat.kernel import access, walls
from commonbeat.kernel.audit import registry
from commonbeat.kernel.ui.fields import day
from commonbeat.kernel.ui.lists import FilterForm


class Reason(forms.Form):
    """Why something is done; every administrative act asks for it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One sentence, kept in the audit log. No names of people who are not staff."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Recovery(Reason):
    """An account to recover, as it was when the form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class LinkMember(Reason):
    """Which member of the roster an account is."""

    member = forms.ModelChoiceField(label=_("Member of the roster"), queryset=Member.objects.none())
    field_order = ("member", "reason")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.filter(account=None).order_by("name", "number")
        self.fields["member"].label_from_instance = lambda one: f"{one.name} · {one.number} · {one.rank}"


class SettleLink(Reason):
    """Whether an account and a member are one person."""

    answer = forms.ChoiceField(
        label=_("Are they one person?"),
        choices=[("yes", _("Yes, both are one person")), ("no", _("No, or it is not known"))],
        widget=forms.RadioSelect,
    )
    field_order = ("answer", "reason")


class NewPerson(Reason):
    """An account to open."""

    name = forms.CharField(
        label=_("Name"), help_text=_("As it is shown on screens, with rank."), max_length=120
    )
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Used to sign in. It cannot be changed later.")
    )
    role = forms.ChoiceField(label=_("First role"), required=False)
    field_order = ("name", "email", "role", "reason")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("none yet")), *role_choices()]


class Grant(Reason):
    """A role to give."""

    role = forms.ChoiceField(label=_("Role"))
    until = day(_("Last day"), help_text=_("For a role given for a time."))
    field_order = ("role", "until", "reason")

    def __init__(self, *args: object, held: frozenset[str] = frozenset(), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [choice for choice in role_choices() if choice[0] not in held]


class PeopleFilter(forms.Form):
    """Which accounts are listed."""

    q = forms.CharField(label=_("Name or e-mail"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), ("active", _("active")), ("disabled", _("disabled"))],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("any")), *role_choices()]


class LogFilter(FilterForm):
    """Which rows of the audit log are listed; all of it lives in the address."""

    who = forms.CharField(label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("Action"), required=False)
    about = forms.CharField(label=_("Object"), required=False, help_text=_("An id, or a person's name."))
    since = day(_("From"))
    until = day(_("To"))
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", _("any")), ("done", _("done")), ("refused", _("refused")), ("failed", _("failed"))],
    )
    case = forms.UUIDField(
        label=_("Protected case"),
        required=False,
        help_text=_("Its entries are listed only to whoever may look at it."),
    )
    purpose = forms.ChoiceField(label=_("Purpose of the look"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.name, one.label) for one in walls.purposes() if not one.own]
        self.fields["purpose"].choices = [("", _("none")), *known]
        names = [action.name for action in registry.actions()]
        topics = sorted({name.split(".")[0] for name in names})
        self.fields["action"].choices = [
            ("", _("any")),
            *[(f"{topic}.", _("%(topic)s: all") % {"topic": topic}) for topic in topics],
            *[(name, name) for name in names],
        ]

    def clean(self) -> dict[str, object]:
        """A case is looked at for a purpose."""
        given: dict[str, object] = super().clean() or {}
        if given.get("case") and not given.get("purpose") and "purpose" not in self.errors:
            self.add_error("purpose", _("Say what you look at this case for."))
        return given


class Unlock(forms.Form):
    """The password, to open a locked screen."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class SignInAgain(Unlock):
    """Password and second factor, to begin another working day without losing what is on the screen."""

    code = forms.CharField(
        label=_("Code from your authenticator app, or a recovery code"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def role_choices() -> list[tuple[str, str]]:
    """Roles as choices: name and title."""
    return [(name, str(role.title)) for name, role in access.roles().items()]

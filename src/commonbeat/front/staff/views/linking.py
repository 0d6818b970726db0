"""Which account is which member of the roster: one person asks, another one settles it."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from commonbeat.city.roster import linking
from commonbeat.city.roster.models import Member
from commonbeat.front.staff.forms import LinkMember, Reason, SettleLink
from commonbeat.kernel import notify
from commonbeat.kernel.access import needs
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.accounts.models import User

from .people import _done_or_ask


@needs(linking.ASK)
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask to link an account with a member; those who may settle it hear of it."""
    person = get_object_or_404(User, pk=pk)
    form = LinkMember(request.POST or None)

    def act(reason: str) -> None:
        asked = linking.ask(form.cleaned_data["member"], person, actor=request.user, reason=reason)
        _tell(asked.pk, person, request.user)

    title = _("Say who of the roster %(name)s is") % {"name": person.name}
    return _done_or_ask(request, person, form, act, title, _("Ask"))


def _tell(asked: int, person: User, actor: object) -> None:
    for one in set(holders(linking.SETTLE)) - {actor, person}:
        notify.send(
            one.email,
            "Commonbeat: which account is which member's",
            f"Somebody asked to link an account with a member of the roster. See\n"
            f"{settings.BASE_URL}{reverse('console:person_settle', args=[person.pk])}\n",
            dedupe_key=f"roster:link:{asked}:{one.pk}",
        )


@needs(linking.SETTLE)
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree that an account is a member's, or not: the second person."""
    person = get_object_or_404(User, pk=pk)
    asked = linking.waiting(person)
    if asked is None:
        raise Http404("Nothing waits.")

    form = SettleLink(request.POST or None)

    def act(reason: str) -> None:
        linking.settle(asked, actor=request.user, agreed=form.cleaned_data["answer"] == "yes", reason=reason)

    words = {"name": person.name, "member": f"{asked.member.name} ({asked.member.number})"}
    title = _("Is %(name)s the member %(member)s?") % words
    intro = _(
        "%(who)s asked: %(why)s. With it the account shows what this member was served, and is kept out of cases about "
        "them. Look at both before you agree."
    ) % {"who": asked.asked_by.name, "why": asked.reason}
    return _done_or_ask(
        request, person, form, act, title, _("Settle it"), intro=intro, back=reverse("console:home")
    )  # fmt: skip


@needs(linking.ASK)
def unlink(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the account away from its member."""
    person = get_object_or_404(User, pk=pk)
    member = get_object_or_404(Member, account=person)
    title = _("%(name)s is not %(member)s any more") % {"name": person.name, "member": member.name}
    return _done_or_ask(
        request, person, Reason(request.POST or None),
        lambda reason: linking.unlink(member, actor=request.user, reason=reason),
        title, _("Take the account away"),
    )  # fmt: skip

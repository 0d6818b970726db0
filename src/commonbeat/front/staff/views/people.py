"""People and roles: who has an account, what they may do, and changing it with a reason."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonbeat.city.roster import linking
from commonbeat.city.roster.models import Member
from commonbeat.front.staff.forms import Grant, NewPerson, PeopleFilter, Reason, Recovery
from commonbeat.kernel import access
from commonbeat.kernel.access import actions, factors, lockout, needs
from commonbeat.kernel.access.models import RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.queries import history_of
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.site import current_site
from commonbeat.kernel.ui.timeline import TimelineEntry


@needs("people.read")
def listing(request: HttpRequest) -> HttpResponse:
    """All accounts with their roles, filtered by the address."""
    filters = PeopleFilter(request.GET)
    page = keyset_page(_chosen(filters), request.GET, order=("name", "pk"))
    held = _titles(page.rows)
    columns = (
        Column(
            _("Name"), lambda user: user.name, href=lambda user: reverse("console:person", args=[user.pk])
        ),
        Column(_("E-mail"), lambda user: user.email),
        Column(_("Roles"), lambda user: ", ".join(held.get(user.pk, [])) or "—"),
        Column(_("State"), lambda user: _("active") if user.is_active else _("disabled")),
    )
    may_create = access.allowed(request.user, "people.manage")
    new = [(_("Open an account"), reverse("console:person_new"))] if may_create else []
    shown = Listing(
        title=_("People and roles"),
        columns=columns,
        page=page,
        noun=("account", "accounts"),
        filters=filters,
        empty=_("No account matches these filters."),
        actions=[*new, (_("What each role may do"), reverse("console:roles"))],
    )
    return render(request, "ui/list.html", {"listing": shown})


def _chosen(filters: PeopleFilter) -> QuerySet[User]:
    """The accounts the filters ask for."""
    rows = User.objects.all()
    if not filters.is_valid():
        return rows
    wanted = filters.cleaned_data
    if wanted["q"]:
        rows = rows.filter(Q(name__icontains=wanted["q"]) | Q(email__icontains=wanted["q"]))
    if wanted["role"]:
        rows = rows.filter(pk__in=RoleGrant.objects.in_force().filter(role=wanted["role"]).values("user"))
    if wanted["state"]:
        rows = rows.filter(is_active=wanted["state"] == "active")
    return rows


def _titles(users: list[User]) -> dict[UUID, list[str]]:
    """Titles of the roles each account holds, one query for all."""
    known, found = access.roles(), {}
    for user_id, name in RoleGrant.objects.in_force().filter(user__in=users).values_list("user_id", "role"):
        found.setdefault(user_id, []).append(str(known[name].title) if name in known else name)
    return found


@needs("people.read")
def role_table(request: HttpRequest) -> HttpResponse:
    """What each role may do, in the words of the capabilities."""
    labels = {one.name: one.label for one in access.capabilities()}
    rows = [
        {"role": role, "may": [labels[name] for name in sorted(role.capabilities) if name in labels]}
        for role in access.roles().values()
    ]
    return render(request, "staff/roles.html", {"rows": rows})


@needs("people.read")
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One account: its roles, its second factor, what was done to it."""
    person = get_object_or_404(User, pk=pk)
    known = access.roles()
    grants = [
        {"grant": grant, "title": known[grant.role].title if grant.role in known else grant.role}
        for grant in RoleGrant.objects.in_force().filter(user=person).select_related("granted_by")
    ]
    mine = {
        one: access.allowed(request.user, one) for one in ("people.manage", "people.recover", "roles.grant")
    }
    context = {
        "person": person,
        "grants": grants,
        "member": Member.objects.filter(account=person).first(),
        "link_asked": linking.waiting(person),
        "has_factor": factors.has_second_factor(person),
        "is_locked_out": lockout.is_locked_out(person.email),
        "is_self": person.pk == request.user.pk,
        "may_manage": mine["people.manage"],
        "may_recover": mine["people.recover"],
        "may_grant": mine["roles.grant"],
        "timeline": [
            TimelineEntry(line.entry.at, line.sentence, "", line.entry.reason)
            for line in history_of("user", person.pk)
        ],
    }
    return render(request, "staff/person.html", context)


@never_cache
@needs("people.manage")
def create(request: HttpRequest) -> HttpResponse:
    """Open an account; the one-time password is shown once."""
    form = NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                user, password = actions.create_account(
                    actor=request.user, email=data["email"], name=data["name"], reason=data["reason"]
                )
                if data["role"]:
                    actions.grant_role(
                        actor=request.user, user=user, role=data["role"], reason=data["reason"]
                    )
        except (actions.NotAllowed, ValidationError) as refused:
            form.add_error(None, _words(refused))
        else:
            return _handed(request, user, password)
    return render(
        request,
        "ui/form.html",
        {"title": _("Open an account"), "form": form, "submit": _("Open the account")},
    )


@never_cache
@needs("people.recover")
def recover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody back in who lost password or second factor."""
    person = get_object_or_404(User, pk=pk)
    form = Recovery(request.POST or None, initial={"seen": actions.password_age(person)})
    form.fields["reason"].label = _("Why, and how you recognised the person")
    if request.method == "POST" and form.is_valid():
        try:
            password = actions.recover_account(
                actor=request.user,
                user=person,
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"] or None,
            )
        except actions.NotAllowed as refused:
            form.add_error(None, _words(refused))
        else:
            return _handed(request, person, password)
    title = _("Recover the account of %(name)s") % {"name": person.name}
    intro = _(
        "The password becomes a one-time one, second factors are removed and sessions end. At the next sign-in the "
        "person chooses a password and sets up a second factor."
    )
    return _ask(request, title, form, _("Recover the account"), intro)


def _handed(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """The one page that shows a one-time password."""
    return render(request, "staff/one_time_password.html", {"person": person, "password": password})


@needs("roles.grant")
def grant(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a role."""
    person = get_object_or_404(User, pk=pk)
    held = frozenset(access.roles_of(person))
    form = Grant(request.POST or None, held=held)

    def act(reason: str) -> None:
        last_day = form.cleaned_data["until"]
        until = (
            datetime.combine(last_day + timedelta(days=1), time(), current_site().zone) if last_day else None
        )
        actions.grant_role(
            actor=request.user, user=person, role=form.cleaned_data["role"], reason=reason, until=until
        )

    title = _("Give a role to %(name)s") % {"name": person.name}
    return _done_or_ask(request, person, form, act, title, _("Give the role"))


@needs("roles.grant")
def revoke(request: HttpRequest, pk: UUID, role: str) -> HttpResponse:
    """Take a role away."""
    person = get_object_or_404(User, pk=pk)
    known = access.roles().get(role)
    words = {"role": known.title if known else role, "name": person.name}
    return _done_or_ask(
        request,
        person,
        Reason(request.POST or None),
        lambda reason: actions.revoke_role(actor=request.user, user=person, role=role, reason=reason),
        _("Take the role %(role)s from %(name)s") % words,
        _("Take the role away"),
    )


@needs("people.manage")
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a locked-out account try again."""
    person = get_object_or_404(User, pk=pk)
    return _done_or_ask(
        request,
        person,
        Reason(request.POST or None),
        lambda reason: actions.release_lockout(actor=request.user, user=person, reason=reason),
        _("Release the lockout of %(name)s") % {"name": person.name},
        _("Release"),
    )


@needs("people.manage")
def disable(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Disable an account; its sessions end at once."""
    return _set_active(request, pk, False, _("Disable the account of %(name)s"), _("Disable"))


@needs("people.manage")
def enable(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enable an account again."""
    return _set_active(request, pk, True, _("Enable the account of %(name)s"), _("Enable"))


def _set_active(request: HttpRequest, pk: UUID, active: bool, title: str, submit: str) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    return _done_or_ask(
        request,
        person,
        Reason(request.POST or None),
        lambda reason: actions.set_active(actor=request.user, user=person, active=active, reason=reason),
        title % {"name": person.name},
        submit,
    )


def _done_or_ask(
    request: HttpRequest,
    person: User,
    form: forms.Form,
    act: Callable[[str], Any],
    title: str,
    submit: str,
    *,
    back: str = "",
    intro: str = "",
) -> HttpResponse:
    """Do it when the form is right and go back to the person; otherwise show the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except actions.NotAllowed as refused:
            form.add_error(None, _words(refused))
        else:
            messages.success(request, _("Done. It is in the audit log with your reason."))
            return redirect(back or reverse("console:person", args=[person.pk]))
    return _ask(request, title, form, submit, intro)


def _ask(
    request: HttpRequest,
    title: str,
    form: forms.Form,
    submit: str,
    intro: str = "",
) -> HttpResponse:
    context = {"title": title, "form": form, "submit": submit, "intro_text": intro}
    return render(request, "staff/ask.html", context)


def _words(refused: Exception) -> list[str] | str:
    """What an error says to the person."""
    return refused.messages if isinstance(refused, ValidationError) else str(refused)

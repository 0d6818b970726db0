"""The first page after sign-in: what this person can do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commonbeat.front.staff.doors import signed_in
from commonbeat.kernel import access
from commonbeat.kernel.ui import menu


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """One card for each part of the console the viewer may open, with what waits there."""
    here = reverse("console:home")
    held = [access.role(name) for name in access.roles_of(request.user)]
    cards = [entry for entry in menu.shown(request.user, request.path) if entry.href != here]
    return render(request, "staff/home.html", {"roles": held, "cards": cards})

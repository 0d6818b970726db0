"""The first page after sign-in: what this person can do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commonbeat.front.staff.doors import signed_in
from commonbeat.kernel import access
from commonbeat.kernel.ui import menu
from commonbeat.kernel.ui.home import panels_for


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What the viewer's topics have to tell, and a card for each part of the console the viewer may open."""
    here = reverse("console:home")
    held = [access.role(name) for name in access.roles_of(request.user)]
    cards = [entry for entry in menu.shown(request.user, request.path) if entry.href != here]
    return render(
        request, "staff/home.html", {"roles": held, "cards": cards, "panels": panels_for(request.user)}
    )

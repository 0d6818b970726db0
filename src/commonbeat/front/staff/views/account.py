"""A person's own account: password, second factors, where they are signed in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonbeat.front.staff.doors import signed_in
from commonbeat.kernel import access
from commonbeat.kernel.access import actions
from commonbeat.kernel.access.models import OpenSession
from commonbeat.kernel.accounts.passwords import EXPIRES_AFTER


@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """Who I am here, and where I am signed in."""
    changed = request.user.password_changed_at
    context = {
        "sessions": OpenSession.objects.filter(user=request.user, ended_at=None)[:50],
        "this_key": request.session.session_key,
        "roles": [access.role(name) for name in access.roles_of(request.user)],
        "password_until": changed + EXPIRES_AFTER if changed else None,
    }
    return render(request, "staff/own.html", context)


@require_POST
@signed_in
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of my other sessions."""
    try:
        actions.end_session(actor=request.user, session_id=pk)
    except actions.NotAllowed:
        raise Http404 from None
    messages.success(request, _("That session has ended."))
    return redirect("accounts:own")

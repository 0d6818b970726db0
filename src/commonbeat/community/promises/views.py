"""The late list, and how each kind of promise stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonbeat.kernel.access import needs

from . import queries


@needs("promises.read")
@require_GET
def late_promises(request: HttpRequest) -> HttpResponse:
    """Every promise that is late now, the longest overdue first; the chosen kind lives in the address."""
    kind = request.GET.get("kind", "")
    context = {
        "rows": queries.late_list(request.user, kind),
        "standing": queries.standing(),
        "kind": kind,
    }
    return render(request, "promises/late.html", context)

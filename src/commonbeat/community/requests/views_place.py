"""Where a request is: found by staff where it came in words only, or corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonbeat.kernel.access import needs
from commonbeat.kernel.ui.forms import tried

from . import queries
from .actions_place import set_place
from .forms import PlaceForm


@needs("requests.work")
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask where it is and how that is known, then set it."""
    record = queries.one(request.user, pk)
    form = PlaceForm(request.POST or None, initial={"place": record.place_text})

    def placed(given: dict[str, Any]) -> None:
        found = form.found
        lon, lat = (found.lon, found.lat) if found else (given["lon"], given["lat"])
        text = found.label if found else given["place"]
        set_place(record, actor=request.user, lon=lon, lat=lat, text=text, reason=given["reason"])

    if tried(form, placed) is not None:
        messages.success(request, _("The place is set."))
        return redirect("requests:detail", pk=pk)
    context = {
        "record": record,
        "form": form,
        "title": _("The place of %(number)s") % {"number": record.number},
    }
    return render(request, "requests/place.html", context, status=400 if form.errors else 200)

"""The page of somebody who was thanked, and of who leads them: the words, never who wrote them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commonbeat.kernel.access import needs
from commonbeat.kernel.ui.paging import keyset_page

from . import queries


@needs("commendations.own")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Thanks to this person and to those they lead, newest first."""
    page = keyset_page(queries.mine(request.user), request.GET, order=queries.ORDER)
    context = {"page": page, "rows": page.rows, "title": _("Thanks to you and yours")}
    return render(request, "commendations/mine.html", context)


@needs("commendations.own")
@require_GET
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them."""
    record = get_object_or_404(queries.mine(request.user), pk=pk)
    rows = record.praised.select_related("member").order_by("pk")
    return render(request, "commendations/mine_one.html", {"record": record, "praised": rows})

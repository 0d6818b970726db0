"""The first page: how to report something, how the department is doing, what happens in a beat."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commonbeat.kernel.publish.queries import latest, released_measures
from commonbeat.operations.calls.models import PublicCall

from ..pictures import beat_counts, beats, city_map, kept


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Three answers; a chosen beat lives in the address."""
    shown = beats()
    codes = {beat.code: beat for beat in shown}
    chosen = codes.get(request.GET.get("beat", "")) or (shown[0] if shown else None)
    release = latest("calls")
    context = {
        "measures": released_measures(),
        "release": release,
        "beats": shown,
        "beat": chosen,
        "map": None,
        "groups": [],
    }
    if chosen:
        title = _("Beat %(code)s, %(name)s") % {"code": chosen.code, "name": chosen.name}
        context["map"] = kept(
            "home", release, lambda: city_map(shown, title=title, strong=chosen.code), chosen.code
        )
        context.update(_beat_facts(chosen.code))
    return render(request, "portal/home.html", context)


def _beat_facts(code: str) -> dict[str, object]:
    """What people called about most in a beat during the newest public weeks."""
    counts, first, last = beat_counts()
    if first is None:
        return {"groups": []}
    rows = PublicCall.objects.filter(beat=code, origin="community", day__range=(first, last))
    groups = rows.values_list("type_label").annotate(n=Count("pk")).order_by("-n", "type_label")[:5]
    return {"groups": list(groups), "beat_total": counts.get(code, 0), "first": first, "last": last}

"""The first page: how to report something, how the department is doing, what happens in a beat."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonbeat.kernel.publish import features
from commonbeat.kernel.publish.queries import NotReleased, Published, published, released_measures

from ..pictures import city_map, kept


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Three answers; a chosen beat lives in the address."""
    shown = features("beats")
    codes = {beat.code: beat for beat in shown}
    chosen = codes.get(request.GET.get("beat", "")) or (shown[0] if shown else None)
    try:
        calls: Published | None = published("calls")
    except NotReleased:
        calls = None
    context: dict[str, Any] = {"measures": released_measures(), "beats": shown, "beat": chosen, "groups": []}
    if chosen:
        title = _("Beat %(code)s, %(name)s") % {"code": chosen.code, "name": chosen.name}
        release = calls.release if calls else None
        draw = lambda: city_map(shown, title=title, strong=chosen.code)  # noqa: E731
        context["map"] = kept("home", release, draw, chosen.code)
    if chosen and calls:
        context.update(_beat_facts(calls, chosen.code))
    return render(request, "portal/home.html", context)


def _beat_facts(calls: Published, code: str) -> dict[str, Any]:
    """What people called about most in a beat during the newest public weeks, as released."""
    tables = calls.tables()
    counts, types = tables.get("calls.by_beat"), tables.get("calls.top_types")
    if counts is None or types is None:
        return {}
    return {
        "groups": [(_(label) if label else "", n) for beat, label, n in types.rows if beat == code],
        "beat_total": next((n for beat, n in counts.rows if beat == code), 0),
        "counted": counts.release,
        "tables": [counts, types],
    }

"""Public weekly reports: those a named person has released, and whether the newest one is late."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commonbeat.city.agency.queries import agency
from commonbeat.operations.insight.queries import public_report_due, released_editions
from commonbeat.operations.insight.render_page import page_of


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Released reports, newest first; says when the newest one is late."""
    profile = agency()
    today = profile.local_time(timezone.now()).date()
    due = public_report_due(today, profile)
    seen: dict[str, object] = {}
    for edition in released_editions():
        seen.setdefault(edition.week, edition)
    context = {"editions": list(seen.values()), "late": due.late, "week": due.week.name}
    return render(request, "portal/reports.html", context)


@require_safe
def edition(request: HttpRequest, week: str) -> HttpResponse:
    """One released report."""
    found = released_editions().filter(week=week).first()
    if found is None:
        raise Http404("No public report of this week has been released.")
    return render(request, "portal/report.html", {"edition": found, "page": page_of(found.content)})

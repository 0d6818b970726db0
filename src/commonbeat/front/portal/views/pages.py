"""Pages that explain: how we publish, accessibility, the audit log's seals."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit
from commonbeat.kernel.audit.export import root_statement
from commonbeat.kernel.audit.models import AuditDailyRoot
from commonbeat.kernel.publish.queries import catalogue
from commonbeat.kernel.retention.schedule import kept

VERIFIER = Path(audit.__file__).with_name("standalone_verify.py")
ON_PAGE = 60


@require_safe
def how_we_publish(request: HttpRequest) -> HttpResponse:
    """What is published, what is held back, and why."""
    rows = [found.dataset for found in catalogue()]
    context = {"rows": rows, "delay": agency().publication_delay_hours, "kept": kept()}
    return render(request, "portal/how_we_publish.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/accessibility.html")


@require_safe
def audit_roots(request: HttpRequest) -> HttpResponse:
    """The newest daily roots of the audit log, and how to check them."""
    roots = [
        root_statement(row)
        for row in AuditDailyRoot.objects.select_related("seal").order_by("-day")[:ON_PAGE]
    ]
    return render(request, "portal/audit_roots.html", {"roots": roots})


@require_safe
def audit_roots_json(request: HttpRequest) -> JsonResponse:
    """All daily roots, oldest first."""
    rows = AuditDailyRoot.objects.select_related("seal").order_by("day")
    return JsonResponse({"roots": [root_statement(row) for row in rows]}, json_dumps_params={"indent": 1})


@require_safe
def verifier(request: HttpRequest) -> FileResponse:
    """The stand-alone program that checks an export of the log against a root."""
    return FileResponse(
        VERIFIER.open("rb"), as_attachment=True, filename="commonbeat_verify.py", content_type="text/x-python"
    )

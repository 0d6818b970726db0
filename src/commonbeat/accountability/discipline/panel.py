"""The section that discipline adds to the page of a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.panels import CasePanel
from commonbeat.kernel.workflow import state_of

from . import cases
from .models import Served

if TYPE_CHECKING:
    from commonbeat.accountability.complaints.models import Complaint


def _context(complaint: Complaint, viewer: Any) -> dict[str, Any]:
    served: dict[Any, list[Served]] = {}
    for one in Served.objects.within_look().filter(complaint=complaint):
        served.setdefault(one.officer_id, []).append(one)
    rows = []
    for officer in cases.accused_of(complaint):
        latest = next(iter(cases.of_officer(officer)), None)
        papers = served.get(officer.pk, [])
        rows.append(
            {
                "officer": officer,
                "discipline": latest,
                "state": state_of(latest) if latest else None,
                "papers": len(papers),
                "unsigned": sum(not one.is_acknowledged for one in papers),
            }
        )
    return {"rows": rows}


def _shown(complaint: Complaint, viewer: Any) -> bool:
    return bool(cases.accused_of(complaint))


PANEL = CasePanel(
    "discipline", _("What officers were told, and discipline"), "discipline/_panel.html", _context, 60, _shown
)

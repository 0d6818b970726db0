"""The section that disclosure adds to the page of a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.panels import CasePanel
from commonbeat.kernel import clocks, workflow
from commonbeat.kernel.access import allowed

from .disclosable import disclosable
from .models import DisclosureRequest, PostReport
from .promises import POST, REQUEST

if TYPE_CHECKING:
    from commonbeat.accountability.complaints.models import Complaint


def _due(kind: str, record: Any) -> str:
    clock = clocks.clock_of(kind, record)
    return clocks.due_text(clock) if clock else "–"


def _context(complaint: Complaint, viewer: Any) -> dict[str, Any]:
    requests = DisclosureRequest.objects.within_look().filter(complaint=complaint)
    reports = PostReport.objects.within_look().filter(complaint=complaint)
    return {
        "reasons": disclosable(complaint),
        "requests": [(one, workflow.state_of(one).title, _due(REQUEST, one)) for one in requests],
        "reports": [(one, _due(POST, one)) for one in reports],
    }


def _shown(complaint: Complaint, viewer: Any) -> bool:
    return allowed(viewer, "disclosure.read")


PANEL = CasePanel(
    "disclosure",
    _("Records the law opens, and reports to POST"),
    "disclosure/_panel.html",
    _context,
    80,
    _shown,
)

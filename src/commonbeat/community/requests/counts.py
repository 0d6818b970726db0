"""How much work waits, for the menu and the console's first page."""

from __future__ import annotations

from typing import Any

from commonbeat.kernel import clocks, workflow

from .models import ServiceRequest
from .process import REQUEST
from .promises import LATE_KINDS

OPEN = "open"


def open_rows() -> Any:
    """Requests somebody owes work on."""
    return ServiceRequest.objects.filter(state__in=workflow.process(REQUEST).names(OPEN))


def waiting(viewer: Any) -> int:
    """New requests, for the badge beside the menu's entry."""
    return ServiceRequest.objects.filter(state="new").count()


def late_ids() -> Any:
    """Ids of requests with a promise that is late now."""
    return clocks.late(LATE_KINDS).values("subject_id")


def late_count() -> int:
    """Open requests with a promise that is late now."""
    return open_rows().filter(pk__in=late_ids()).count()


def unplaced_count() -> int:
    """Open requests whose place is known in words only."""
    return open_rows().filter(lon=None).count()


def mine(viewer: Any) -> int:
    """Open requests the viewer owns."""
    return open_rows().filter(owner=viewer).count()

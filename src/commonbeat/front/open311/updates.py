"""Progress of public requests as FixMyStreet's extension names it: ``servicerequestupdates``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

import commonbeat.community.requests.public as desk
from commonbeat.kernel import workflow
from commonbeat.kernel.ui.site import current_site

from . import listing
from .given import Given, tidy

PROCESS = "requests.request"
MOST_REQUESTS = 100
SPAN = timedelta(days=listing.SPAN_DAYS, hours=1)


@dataclass(frozen=True)
class Page:
    """One page: the steps of up to 100 requests, and whether more requests follow."""

    rows: list[dict[str, Any]]
    more: bool


def asked_for(given: Given, language: str) -> Page:
    """The public steps a call asks for, oldest first.

    Args:
        given: ``start_date`` and ``end_date`` (at most 90 days apart, else the last 90 days), ``service_request_id`` (comma
            list), ``page`` and ``page_size`` (of requests).
        language: of the words.

    Raises:
        Refused: a parameter cannot be read.
    """
    start, end = _span(given)
    at = given.whole("page", least=1, most=listing.MOST_PAGES, otherwise=1)
    size = given.whole("page_size", least=1, most=MOST_REQUESTS, otherwise=MOST_REQUESTS)
    ids = given.listed("service_request_id")
    given.check()
    rows = listing.public_rows().filter(updated_at__gte=start)
    if ids:
        rows = rows.filter(listing.named(ids))
    first = (at - 1) * size
    keys = list(rows.order_by(*listing.CHANGED).values_list("public_id", flat=True)[first : first + size + 1])
    with translation.override(language):
        kinds = _kinds()
        steps = [step for key in keys[:size] for step in _steps(key, kinds) if start <= step[0] <= end]
    return Page(
        [row for _at, row in sorted(steps, key=lambda step: (step[0], step[1]["update_id"]))],
        len(keys) > size,
    )


def _span(given: Given) -> tuple[datetime, datetime]:
    """From when to when."""
    start, end = given.moment("start_date"), given.moment("end_date")
    end = end or (min(start + SPAN, timezone.now()) if start else timezone.now())
    start = start or end - SPAN
    if end < start:
        given.wrong("end_date is before start_date.")
    elif end - start > SPAN:
        given.wrong(
            f"The span from start_date to end_date is more than {listing.SPAN_DAYS} days; ask in several calls."
        )
    return start, end


def _kinds() -> dict[str, str]:
    """Open or closed by the public words of a state."""
    return {str(state.public_title): state.kind for state in workflow.process(PROCESS).states}


def _steps(public_id: UUID, kinds: dict[str, str]) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Each step of a request: when, and its row. Words alone leave the status as it was."""
    shown = desk.card(public_id)
    if shown is None:
        return
    status, zone = "open", current_site().zone
    for place, step in enumerate(shown.steps, start=1):
        status = kinds.get(step.title, status)
        words = ". ".join(part for part in (step.title, tidy(step.text)) if part)
        yield (
            step.at,
            {
                "update_id": f"{shown.number}.{place}",
                "service_request_id": shown.number,
                "status": status,
                "updated_datetime": step.at.astimezone(zone).isoformat(timespec="seconds"),
                "description": words or None,
                "media_url": None,
            },
        )

"""Progress of public requests as FixMyStreet's extension names it: ``servicerequestupdates``, read and posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

import commonbeat.community.requests.public as desk
from commonbeat.kernel.access.models import ApiKey
from commonbeat.kernel.ui.site import current_site

from . import here, listing
from .faults import Fault, Refused, refused
from .given import Given, tidy
from .listing import Page

MOST = listing.MOST
SPAN = timedelta(days=listing.SPAN_DAYS, hours=1)
MOST_LINKS = 10
# Names of the requests' own fields that this extension calls otherwise.
_PARAMETERS = {"text": "description"}


@dataclass(frozen=True)
class Posted:
    """Progress as it was sent. Who wrote it there (``email``, ``first_name``, ``last_name``) is never read."""

    number: str
    update_id: str
    status: str
    text: str
    at: datetime | None
    links: list[str]


def asked_for(given: Given, language: str) -> Page:
    """The public steps a call asks for, oldest first.

    Args:
        given: ``start_date`` and ``end_date`` (at most 90 days apart, else the last 90 days), ``service_request_id`` (comma
            list), ``page`` and ``page_size``.
        language: of the words.

    Raises:
        Refused: a parameter cannot be read.
    """
    start, end = _span(given)
    at = given.whole("page", least=1, most=listing.MOST_PAGES, otherwise=1)
    size = given.whole("page_size", least=1, most=MOST, otherwise=MOST)
    ids = given.listed("service_request_id")
    given.check()
    numbers = listing.numbers_of(ids) if ids else []
    if not listing.is_released() or (ids and not numbers):
        return Page([], False)
    found = desk.updates(
        since=start, until=end, numbers=numbers, most=size + 1, skip=(at - 1) * size, language=language
    )
    return Page([_row(one) for one in found[:size]], len(found) > size)


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


def _row(one: desk.UpdateShown) -> dict[str, Any]:
    """A step as the extension names it."""
    token = one.photo_token
    return {
        "update_id": str(one.id),
        "service_request_id": one.number,
        "status": "open" if one.state_kind == "open" else "closed",
        "updated_datetime": one.at.astimezone(current_site().zone).isoformat(timespec="seconds"),
        "description": tidy(one.text) or None,
        "media_url": f"{here.endpoint()}/media/{token}.jpg" if token else None,
    }


def progress_of(given: Given) -> Posted:
    """Read posted progress; everything that is wrong is said at once.

    Args:
        given: the parameters: ``service_request_id``, ``update_id`` (or ``update_id_ext``, as FixMyStreet names its own),
            ``status``, ``description``, ``updated_datetime``, ``media_url``.

    Raises:
        Refused: something was not provided or cannot be read; 404 for a request that is not public.
    """
    at = given.moment("updated_datetime")
    sent = given.text("service_request_id")
    if not sent:
        given.wrong("service_request_id was not provided.")
    update_id = given.text("update_id") or given.text("update_id_ext")
    if not update_id:
        given.wrong("update_id was not provided.")
    if not given.text("description"):
        given.wrong("description was not provided.")
    status = given.text("status").lower()
    if status not in desk.UPDATE_STATUSES:
        given.wrong(f"status {status[:60]} is not known; use open, closed or fixed.")
    links = links_of(given)
    given.check()
    number = listing.number_of(sent)
    if number is None:
        raise _missing(sent)
    return Posted(number, update_id, status, given.text("description"), at, links)


def links_of(given: Given) -> list[str]:
    """Addresses of pictures; what is wrong with them is remembered in ``given``."""
    links = list(dict.fromkeys(given.texts("media_url") + given.texts("media_url[]")))
    if any(not desk.LINK.fullmatch(link) for link in links):
        given.wrong("media_url must be an address that begins with https://, at most 500 characters long.")
    if len(links) > MOST_LINKS:
        given.wrong(f"media_url: send at most {MOST_LINKS} links.")
    return links


def take_in(posted: Posted, *, key: ApiKey, keeping: bool) -> dict[str, Any]:
    """Take in progress, once for each key and id.

    Args:
        posted: what was sent.
        key: who sends it.
        keeping: False at the test endpoint, where everything is checked and nothing is kept.

    Returns:
        The row of the answer: the id under which it is read here.

    Raises:
        Refused: 400, by parameter; 404 for a request that was taken off the public pages meanwhile.
    """
    try:
        with transaction.atomic():
            done = desk.post_update(
                key=key, update_id=posted.update_id, number=posted.number, status=posted.status, text=posted.text,
                at=posted.at, links=posted.links,
            )  # fmt: skip
            if not keeping:
                transaction.set_rollback(True)
    except desk.UnknownRequest as unknown:
        raise _missing(posted.number) from unknown
    except desk.UpdateRefused as wrong:
        faults = [
            Fault(400, f"{_PARAMETERS.get(name, name)}: {words}") for name, words in wrong.errors.items()
        ]
        raise Refused(tuple(faults)) from wrong
    return {"update_id": str(done) if keeping else "TEST"}


def _missing(sent: str) -> Refused:
    return refused(404, f"service_request_id {sent[:60]} was not found.")

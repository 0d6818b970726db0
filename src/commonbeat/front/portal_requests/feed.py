"""An Atom feed (RFC 4287) of public reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import commonbeat.community.requests.public as requests
from commonbeat.kernel.ui.site import current_site

ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, not even escaped.
FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)])


def atom(request: HttpRequest, rows: Sequence[Any]) -> bytes:
    """The feed of some public rows, newest first.

    Args:
        request: whose address, without its host's path, names the feed.
        rows: rows of the published dataset.
    """
    here = request.build_absolute_uri()
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": get_language() or "en"})
    _add(root, "id", here)
    _add(root, "title", _("Issues reported to %(who)s") % {"who": current_site().name})
    newest = max((row.updated_at for row in rows), default=datetime(1970, 1, 1, tzinfo=UTC))
    _add(root, "updated", _stamp(newest))
    ET.SubElement(root, "link", {"rel": "self", "href": here, "type": "application/atom+xml"})
    page = request.build_absolute_uri(reverse("portal_requests:list"))
    query = request.META.get("QUERY_STRING", "")
    ET.SubElement(
        root, "link", {"rel": "alternate", "href": f"{page}?{query}" if query else page, "type": "text/html"}
    )
    author = ET.SubElement(root, "author")
    _add(author, "name", current_site().name)
    for row, card in zip(rows, requests.cards(rows), strict=True):
        _entry(root, request, row, card)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _entry(root: ET.Element, request: HttpRequest, row: Any, card: Any) -> None:
    """One report."""
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", f"urn:uuid:{row.public_id}")
    _add(entry, "title", f"{card.number}: {card.title}")
    _add(entry, "updated", _stamp(row.updated_at))
    address = request.build_absolute_uri(reverse("portal_requests:detail", args=[row.public_id]))
    ET.SubElement(entry, "link", {"rel": "alternate", "href": address, "type": "text/html"})
    ET.SubElement(entry, "category", {"term": row.category, "label": _clean(card.category)})
    _add(entry, "summary", " · ".join(part for part in (card.category, card.label, card.state) if part))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return str(text).translate(FORBIDDEN)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

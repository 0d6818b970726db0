"""Who this site belongs to. A higher room registers the answer; the kernel only shows it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.signals import request_finished, request_started
from django.utils.translation import get_language


@dataclass(frozen=True)
class SiteInfo:
    """What every page says about the department.

    Attributes:
        name: the department, "Marisol Police Department".
        short_name: the same for the browser's tab.
        official_of: "the City of Marisol, California", after "An official site of".
        timezone: IANA name of the zone whose wall clock the console shows.
        emergency_number: the number to call in danger.
        other_help: the number for everything else, or "".
        languages: codes of the languages the portal speaks, the first one without a prefix.
    """

    name: str = "Police Department"
    short_name: str = "Commonbeat"
    official_of: str = "your city"
    timezone: str = "America/Los_Angeles"
    emergency_number: str = "911"
    other_help: str = ""
    languages: tuple[str, ...] = ("en", "es")

    @property
    def zone(self) -> ZoneInfo:
        """The zone as an object."""
        return ZoneInfo(self.timezone)


_provider: Callable[[], SiteInfo] = SiteInfo
_request = threading.local()  # .open while this thread answers a request, .site once it has been asked for


def register_site(provider: Callable[[], SiteInfo]) -> None:
    """Say who answers `current_site`; called once, in a `module.py`."""
    global _provider
    _provider = provider


def current_site() -> SiteInfo:
    """Return what the registered room says, or plain defaults when no room has spoken.

    Within a request the room is asked once, because a list asks for the time zone in every row.
    """
    if not getattr(_request, "open", False):
        return _provider()
    if _request.site is None:
        _request.site = _provider()
    site: SiteInfo = _request.site
    return site


def reader_language() -> str:
    """The language this page is read in, ``en`` or ``es``."""
    return (get_language() or "en").partition("-")[0]


def _begin(**_: Any) -> None:
    _request.open, _request.site = True, None


def _end(**_: Any) -> None:
    _request.open, _request.site = False, None


request_started.connect(_begin, dispatch_uid="commonbeat.site")
request_finished.connect(_end, dispatch_uid="commonbeat.site")

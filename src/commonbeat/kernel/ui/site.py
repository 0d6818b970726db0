"""Who this site belongs to. A higher room registers the answer; the kernel only shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo


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


def register_site(provider: Callable[[], SiteInfo]) -> None:
    """Say who answers `current_site`; called once, in a `module.py`."""
    global _provider
    _provider = provider


def current_site() -> SiteInfo:
    """Return what the registered room says, or plain defaults when no room has spoken."""
    return _provider()

"""Where this endpoint stands: its addresses, its jurisdiction, whom to ask about it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from commonbeat.city.agency.queries import Agency, agency
from commonbeat.kernel.ui.site import current_site

from .faults import refused
from .given import Given

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
PRODUCTION, TEST = "v2", "test/v2"
TRACKING = "track/"


def base() -> str:
    """The address of this site, without a slash at its end."""
    return str(settings.BASE_URL).rstrip("/")


def endpoint(version: str = PRODUCTION) -> str:
    """The address of an endpoint, without a slash at its end."""
    return f"{base()}/open311/{version}"


def local_settings(here: Agency) -> dict[str, str]:
    """What the agency set for this module (profile, ``local["open311"]``): ``jurisdiction`` and ``contact``."""
    kept = here.local.get("open311")
    return {name: str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def jurisdictions(here: Agency) -> set[str]:
    """Every name this jurisdiction answers to: the agency's own choice, and the host of this site."""
    host = urlsplit(base()).hostname or ""
    named = {local_settings(here).get("jurisdiction", ""), host, host.removeprefix("www.")}
    return {name.lower() for name in named if name}


def check_jurisdiction(given: Given) -> None:
    """A jurisdiction may be left out, because there is one; another one is not here.

    Raises:
        Refused: 404 for a jurisdiction that is not this one.
    """
    sent = given.text("jurisdiction_id")
    if sent and sent.lower().removeprefix("www.") not in jurisdictions(agency()):
        raise refused(
            404, f"jurisdiction_id {sent[:60]} was not found. This endpoint serves one; leave it out."
        )


def contact() -> str:
    """Whom to ask, in a sentence; never empty."""
    here, site = agency(), current_site()
    if told := local_settings(here).get("contact"):
        return told
    phone = f", telephone {site.other_help}" if site.other_help else ""
    return f"{site.name}{phone}, {base()}/"


def key_service() -> str:
    """How to get a key, in a sentence; never empty."""
    return (
        f"Reading needs no key. To report issues, ask for a key: {contact()} Say which system it is for, "
        "who looks after it, and how many reports an hour it will send."
    )

"""Keys and reports of Open311 clients."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commonbeat.city.agency.queries import agency
from commonbeat.community.requests.models import PublicRequest
from commonbeat.kernel import audit
from commonbeat.kernel.access import api_keys

SCOPES = ["open311.read", "open311.write", "open311.updates"]
REPORT = {
    "service_code": "shopping-cart", "lat": "37.7502", "long": "-121.4501", "description": "Three carts by the wall.",
}  # fmt: skip


def issue(*scopes: str, **more: Any) -> str:
    """A key with these scopes."""
    said = {
        "holder": "Park app", "contact": "it@parks.example", "purpose": "Reports from the parks", "days": 30,
        "scopes": list(scopes) or SCOPES, **more,
    }  # fmt: skip
    return api_keys.issue(actor=audit.SYSTEM, **said).text


def dated(number: str, days_ago: int) -> None:
    """Make a public request as old as this."""
    day = timezone.localdate(timezone=agency().tz) - timedelta(days=days_ago)
    PublicRequest.objects.filter(number=number).update(day=day)

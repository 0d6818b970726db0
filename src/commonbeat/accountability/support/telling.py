"""Mail about alerts: that there is something to read, never whom or what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commonbeat.kernel import notify
from commonbeat.kernel.access.holders import holders

if TYPE_CHECKING:
    from .models import Alert


def tell(person: Any, alert: Alert) -> None:
    """Tell somebody that an alert waits; names and figures stay in the console."""
    notify.send(
        to=person.email,
        subject=_("Early support: something waits for you"),
        body=_("An early support alert waits for you in the console. It is about help, not about blame."),
        dedupe_key=f"support {alert.pk} {person.pk}",
    )


def tell_managers(alert: Alert) -> None:
    """Tell those who run early support, except the person it is about."""
    for person in holders("support.manage"):
        if person.pk != alert.account_id:
            tell(person, alert)

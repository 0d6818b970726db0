"""Start-up check of the registered clocks."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from commonbeat.kernel.access import UnknownCapability
from commonbeat.kernel.access.capabilities import capability

from .declare import kinds


@register()
def lateness_reaches_somebody(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every capability that hears of lateness is registered by some topic."""
    found: list[CheckMessage] = []
    for one in kinds():
        for name in (one.escalate_to, *(step.to for step in one.escalate)):
            try:
                if name and isinstance(name, str):
                    capability(name)
            except UnknownCapability as error:
                found.append(Error(f"Clock {one.name}: {error}", id="clocks.E001"))
    return found

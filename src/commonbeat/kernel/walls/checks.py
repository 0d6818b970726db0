"""Start-up checks of the registered kinds of protected cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from commonbeat.kernel.access import UnknownCapability
from commonbeat.kernel.access.capabilities import capability

from .declare import kind, kinds, purposes
from .errors import UnknownPurpose


@register()
def walls_hold_together(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every kind and purpose names capabilities that exist, and every protected model a kind that does."""
    return [Error(text, id="walls.E001") for text in faults()]


def faults() -> Iterator[str]:
    """What is wrong with the declarations, once everything is registered."""
    from .bases import Protected

    named = [(one.name, name) for one in kinds() for name in sorted(one.capabilities)]
    named += [(one.name, one.capability) for one in purposes() if one.capability]
    for what, name in named:
        try:
            capability(name)
        except UnknownCapability as error:
            yield f"{what}: {error}"
    used = [(one.name, name) for one in purposes() for name in one.kinds]
    used += [(one._meta.label, one.WALL.kind) for one in apps.get_models() if issubclass(one, Protected)]
    for what, name in used:
        try:
            kind(name)
        except UnknownPurpose as error:
            yield f"{what}: {error}"

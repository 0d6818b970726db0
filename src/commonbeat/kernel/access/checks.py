"""Start-up checks of the reviewed roles."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from .capabilities import capabilities
from .roles import roles


@register()
def roles_hold_known_capabilities(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every capability named by a role is registered by an installed topic."""
    known = {capability.name for capability in capabilities()}
    return [
        Error(f"Role {name!r} holds {missing!r}, which no installed topic registers.", id="access.E001")
        for name, role in roles().items()
        for missing in sorted(role.capabilities - known)
    ]

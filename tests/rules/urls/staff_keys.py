"""Keys of other systems: the administrator issues and revokes, the auditor looks."""

from uuid import UUID

from commonbeat.kernel import audit
from commonbeat.kernel.access import api_keys


def a_key() -> dict[str, UUID]:
    """A key the page is about."""
    made = api_keys.issue(
        actor=audit.SYSTEM, holder="Park app", contact="it@parks.example", purpose="for a test",
        scopes=["open311.write"], days=30,
    )  # fmt: skip
    return {"pk": made.key.pk}


ROWS = {
    "keys:list": {"roles": ["administrator", "auditor"]},
    "keys:detail": {"roles": ["administrator", "auditor"], "args": a_key},
    "keys:new": {"roles": ["administrator"]},
    "keys:revoke": {"roles": ["administrator"], "args": a_key},
}

"""Messages that leave the house: written in the sender's transaction, delivered by a job, sent once or visibly failed."""

from typing import Any

__all__ = ["send"]


def __getattr__(name: str) -> Any:
    """Look ``send`` up when first used: it needs the tables, and this module is imported before them."""
    if name not in __all__:
        raise AttributeError(name)
    from commonbeat.kernel.notify import actions

    return getattr(actions, name)

"""Messages that leave the house: written in the sender's transaction, delivered by a job, sent once or visibly failed."""

from importlib import import_module
from typing import Any

_PLACES = {
    "is_stopped": "sms",
    "register_handler": "inbound",
    "register_recipients": "outgoing",
    "send": "actions",
    "verify_twilio": "inbound",
    "waiting": "actions",
}

__all__ = ["is_stopped", "register_handler", "register_recipients", "send", "verify_twilio", "waiting"]


def __getattr__(name: str) -> Any:
    """Look a name up when first used: most need the tables, and this module is imported before them."""
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)

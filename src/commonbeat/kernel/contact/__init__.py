"""A case's conversation with somebody who may have no account: a code that opens it, words both ways, news.

How it protects people: ``docs/explanation/contact.md``.
"""

from importlib import import_module
from typing import Any

_PLACES = {
    "CaseShown": "cases",
    "ResidentAction": "cases",
    "offered": "cases",
    "proved": "cases",
    "register_case_kind": "cases",
    "shown": "cases",
    "Opened": "actions",
    "close": "actions",
    "destroy_identity": "actions",
    "identity": "actions",
    "note": "actions",
    "open_conversation": "actions",
    "renew_code": "actions",
    "say": "actions",
    "seen_by": "actions",
    "new_code_page": "staff",
    "who_page": "staff",
    "allow_news": "telling",
    "register_letterhead": "telling",
    "stop_news": "telling",
    "tell": "telling",
    "by_code": "queries",
    "conversation_of": "queries",
    "unread": "queries",
    "utterances": "queries",
}

__all__ = [
    "CaseShown",
    "Opened",
    "ResidentAction",
    "allow_news",
    "by_code",
    "close",
    "conversation_of",
    "destroy_identity",
    "identity",
    "new_code_page",
    "note",
    "offered",
    "open_conversation",
    "proved",
    "register_case_kind",
    "register_letterhead",
    "renew_code",
    "say",
    "seen_by",
    "shown",
    "stop_news",
    "tell",
    "unread",
    "utterances",
    "who_page",
]


def __getattr__(name: str) -> Any:
    """Look a name up when first used: most need the tables, and this module is imported before them."""
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)

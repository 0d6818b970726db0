"""Telling a resident that there is news, without saying what."""

from commonbeat.kernel.contact.models import Conversation


def tell(conversation: Conversation, *, what: str = "news") -> None:
    """Have the resident told, in their language, by the way they chose.

    Args:
        what: ``news`` or ``received``; chooses the fixed sentence. No content of the case is ever sent.
    """

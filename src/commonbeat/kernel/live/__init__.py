"""Pages that change while somebody looks at them: a topic is announced on commit, and each open page hears of it.

What travels is the fact that something changed, never what it is; the page then asks for its own piece with the rights
of whoever looks at it. Without the live process, pages ask every ten seconds.
"""

from .announcing import announce
from .tokens import BadToken, live_url, read_token, topic_token

__all__ = ["BadToken", "announce", "live_url", "read_token", "topic_token"]

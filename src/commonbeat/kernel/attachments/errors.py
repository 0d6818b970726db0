"""What is said when an upload is not taken."""

from __future__ import annotations


class AttachmentRefused(ValueError):
    """An upload is not taken; the text says why in plain words, for the person who sent it.

    Attributes:
        cause: one of ``policies.CAUSES``, for counting.
    """

    def __init__(self, cause: str, text: str) -> None:
        super().__init__(text)
        self.cause = cause

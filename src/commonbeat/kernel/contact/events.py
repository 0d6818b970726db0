"""What this topic announces: ids only, and never a word of what was said."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ResidentWrote:
    """Somebody outside wrote into their case, by code, link or mail.

    Attributes:
        kind: of the case, as registered with `register_case_kind`.
        subject_id: the record it is about.
        utterance_id: what was said.
    """

    kind: str
    subject_id: UUID
    utterance_id: UUID

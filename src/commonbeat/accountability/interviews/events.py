"""What this topic announces: ids only. Who hears one opens a look of its own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class NoticeServed:
    """An officer was served the notice of an interview."""

    complaint_id: UUID
    interview_id: UUID


@dataclass(frozen=True)
class CriminalTrackOver:
    """A criminal track came to its end."""

    track_id: UUID

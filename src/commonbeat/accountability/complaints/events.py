"""What this topic announces: ids only. Who hears one opens a look of its own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ComplaintTaken:
    """A complaint came in."""

    complaint_id: UUID


@dataclass(frozen=True)
class CallBackWanted:
    """A complainant wants a supervisor to call within a day."""

    complaint_id: UUID


@dataclass(frozen=True)
class ReviewAsked:
    """A complainant asked that the outcome be looked at again."""

    complaint_id: UUID


@dataclass(frozen=True)
class ComplaintAssigned:
    """A complaint has an investigator."""

    complaint_id: UUID


@dataclass(frozen=True)
class SeriousAllegation:
    """An allegation that POST must hear of within 10 days (Penal Code 13510.9(a)(2)) is on file."""

    complaint_id: UUID
    allegation_id: UUID


@dataclass(frozen=True)
class FindingsAdopted:
    """Every finding of a complaint was adopted."""

    complaint_id: UUID


@dataclass(frozen=True)
class FindingFinal:
    """No appeal can change a finding any more."""

    complaint_id: UUID
    finding_id: UUID


@dataclass(frozen=True)
class ComplaintClosed:
    """A complaint was closed."""

    complaint_id: UUID

"""What this topic announces."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ReportAccepted:
    """A report was accepted and stands ready as an incident draft.

    Attributes:
        report_id: the report.
        draft_id: the draft of its incident.
        case_number: the number it got.
    """

    report_id: UUID
    draft_id: UUID
    case_number: str


@dataclass(frozen=True)
class HandOverWaits:
    """A stolen vehicle or plate waits for dispatch."""

    handover_id: UUID

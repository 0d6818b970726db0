"""What other topics can hear of, after commit. Ids only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class EmergencyAsked:
    """Somebody asks to see a case at once; a second person is needed within the hour."""

    emergency_id: UUID
    kind: str


@dataclass(frozen=True)
class GlassBroken:
    """A second person consented: the case is open to the one who asked, for some hours."""

    emergency_id: UUID
    kind: str
    case_id: UUID
    account_id: UUID
    consented_by: UUID


@dataclass(frozen=True)
class LetIn:
    """Somebody was let into a case."""

    grant_id: UUID
    kind: str
    case_id: UUID
    account_id: UUID


@dataclass(frozen=True)
class PutOut:
    """Somebody's way into a case ended: revoked, or they are recused."""

    kind: str
    case_id: UUID
    account_id: UUID


@dataclass(frozen=True)
class RecusalLifted:
    """Two people found a recusal to be a mistake. It lets nobody in by itself."""

    kind: str
    case_id: UUID
    account_id: UUID

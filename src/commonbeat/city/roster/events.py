"""What this topic announces: ids only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class AccountLinked:
    """It is settled which account is a member's."""

    member_id: int
    account_id: UUID


@dataclass(frozen=True)
class AccountUnlinked:
    """An account is a member's no more."""

    member_id: int
    account_id: UUID

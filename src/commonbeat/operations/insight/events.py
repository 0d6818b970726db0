"""What this topic announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EditionReleased:
    """A public edition may be read by everyone."""

    edition_id: str
    week: str


@dataclass(frozen=True)
class EditionPrepared:
    """An edition was computed and kept."""

    edition_id: str
    week: str
    edition: str

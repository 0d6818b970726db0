"""What one protected table's wall is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wall:
    """One table's wall. Names are columns of the table, which are the model's attributes of the same name.

    Attributes:
        kind: the kind of case.
        case: holds the case's id; the table of the cases themselves: ``id``.
        label: holds the restriction label; not used when there is a parent.
        own: holds the account the row is about; that account sees the row, read-only. Empty: nobody's.
        own_if: boolean that must be true for the own-row rule (for instance: notice was given).
        parent: table of the cases; the row is seen by whoever sees its case.
        quiet: columns whose values the planner may not keep counts of (``EXPLAIN`` tells them); ``own`` always is.
    """

    kind: str
    case: str = "id"
    label: str = "label"
    own: str = ""
    own_if: str = ""
    parent: str = ""
    quiet: tuple[str, ...] = ()

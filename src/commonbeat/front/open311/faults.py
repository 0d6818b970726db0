"""What went wrong, as the standard says it: a list of codes and sentences in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        code: the HTTP status it stands for on its own.
        description: what is wrong and what would be right.
    """

    code: int
    description: str


@dataclass
class Refused(Exception):
    """The call cannot be answered.

    Attributes:
        faults: everything that is wrong, at least one; the first one gives the status.
        headers: for the answer, for instance when to come again.
    """

    faults: Sequence[Fault]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Status of the answer: that of the first fault."""
        return self.faults[0].code


def refused(code: int, description: str, **headers: str) -> Refused:
    """A refusal for one reason.

    Args:
        code: HTTP status: 404 for what does not exist, 403 for keys, 400 for the rest.
        description: what is wrong and what would be right.
        headers: of the answer, ``_`` for ``-`` in their names.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Refused([Fault(code, description)], named)

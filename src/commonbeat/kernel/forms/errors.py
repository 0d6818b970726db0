"""What can be wrong with a form's definition, said so that a person can find the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        line: line of the TOML text, counted from 1; 0 where no line can be named.
        key: where in the definition, for instance ``groups[0].questions[2].kind``.
        text: what is wrong and what would be right.
    """

    line: int
    key: str
    text: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.key) if part)
        return f"{place}: {self.text}" if place else self.text


class BadDefinition(ValueError):
    """A definition cannot be used; ``faults`` lists everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = list(faults)


class UnknownForm(LookupError):
    """No topic registers a form of this key, or the form has no version of this number."""

"""What goes wrong with moves."""

from __future__ import annotations


class MoveRefused(ValueError):
    """A move that is not possible as asked. Nothing was changed.

    Attributes:
        errors: what to tell the person, by field name; ``""`` holds what belongs to no field, ``reason`` the reason.
    """

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


class StateWritten(RuntimeError):
    """Code outside the workflow tried to write a state. A mistake in the program, never a person's."""

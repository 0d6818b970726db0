"""The one error the library raises on purpose, with helpers that say it in a sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


class ImpossibleInput(ValueError):
    """Input no honest answer exists for; its text is one sentence a reader of the screen understands."""


def refuse_unless(condition: bool, sentence: str) -> None:
    """Raise `ImpossibleInput` with `sentence` unless `condition` holds.

    Raises:
        ImpossibleInput: the condition does not hold.
    """
    if not condition:
        raise ImpossibleInput(sentence)


def numbers(values: ArrayLike, name: str, *, least: float | None = None) -> NDArray[np.float64]:
    """`values` as an array of finite numbers.

    Args:
        values: Anything NumPy can read as numbers.
        name: What the values are, for the sentence of a refusal ("The travel times").
        least: Lowest number allowed, or None.

    Raises:
        ImpossibleInput: a value is no number, is missing, is infinite or lies under `least`.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ImpossibleInput(f"{name} must be numbers.") from None
    refuse_unless(bool(np.isfinite(array).all()), f"{name} must all be there and be finite.")
    if least is not None and array.size:
        refuse_unless(float(array.min()) >= least, f"{name} must not be under {least:g}.")
    return array

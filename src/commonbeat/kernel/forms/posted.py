"""What a browser (or anything else) sent, cut down to texts under the names that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict

from commonbeat.kernel.forms.definition import LONGEST
from commonbeat.kernel.forms.values import tidy

MOST_VALUES = 200


class Posted(MultiValueDict[str, str]):
    """Texts by name.

    Attributes:
        cleaned: names whose text held characters that cannot be kept; they are gone from it.
    """

    cleaned: set[str]


def texts_of(data: Mapping[str, Any], names: Iterable[str]) -> Posted:
    """Keep only ``names``, as lists of tidy texts of bearable length. Never raises, whatever is in ``data``.

    Args:
        data: a ``QueryDict``, or any mapping from names to texts, numbers or lists of them.
        names: the names that are asked for; all others are ignored.
    """
    found = Posted()
    found.cleaned = set()
    for name in names:
        if name not in data:
            continue
        texts = []
        for value in _listed(data, name)[:MOST_VALUES]:
            # One more than the longest answer: enough to be refused as too long, and little to send back.
            text, changed = tidy(_text(value)[: LONGEST + 1])
            texts.append(text)
            if changed:
                found.cleaned.add(name)
        found.setlist(name, texts)
    return found


def _listed(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.getlist(name) if hasattr(data, "getlist") else data[name]
    return list(value) if isinstance(value, list | tuple) else [value]


def _text(value: Any) -> str:
    """A text or number as text; anything else is no answer."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) and not _huge(value) else ""


def _huge(value: Any) -> bool:
    """Whether turning a number into text would take long (the interpreter refuses above 4,300 digits)."""
    return isinstance(value, int) and value.bit_length() > 128

"""Words that need a person at once: found by phrases in ``crisis.toml``, in English and Spanish together.

A rule of thumb with known limits: it reads phrases, not meaning. It is never the only thing that looks at a message.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("crisis.toml")
KINDS = ("self_harm", "threat", "crime_now")


@dataclass(frozen=True)
class Found:
    """What a text sounds like: kinds in the order of ``KINDS``, and the words that made it so."""

    kinds: tuple[str, ...]
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.kinds)


def plain(text: str) -> str:
    """Small letters and digits without accents, single spaces between words.

    Args:
        text: what a person wrote.
    """
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def scan(text: str) -> Found:
    """Look for words of crisis in both languages.

    Args:
        text: what a person wrote.

    Returns:
        What was found; false when nothing was.
    """
    said = plain(text)
    kinds, words = [], []
    for kind in KINDS:
        phrases, friends = _patterns()[kind]
        hits = [hit.group().strip() for hit in phrases.finditer(friends.sub(" , ", said))]
        if hits:
            kinds.append(kind)
            words += hits
    return Found(tuple(kinds), tuple(words))


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """For each kind the phrases to find and the friends to take out first."""
    data = tomllib.loads(FILE.read_text())
    return {
        kind: (_joined([*data[kind]["en"], *data[kind]["es"]]), _joined(data[kind]["friends"]))
        for kind in KINDS
    }


def _joined(phrases: list[str]) -> re.Pattern[str]:
    """One pattern of whole words; ``*`` alone is any word, at the end of a word any ending."""
    loose = [re.sub(r"(?<!\.)\*", "[a-z0-9]*", phrase) for phrase in phrases]
    return re.compile(r"\b(?:" + "|".join(f"(?:{one})" for one in loose) + r")(?![a-z0-9])")

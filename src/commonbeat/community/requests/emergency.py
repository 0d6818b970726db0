"""Whether a text sounds as if somebody needs help now. Word lists only: what decides can be read and corrected."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("emergency.toml")


def looks_like_emergency(text: str) -> bool:
    """Say whether a text holds one of the listed phrases, in any of the languages.

    Residents mix languages, so every list is read whatever the page's language is.

    Args:
        text: what the resident wrote.
    """
    return _pattern().search(_plain(text)) is not None


def _plain(text: str) -> str:
    """Lower case, accents gone, every run of other signs one space."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[\w']+", kept))


@cache
def _pattern() -> re.Pattern[str]:
    """One expression of all phrases, each from the start of a word."""
    lists = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    phrases = sorted({_plain(phrase) for found in lists.values() for phrase in found})
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + ")")

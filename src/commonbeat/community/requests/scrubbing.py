"""Taking out of a resident's words what could point at a person: numbers, addresses, plates.

Patterns only. They miss names; that is why staff can take any text or picture off the public page, and why private
categories show no text at all. Rules: ``docs/explanation/disclosure.md``.
"""

from __future__ import annotations

import re
import unicodedata

MARK = "[…]"
_DASHES = "\\-\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d\u00b7\u2022\u2219"
_AT = str.maketrans({"\uff20": "@", "\ufe6b": "@", "\uff0e": "."})
_WAYS = r"st|street|ave?|avenue|dr|drive|ln|lane|rd|road|blvd|boulevard|ct|court|way|pl|place|cir|circle|ter|terrace|pkwy|hwy"
# Order matters: longer and surer patterns first, so that a shorter one does not leave half of them standing.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("url", re.compile(r"\b(?:https?://|www\.)\S+", re.I)),
    # From the start of a word only, and never back again: else each letter of a long word would be a new beginning.
    ("email", re.compile(
        r"(?<![\w.+%-])[\w.+%-]++\s{0,3}(?:@|\(at\)|\[at\])\s{0,3}[\w-]+(?:\s{0,3}\.\s{0,3}[\w-]+)+", re.I)),
    ("handle", re.compile(r"(?<!\w)@\w{2,}")),
    ("ssn", re.compile(r"\b\d{3}[-. ]\d{2}[-. ]\d{4}\b")),
    ("card", re.compile(r"\b(?:\d[ -]?){13,19}\b")),
    ("vin", re.compile(r"\b(?=[A-HJ-NPR-Z0-9]*\d)(?=[A-HJ-NPR-Z0-9]*[A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{17}\b", re.I)),
    ("phone", re.compile(r"(?<![\w/])(?:\+?\d{1,2}[-. ]?)?(?:\(\d{3}\)|\d{3})[-./ ]{0,3}\d{3}[-./ ]{0,3}\d{4}(?!\w)")),
    ("spelt_phone", re.compile(r"(?<!\w)(?:\d[-. ]{1,2}){6,}\d(?!\w)")),
    ("short_phone", re.compile(r"(?<![\w-])\d{3}[-.]\d{4}(?![\w-])")),
    ("birth", re.compile(r"\b\d{1,2}[/-]\d{1,2}[/-](?:19|20)?\d{2}\b")),
    ("licence", re.compile(r"\b[A-Z]\d{7}\b", re.I)),
    ("plate_said", re.compile(
        r"\b(?:plates?|placas?|license|licencia|lic)\b(?:\s+(?:plate|number|no|num|is|es|son|número|numero)){0,4}[\s:#.]*"
        r"(?=[\w-]*\d)[A-Z0-9-]{4,8}\b", re.I)),
    ("plate", re.compile(r"\b(?:\d[A-Z]{3}\d{3}|[A-Z]{3}[- ]?\d{3,4}|\d{1}[A-Z]\d{5}|\d{3}[- ]?[A-Z]{3})\b")),
    ("address", re.compile(
        rf"\b\d{{1,5}}[A-Z]?(?:\s+1/2)?\s+(?:[NSEW]\.?\s+)?(?:[\w'.]+\s+){{1,4}}?(?:{_WAYS})\b\.?"
        r"(?:[,;]?\s*(?:#|apt\.?|unit|suite|ste\.?|apto\.?|depto\.?)\s*[\w-]+)?", re.I)),
    ("address_es", re.compile(r"\b(?:calle|avenida|av\.?)\s+(?:[\w'.]+\s+){1,4}?(?:#\s*|n[úu]m\.?\s*)?\d{1,5}\b", re.I)),
    ("unit", re.compile(r"(?:#|\b(?:apt|apartment|unit|apto|depto|departamento)\b\.?)\s*#?\s*\w*\d\w*", re.I)),
    ("long_number", re.compile(r"(?<!\w)\d{6,}(?!\w)")),
)  # fmt: skip


def plain(text: str) -> str:
    """The text without signs nobody sees and with one kind of blank, at sign and dash between digits.

    Telephones set dashes and blanks of their own, and a hidden sign would hide a number from every pattern, or turn the
    line around for whoever reads it.
    """
    seen = "".join(sign for sign in text.translate(_AT) if unicodedata.category(sign) != "Cf")
    blanks = re.sub(r"[^\S\n\t]", " ", seen)
    return re.sub(rf"(?<=\d) ?[{_DASHES}] ?(?=\d)", "-", blanks)


def scrubbed(text: str) -> str:
    """The text with everything that fits a pattern replaced by "[…]".

    Args:
        text: as the resident wrote it.
    """
    text = plain(text)
    for _, pattern in PATTERNS:
        text = pattern.sub(MARK, text)
    return re.sub(rf"(?:{re.escape(MARK)}[\s,;]*){{2,}}", f"{MARK} ", text).strip()


def findings(text: str) -> list[str]:
    """Names of the patterns a text holds; empty for a text that may be shown as it is."""
    text = plain(text)
    return [name for name, pattern in PATTERNS if pattern.search(text)]


OFFICIAL = frozenset({"phone", "spelt_phone", "short_phone", "email", "url", "long_number"})
"""What the department may well name in its own words: its telephone, its pages."""


def points_at_somebody(text: str) -> bool:
    """Whether words of the department, meant for everybody, hold an address, a plate or the like.

    Args:
        text: what staff are about to publish.
    """
    return bool(set(findings(text)) - OFFICIAL)

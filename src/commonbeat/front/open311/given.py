"""What a caller sent, read with patience: an empty parameter was not sent, control characters are nobody's words."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

from django.utils.datastructures import MultiValueDict

from .faults import Fault, Refused

LONGEST = 20_000
MOST_LISTED = 1_000
_MOMENT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:(Z)|([+\- ])(\d{2}):?(\d{2}))",
    re.IGNORECASE | re.ASCII,
)


class Given:
    """The parameters of a call, and a list of what was wrong with them.

    Attributes:
        faults: collected while reading; ``check`` raises them together.
    """

    def __init__(self, *sources: MultiValueDict[str, str]) -> None:
        self._sources = sources
        self.faults: list[Fault] = []

    def text(self, name: str) -> str:
        """One value without control characters and blanks around it; "" when it was not sent or is empty."""
        for source in self._sources:
            values = source.getlist(name)
            if values and (found := tidy(values[-1])):
                return found
        return ""

    def texts(self, name: str) -> list[str]:
        """Every value that was sent under a name, empty ones left out."""
        found = [tidy(value) for source in self._sources for value in source.getlist(name)[:MOST_LISTED]]
        return [value for value in found if value]

    def listed(self, name: str) -> list[str]:
        """Values parted by commas, each once, in their order; a name sent several times counts as one list."""
        parts = [part.strip() for value in self.texts(name) for part in value.split(",")]
        found = list(dict.fromkeys(part for part in parts if part))
        if len(found) > MOST_LISTED:
            self.wrong(f"{name} holds more than {MOST_LISTED:,} values; send them in several calls.")
        return found[:MOST_LISTED]

    def moment(self, name: str) -> datetime | None:
        """A date and time with its zone, as W3C's note on dates and times has it."""
        sent = self.text(name)
        if not sent:
            return None
        found = moment(sent)
        if found is None:
            self.wrong(
                f"{name} must be a date and a time with its zone, such as 2026-05-26T15:30:00Z or "
                "2026-05-26T15:30:00-07:00 (write + as %2B in an address)."
            )
        return found

    def whole(self, name: str, *, least: int, most: int, otherwise: int) -> int:
        """A whole number between two ends."""
        sent = self.text(name)
        if not sent:
            return otherwise
        if not (sent.isascii() and sent.isdecimal() and len(sent) < 10 and least <= int(sent) <= most):
            self.wrong(f"{name} must be a whole number from {least:,} to {most:,}.")
            return otherwise
        return int(sent)

    def decimal(self, name: str, *, least: float, most: float) -> float | None:
        """A number between two ends."""
        sent = self.text(name)
        if not sent:
            return None
        try:
            found = float(sent) if len(sent) < 40 and "_" not in sent else math.nan
        except ValueError:
            found = math.nan
        if not least <= found <= most:
            self.wrong(f"{name} must be a number from {least:g} to {most:g}.")
            return None
        return found

    def wrong(self, description: str, code: int = 400) -> None:
        """Remember something that is wrong."""
        self.faults.append(Fault(code, description))

    def check(self) -> None:
        """Stop if anything was wrong.

        Raises:
            Refused: with everything that was.
        """
        if self.faults:
            raise Refused(tuple(self.faults))


def tidy(words: str) -> str:
    """Words as they can be kept: no control characters, one kind of line end, no blanks around them."""
    plain = words[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    if not plain.isprintable():
        plain = "".join(
            sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
        )
    return unicodedata.normalize("NFC", plain).strip()


def moment(words: str) -> datetime | None:
    """A date and time with its zone; None for anything else.

    A blank stands for the plus sign of an address that was not escaped.
    """
    found = _MOMENT.fullmatch(words)
    if found is None:
        return None
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    zulu, sign, off_hours, off_minutes = found.groups()[6:]
    offset = timedelta() if zulu else timedelta(hours=int(off_hours), minutes=int(off_minutes))
    try:
        zone = timezone(-offset if sign == "-" else offset)
        made = datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=zone)
        made.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return made if 1900 <= year <= 2200 else None


def joined(parts: Iterable[str]) -> str:
    """Words for a sentence, shortened: "a, b, c …"."""
    found = [part[:60] for part in parts]
    return ", ".join(found[:10]) + (" …" if len(found) > 10 else "")

"""From what somebody typed to what is kept, one function for each kind of question.

Every function gets cleaned text and gives a value JSON can hold, or raises ``ValidationError`` in plain words.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.forms.definition import Bound, Question
from commonbeat.kernel.jobs.schedules import zone

YEARS = range(1800, 2200)
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"-?\d{1,15}(\.\d+)?")
_COMMA = re.compile(r"-?\d{1,15},\d{1,2}")
_PHONE = re.compile(r"\+?[\d\s().\-/]+((x|ext\.?|#)\s*\d{1,6})?", re.IGNORECASE | re.ASCII)
# Signs that turn a line around or hide between letters: telephones paste them, and they make one text look like another.
_HIDDEN = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LONGEST_TIME = 20
_TIME = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?\s*(?:m\.?)?", re.IGNORECASE | re.ASCII
)


def tidy(text: str) -> tuple[str, bool]:
    """Take out what cannot be kept (control characters, halves of characters), and signs that turn a line around.

    Returns:
        The text with one kind of line end and composed characters, and whether anything was in it that cannot be kept.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    plain = "".join(sign for sign in kept if sign not in _HIDDEN)
    return unicodedata.normalize("NFC", plain), kept != text


def today() -> datetime.date:
    """The day it is in the agency's own zone."""
    return datetime.datetime.now(zone()).date()


def line(question: Question, typed: str) -> str:
    """One line of text: line ends and runs of blanks become one blank."""
    return _short_enough(question, " ".join(typed.split()))


def long(question: Question, typed: str) -> str:
    """Text with its own lines."""
    return _short_enough(question, typed.strip())


def phone(question: Question, typed: str) -> str:
    """A telephone number as it was written."""
    number = line(question, typed)
    digits = sum(sign.isdecimal() for sign in number.partition("x")[0])
    if not _PHONE.fullmatch(number) or not 7 <= digits <= 15:
        raise ValidationError(_("Write a phone number with its area code, such as 209-555-0123."))
    return number


def email(question: Question, typed: str) -> str:
    """An e-mail address."""
    address = line(question, typed)
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(_("Write an e-mail address such as name@example.com.")) from None
    return address


def number(question: Question, typed: str) -> int | float:
    """A number; whole unless the question allows digits after the point."""
    value = _decimal(typed.strip())
    if -int(value.as_tuple().exponent) > question.decimals:
        if not question.decimals:
            raise ValidationError(_("Write a whole number, without a point."))
        raise ValidationError(
            ngettext(
                "Write at most %(most)s digit after the point.",
                "Write at most %(most)s digits after the point.",
                question.decimals,
            )
            % {"most": question.decimals}
        )
    _within(question, value)
    return float(value) if question.decimals else int(value)


def money(question: Question, typed: str) -> str:
    """A sum in dollars, kept exactly: ``1250.00``."""
    value = _decimal(typed.strip().removeprefix("$").strip())
    if -int(value.as_tuple().exponent) > 2:
        raise ValidationError(_("Write dollars and cents, such as 12.50."))
    if value < 0 and question.least is None:
        raise ValidationError(_("Write a sum of zero or more."))
    _within(question, value)
    return f"{value:.2f}"


def _decimal(typed: str) -> Decimal:
    compact = re.sub(r"[\s_']", "", typed)
    if not compact.isascii():
        compact = ""
    if _THOUSANDS.fullmatch(compact) and len(compact) < 24:
        return Decimal(compact.replace(",", ""))
    if _COMMA.fullmatch(compact):
        return Decimal(compact.replace(",", "."))
    if _PLAIN.fullmatch(compact) and len(compact) < 24:
        return Decimal(compact)
    raise ValidationError(_("Write a number with digits, such as 1250."))


def day(question: Question, month: str, day_of: str, year: str) -> str:
    """A day from its three parts: ``2026-05-26``."""
    parts = [part.strip() for part in (year, month, day_of)]
    missing = [
        name
        for part, name in zip(
            parts[1:] + parts[:1], (_("the month"), _("the day"), _("the year")), strict=True
        )
        if not part
    ]
    if missing:
        raise ValidationError(_("The date is not complete: add %(parts)s.") % {"parts": ", ".join(missing)})
    if not all(part.isascii() and part.isdecimal() for part in parts) or len(parts[0]) != 4:
        raise ValidationError(_("Write the day as one or two digits and the year as four digits."))
    try:
        found = datetime.date(*[int(part[:4]) for part in parts])
    except ValueError:
        raise ValidationError(_("There is no such day. Check the month and the day.")) from None
    if found.year not in YEARS:
        raise ValidationError(_("Check the year."))
    _within(question, found)
    return found.isoformat()


def moment(question: Question, month: str, day_of: str, year: str, time: str) -> str:
    """A day and, where it is known, the time on the agency's clock: ``2026-05-26T15:30`` or ``2026-05-26``."""
    found = day(question, month, day_of, year)
    if not time.strip():
        return found
    typed = time.strip()
    # A long row of blanks can be shared out among the pattern's parts in very many ways: a minute of work for one field.
    match = _TIME.fullmatch(typed) if len(typed) <= LONGEST_TIME else None
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
    half = (match[3] or "").lower() if match else ""
    if half:
        hour = 99 if not 1 <= hour <= 12 else hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValidationError(_("Write the time such as 3:30 pm or 15:30."))
    return f"{found}T{hour:02d}:{minute:02d}"


def one(question: Question, typed: str) -> str:
    """The key of one choice; keys are ``yes`` and ``no`` for a question of that kind."""
    if typed not in question.picks():
        raise ValidationError(_("Pick one of the answers in the list."))
    return typed


def many(question: Question, typed: list[str]) -> list[str]:
    """Keys of the choices, in the order of the definition, each once."""
    if set(typed) - set(question.picks()):
        raise ValidationError(_("Pick answers from the list only."))
    return [key for key in question.picks() if key in typed]


def _short_enough(question: Question, text: str) -> str:
    if len(text) > question.max_length:
        raise ValidationError(
            _("This is too long: %(length)s characters. At most %(most)s fit.")
            % {"length": number_format(len(text)), "most": number_format(question.max_length)}
        )
    return text


def _within(question: Question, value: Any) -> None:
    least, most = _end(question.least), _end(question.most)
    if least is not None and value < least:
        raise ValidationError(_least_said(question, least))
    if most is not None and value > most:
        raise ValidationError(_most_said(question, most))


def _end(bound: Bound) -> Any:
    return today() if bound == "today" else bound


def _least_said(question: Question, least: Any) -> str:
    if isinstance(least, datetime.date):
        if question.least == "today":
            return _("This day is over. Give today or a later day.")
        return _("Give %(day)s or a later day.") % {"day": date_format(least, "DATE_FORMAT")}
    return _("Give a number of at least %(least)s.") % {"least": number_format(least)}


def _most_said(question: Question, most: Any) -> str:
    if isinstance(most, datetime.date):
        if question.most == "today":
            return _("This day is still to come. Give today or an earlier day.")
        return _("Give %(day)s or an earlier day.") % {"day": date_format(most, "DATE_FORMAT")}
    return _("Give a number of at most %(most)s.") % {"most": number_format(most)}


FROM_ONE: dict[str, Callable[[Question, str], Any]] = {
    "text": line, "long": long, "phone": phone, "email": email, "number": number, "money": money,
    "one": one, "yes_no": one,
}  # fmt: skip

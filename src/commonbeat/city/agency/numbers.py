"""Numbers people quote, one series a year: R26-004213 for a request, T26-00042 for a report not yet on file.

The row of a series stays locked until the transaction ends. Where many ask at once, take the number before the
transaction that uses it: a number may then be left out, none is ever given twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from .queries import agency

_NEXT = """
INSERT INTO agency_numberseries (series, last) VALUES (%s, %s)
ON CONFLICT (series) DO UPDATE SET last = agency_numberseries.last + excluded.last RETURNING last
"""


def next_number(letter: str, *, digits: int = 5) -> str:
    """The next number of this year in the agency's zone.

    Args:
        letter: what is numbered; each kind of record has its own.
        digits: at least so many follow the year.
    """
    return next_numbers(letter, 1, digits=digits)[0]


def next_numbers(letter: str, count: int, *, digits: int = 5) -> list[str]:
    """The next numbers of this year, in order; none for a count of 0."""
    if not count:
        return []
    series = f"{letter}{this_year()}"
    last = advance(series, count)
    return [f"{series}-{number:0{digits}d}" for number in range(last - count + 1, last + 1)]


def numbers_at(letter: str, moments: Sequence[datetime], *, digits: int = 5) -> list[str]:
    """Numbers for records that came in earlier, in the given order, each of its own year.

    Args:
        letter: what is numbered.
        moments: when each came in (aware).
        digits: at least so many follow the year.
    """
    zone = agency().tz
    series = [f"{letter}{moment.astimezone(zone):%y}" for moment in moments]
    last = {one: advance(one, count) - count for one, count in Counter(series).items()}
    found = []
    for one in series:
        last[one] += 1
        found.append(f"{one}-{last[one]:0{digits}d}")
    return found


def advance(series: str, by: int = 1) -> int:
    """Move a series on and return its last number.

    Args:
        series: letter and year, ``T26``.
        by: how many numbers are taken; a loader that made its own takes them all at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, by])
        (last,) = cursor.fetchone()
    return int(last)


def this_year() -> str:
    """The year's last two figures in the agency's zone."""
    return f"{agency().local_time(timezone.now()):%y}"

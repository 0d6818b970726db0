"""Numbers people quote: one row of a year's counter is locked while a number is given."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from commonbeat.city.agency.queries import agency


def next_numbers(count: int, letter: str = "Q") -> list[str]:
    """The next numbers of this year, for instance ``Q26-0042``; rolled-back ones are given again or skipped.

    Args:
        count: how many; none for 0.
        letter: what is numbered.
    """
    if not count:
        return []
    year = agency().local_time(timezone.now()).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO questions_counter (letter, year, last) VALUES (%s, %s, %s)"
            " ON CONFLICT (letter, year) DO UPDATE SET last = questions_counter.last + excluded.last RETURNING last",
            [letter, year, count],
        )
        last = int(cursor.fetchone()[0])
    return [f"{letter}{year % 100:02d}-{number:04d}" for number in range(last - count + 1, last + 1)]


def next_number(letter: str = "Q") -> str:
    """The next number of this year."""
    return next_numbers(1, letter)[0]

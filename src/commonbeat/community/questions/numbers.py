"""Numbers people quote: one row of a year's counter is locked while a number is given."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from commonbeat.city.agency.queries import agency


def next_number(letter: str = "Q") -> str:
    """The next number of this year, for instance ``Q26-0042``; a rolled-back one is given again or skipped.

    Args:
        letter: what is numbered.
    """
    year = agency().local_time(timezone.now()).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO questions_counter (letter, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (letter, year) DO UPDATE SET last = questions_counter.last + 1 RETURNING last",
            [letter, year],
        )
        return f"{letter}{year % 100:02d}-{cursor.fetchone()[0]:04d}"

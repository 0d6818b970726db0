"""Numbers people quote: T26-00001 for a report, C26-00001 for a call, and the agency's own series of case numbers."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from commonbeat.city.agency.queries import agency
from commonbeat.operations.records.models import Incident

from .models import OnlineReport

_NEXT = """
INSERT INTO reports_numberseries (series, last) VALUES (%s, %s)
ON CONFLICT (series) DO UPDATE SET last = reports_numberseries.last + %s RETURNING last
"""


def year() -> int:
    """This year's last two figures in the agency's zone."""
    return timezone.now().astimezone(agency().tz).year % 100


def advance(series: str, by: int = 1) -> int:
    """The next number of a series; several at once for a loader (the last of them is returned)."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, by, by])
        (last,) = cursor.fetchone()
    return int(last)


def next_number(letter: str) -> str:
    """The next temporary number, for instance ``T26-00042``; no promise that none is left out."""
    series = f"{letter}{year():02d}"
    return f"{series}-{advance(series):05d}"


def next_case_number() -> str:
    """The next case number of the series for online reports, for instance ``26-800042``, that is not in use."""
    while True:
        two = year()
        number = f"{two:02d}-{800_000 + advance(f'N{two:02d}')}"
        if not case_number_taken(number):
            return number


def case_number_taken(number: str) -> bool:
    """Whether a report or an incident on file has this case number."""
    return (
        OnlineReport.objects.filter(case_number__iexact=number).exists()
        or Incident.objects.filter(case_number__iexact=number).exists()
    )

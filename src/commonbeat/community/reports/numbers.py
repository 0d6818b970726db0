"""Case numbers of reports on file: a series of the agency's own, apart from those dispatch gives."""

from __future__ import annotations

from commonbeat.city.agency.numbers import advance, this_year
from commonbeat.operations.records.models import Incident

from .models import OnlineReport

FIRST = 800_000


def next_case_number() -> str:
    """The next case number of the series for online reports, for instance ``26-800042``, that is not in use."""
    while True:
        year = this_year()
        number = f"{year}-{FIRST + advance(f'N{year}')}"
        if not case_number_taken(number):
            return number


def case_number_taken(number: str) -> bool:
    """Whether a report or an incident on file has this case number."""
    return (
        OnlineReport.objects.filter(case_number__iexact=number).exists()
        or Incident.objects.filter(case_number__iexact=number).exists()
    )

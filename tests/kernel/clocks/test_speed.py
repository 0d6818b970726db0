"""What lists of clocks cost: a number of questions to the database that does not grow with the clocks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.clock_city import local

from commonbeat.kernel import clocks
from commonbeat.kernel.clocks import minute

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "legal")]
Freeze = Callable[[str], datetime]


def load(subject: Callable[[], Any], number: int) -> None:
    """Running clocks of days and of business days, begun an hour after each other in January."""
    started = local("2026-01-01 09:00")
    for kind in ("tests.limit", "tests.answer"):
        clocks.bulk_clocks(
            [clocks.past(kind, subject(), started=started + timedelta(hours=n)) for n in range(number)]
        )


def asked(act: Callable[[], object]) -> list[str]:
    """What it asks."""
    with CaptureQueriesContext(connection) as seen:
        act()
    return [one["sql"] for one in seen]


def test_the_late_list_asks_once(freeze: Freeze, subject: Callable[[], Any]) -> None:
    freeze("2027-06-01 09:00")
    load(subject, 150)
    assert len(asked(lambda: list(clocks.late(["tests.limit", "tests.answer"])))) == 1
    assert clocks.late(["tests.limit", "tests.answer"]).count() == 300


def test_a_minute_in_which_nothing_happens_only_looks(freeze: Freeze, subject: Callable[[], Any]) -> None:
    freeze("2026-01-01 08:00")
    load(subject, 150)
    said = [one for one in asked(minute.look) if "SAVEPOINT" not in one]
    assert ["FOR UPDATE" in one for one in said] == [True] * 4

"""What lists of clocks cost: plans, not seconds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from factories.clock_city import local

from commonbeat.kernel import clocks
from commonbeat.kernel.clocks.models import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "legal")]


def test_the_late_list_and_the_minute_go_by_an_index(
    freeze: Callable[[str], datetime], subject: Callable[[], Any]
) -> None:
    now = freeze("2027-06-01 09:00")
    started = local("2026-01-01 09:00")
    clocks.bulk_clocks(
        [
            clocks.past(
                "tests.limit",
                subject(),
                started=started + timedelta(hours=n),
                stopped=None if n < 200 else now,
            )
            for n in range(3000)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE clocks_clock")
    assert "clocks_clock_due" in clocks.late(["tests.limit"]).explain()
    stepping = Clock.objects.filter(outcome="", still_since=None, next_at__lte=now)
    assert "clocks_clock_next" in stepping.explain() or "clocks_clock_due" in stepping.explain()

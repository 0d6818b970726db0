"""What is entered about the clock of a protected record is behind the wall with it; the clocks' own job still finds it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.audit import events
from commonbeat.kernel.clocks import declare
from commonbeat.kernel.clocks.jobs import look
from commonbeat.kernel.clocks.models import Clock, ClockToll
from commonbeat.kernel.walls import looking


@pytest.fixture
def limit(wall: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """A legal clock for dossiers."""
    monkeypatch.setattr(declare, "_kinds", dict(declare._kinds))
    clocks.register_clock(
        clocks.ClockKind(
            "tests.dossier_limit", "Limit", "In a year.", clocks.years(1), public=False,
            grounds=(clocks.Ground("criminal", "Criminal case"),), alerts=(clocks.calendar_days(180),),
        )
    )  # fmt: skip
    return "tests.dossier_limit"


def test_entries_are_seen_and_made_by_those_who_see_the_record(
    limit: str, house: Any, dossiers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with looking(audit.SYSTEM, "dossier_work", case=house.two, writing=True):
        one = dossiers.objects.within_look().get()
        clocks.start(limit, one)
        clock = clocks.toll(limit, one, actor=audit.SYSTEM, reason="SECRET", ground="criminal")
        row = clocks.entries_of(clock)[0]
        assert "Criminal case" in str(clocks.explain(clock))
    assert (Clock.objects.count(), ClockToll.objects.count()) == (0, 0)
    with pytest.raises(clocks.ClockRefused, match="No such clock"):
        clocks.resume(limit, one, actor=audit.SYSTEM)
    with pytest.raises(Clock.DoesNotExist):
        clocks.strike(row, actor=audit.SYSTEM, reason="x")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ClockToll.objects.create(clock=clock, since=row.since, reason="x", actor_kind="system", ground="x")
    with looking(audit.SYSTEM, "dossier_work", case=house.two):
        assert ClockToll.objects.count() == 1
        with pytest.raises(clocks.ClockRefused, match="No such clock"):
            clocks.resume(limit, one, actor=audit.SYSTEM)  # a look that may not write
    with looking(audit.SYSTEM, "dossier_work", case=house.two, writing=True):
        clocks.resume(limit, one, actor=audit.SYSTEM)
    heard: list[Any] = []
    monkeypatch.setattr(events, "announce", heard.append)
    later = timezone.now() + timedelta(days=200)
    monkeypatch.setattr(timezone, "now", lambda: later)
    look()
    assert heard == [clocks.ClockReminder(str(clock.pk), "calendar:180")]

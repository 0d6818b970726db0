"""A town's promises for tests: clocks of records that need not exist."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import uuid6

from commonbeat.kernel import clocks
from commonbeat.kernel.clocks.models import Clock

TOWN = ZoneInfo("America/Los_Angeles")
ANSWER, SECRET = "promise_tests.answer", "promise_tests.secret"
KINDS = (
    clocks.ClockKind(ANSWER, "Answer", "We answer within 3 days.", clocks.calendar_days(3)),
    clocks.ClockKind(SECRET, "Alarm", "Somebody looks at once.", clocks.hours(1), public=False),
)


def at(text: str) -> datetime:
    """A moment on the town's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=TOWN)


def promise(began: str, days: float | None = None, kind: str = ANSWER) -> Clock:
    """One clock: when it began, and after how many days it was stopped (None: it runs)."""
    subject = SimpleNamespace(pk=uuid6.uuid7(), _meta=SimpleNamespace(label="promise_tests.Thing"))
    started = at(began)
    stopped = None if days is None else started + timedelta(days=days)
    clock = clocks.past(kind, subject, started=started, stopped=stopped)
    clocks.bulk_clocks([clock])
    return clock

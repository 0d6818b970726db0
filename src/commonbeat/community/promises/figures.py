"""Counting: what became of the clocks that started in a period. One query, whatever the number of clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from commonbeat.kernel.clocks.calendar import calendar

# Taken: from start to stop without the times the clock stood still. Late: kept too late, or open and past its time, or
# late before it was set aside: what is late stays late.
_COUNT = """
SELECT c.kind,
       date_trunc('month', c.started_at AT TIME ZONE %(zone)s)::date AS month,
       count(*) FILTER (WHERE c.outcome = 'kept'),
       count(*) FILTER (WHERE c.outcome = 'late' OR (c.outcome = 'void' AND c.late_at IS NOT NULL) OR (c.outcome = '' AND
             (c.late_at IS NOT NULL OR (c.still_since IS NULL AND c.due_at < %(now)s)))),
       count(*) FILTER (WHERE c.outcome = '' AND c.late_at IS NULL AND
             (c.still_since IS NOT NULL OR c.due_at >= %(now)s)),
       count(*) FILTER (WHERE c.outcome = 'void' AND c.late_at IS NULL),
       array_agg(extract(epoch FROM c.stopped_at - c.started_at - coalesce(t.stood, interval '0'))
                 ORDER BY c.started_at, c.id) FILTER (WHERE c.outcome IN ('kept', 'late')),
       min(c.started_at) FILTER (WHERE c.outcome = '')
FROM clocks_clock c
LEFT JOIN (SELECT clock_id, sum(until - since) AS stood FROM clocks_clocktoll
           WHERE until IS NOT NULL AND struck_at IS NULL GROUP BY clock_id) t
       ON t.clock_id = c.id
WHERE c.started_at >= (%(since)s::timestamp AT TIME ZONE %(zone)s) AND c.started_at <= %(now)s
  AND c.kind = ANY(%(kinds)s)
GROUP BY 1, 2
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Count:
    """What became of the promises of one kind that were made in one period.

    Attributes:
        taken: seconds each finished one took, pauses left out.
        oldest_open: when the oldest open one began.
    """

    kept: int = 0
    late: int = 0
    running: int = 0
    void: int = 0
    taken: tuple[float, ...] = ()
    oldest_open: datetime | None = None

    @property
    def made(self) -> int:
        """All of them."""
        return self.kept + self.late + self.running + self.void

    def __add__(self, other: Count) -> Count:
        """The counts of both periods together."""
        opened = [one for one in (self.oldest_open, other.oldest_open) if one]
        return Count(
            self.kept + other.kept,
            self.late + other.late,
            self.running + other.running,
            self.void + other.void,
            self.taken + other.taken,
            min(opened, default=None),
        )


def by_month(kinds: list[str], since: date, now: datetime) -> dict[str, dict[date, Count]]:
    """Counts by kind and local month of the start.

    Args:
        kinds: names of clocks.
        since: first local day counted.
        now: the moment the counts stand for; later starts are left out.

    Returns:
        Kind to first day of month to counts; kinds and months without a clock are missing.
    """
    wanted = {"zone": str(calendar().tz), "now": now, "since": since, "kinds": kinds}
    found: dict[str, dict[date, Count]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, wanted)
        for kind, month, kept, late, running, void, taken, oldest in cursor.fetchall():
            seconds = tuple(float(one) for one in taken or ())
            found.setdefault(kind, {})[month] = Count(kept, late, running, void, seconds, oldest)
    return found

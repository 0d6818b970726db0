"""Taking turns: work that must not run twice at once, in whatever process, waits until the other transaction ends."""

from __future__ import annotations

from django.db import connection


def one_at_a_time(*names: str) -> None:
    """Have every other transaction that gives one of these names wait until this one ends.

    The names are taken in one order, so that two transactions never wait for each other.

    Args:
        names: namespaced, for instance ``publish:calls``. Two names may share a hash and so a turn; that only costs
            time.
    """
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])

import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from commonbeat.kernel import audit
from commonbeat.kernel.audit import sealing
from commonbeat.kernel.audit.models import AuditEntry, AuditSeal

ACTION = "tests.done"
GUARDED = ("audit_entry", "audit_leaf", "audit_seal", "audit_daily_root")
UNSEALED = (
    "SELECT count(*) FROM audit_entry e WHERE NOT EXISTS (SELECT FROM audit_leaf WHERE entry_seq = e.seq)"
)


@pytest.fixture(autouse=True)
def action() -> str:
    audit.register_action(ACTION, "{actor} did {object_id}")
    return ACTION


@pytest.fixture
def write() -> Callable[[int], list[AuditEntry]]:
    """Record so many rows, each in a transaction of its own (in a database of one's own)."""

    def write(count: int) -> list[AuditEntry]:
        actor = audit.Actor("tests", "7")
        return [
            audit.record(
                ACTION,
                actor=actor,
                object_kind="thing",
                object_id=n,
                reason="é|1:",
                details={"b": 1.50, "a": [None]},
            )
            for n in range(count)
        ]

    return write


@pytest.fixture
def seal_all() -> Callable[[int], AuditSeal]:
    """Seal until no more than ``but`` rows are unsealed.

    The server is shared: a transaction open elsewhere on it holds sealing back for as long as it lasts.
    """

    def seal_all(but: int = 0) -> AuditSeal:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            sealing.seal_pending()
            with connection.cursor() as cursor:
                cursor.execute(UNSEALED)
                if cursor.fetchone()[0] <= but:
                    return AuditSeal.objects.latest("no")
            time.sleep(0.05)
        raise AssertionError("a transaction on this server stayed open for two minutes")

    return seal_all


@pytest.fixture
def tamperer(owner_connection: psycopg.Connection) -> psycopg.Connection:
    """The owner, with every trigger of the log switched off."""
    children = owner_connection.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_entry'::regclass"
    ).fetchall()
    for table in (*GUARDED, *(child for (child,) in children)):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return owner_connection

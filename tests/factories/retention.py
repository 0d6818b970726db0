"""Time that passes, a batch on its way, and a search through everything that is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from factories.people import person
from psycopg import sql

from commonbeat.kernel.retention import batches
from commonbeat.kernel.retention.models import Batch

AUTHORITY = "Council resolution 2026-114"


def years_later(patch: pytest.MonkeyPatch, years: float, *, since: datetime | None = None) -> datetime:
    """Let so many years go by. What was written so far counts as committed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    moment = (since or timezone.now()) + timedelta(days=round(years * 365.25) + 2)
    patch.setattr(timezone, "now", lambda: moment)
    return moment


def clerk() -> Any:
    """Somebody who reviews."""
    return person("records", email="reviewer@example.test", name="Iris Vale")


def captain() -> Any:
    """Somebody who approves."""
    return person("command", email="approver@example.test", name="Omar Reyes")


def approved() -> Batch:
    """What is due now, reviewed by one person and approved by another."""
    batch = batches.propose()
    assert batch is not None
    batches.review(batch, actor=clerk())
    batches.approve(batch, actor=captain(), reason=AUTHORITY)
    return batch


def outcomes(batch: Batch) -> dict[str, str]:
    """What became of each number."""
    return dict(batch.items.values_list("number", "outcome"))


def everything(home: Path) -> str:
    """Every row of every table that this transaction sees, and every file of the home, as text."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
            "AND relname NOT LIKE 'audit_entry_%' AND has_table_privilege(oid, 'SELECT')"
        )
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name))
            cursor.execute(query.as_string(connection.connection))
            found += [f"{name}: {row}" for (row,) in cursor.fetchall()]
    assert isinstance(connection.connection, psycopg.Connection)
    found += [
        f"{path}: {path.read_bytes().decode('latin-1')}" for path in Path(home).rglob("*") if path.is_file()
    ]
    return "\n".join(found).lower()

"""Sealing: committed rows go, in batches, under a hash that contains the hash before it.

A seal covers the rows whose transaction numbers lie in [from_tx, to_tx). ``to_tx`` is the snapshot's xmin: every
transaction below it has ended, so no row can appear in that range later unless somebody puts it there. A
transaction that was still open has a number above; its rows are in a later seal, even with lower row numbers.
Writers are never waited for and never wait.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from commonbeat.kernel.audit.canonical import FIRST_PREVIOUS, root_of, seal_texts
from commonbeat.kernel.audit.models import AuditDailyRoot, AuditEntry, AuditSeal

SEALER_LOCK = 0x61756469_74  # "audit": one sealer at a time
MONTHS_AHEAD = 3


class Reach(NamedTuple):
    """The part of one server's transaction numbers a seal covers."""

    cluster: str
    from_tx: int
    to_tx: int
    next_tx: int


def seal_pending() -> AuditSeal | None:
    """Seal every committed row that is not sealed yet, in a transaction of its own.

    Returns:
        The newest seal made; ``None`` when there was nothing to seal or another process is sealing.
    """
    with transaction.atomic():
        if not _one("SELECT pg_try_advisory_xact_lock(%s)", SEALER_LOCK)[0]:
            return None
        newest = None
        for reach in _reaches():
            newest = _seal(reach) or newest
        return newest


def _one(sql: str, *values: Any) -> Any:
    """First row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _reaches() -> list[Reach]:
    """What is to be sealed now.

    Usually one range of this server. After a restore onto another server, whose transaction numbers start anew,
    what the old server had not sealed comes first.
    """
    xmin, xmax, here = _one(
        "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint, system_identifier::text "
        "FROM pg_current_snapshot() AS s, pg_control_system()"
    )
    reaches = []
    last = AuditSeal.objects.order_by("-no").first()
    if last is None or last.cluster != here:
        elsewhere = (
            AuditEntry.objects.exclude(cluster=here).order_by("cluster").values_list("cluster", flat=True)
        )
        for cluster in elsewhere.distinct():
            start = _sealed_until(cluster)
            newest = AuditEntry.objects.filter(cluster=cluster, tx__gte=start).order_by("-tx").first()
            if newest:
                reaches.append(Reach(cluster, start, newest.tx + 1, newest.tx + 1))
    return [*reaches, Reach(here, _sealed_until(here), xmin, xmax)]


def _sealed_until(cluster: str) -> int:
    """First transaction number of a server that no seal covers."""
    last = AuditSeal.objects.filter(cluster=cluster).order_by("-no").first()
    return last.to_tx if last else 0


def _seal(reach: Reach) -> AuditSeal | None:
    """Make the next seal over one range; nothing when the range holds no rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, leaf, at FROM audit_entry WHERE cluster = %s AND tx >= %s AND tx < %s ORDER BY seq",
            (reach.cluster, reach.from_tx, reach.to_tx),
        )
        rows = [(seq, bytes(leaf), at) for seq, leaf, at in cursor.fetchall()]
        if not rows:
            return None
        last = AuditSeal.objects.order_by("-no").first()
        times = [at for _, _, at in rows]
        seal = AuditSeal(
            no=last.no + 1 if last else 1,
            sealed_at=_one("SELECT clock_timestamp()")[0],
            count=len(rows),
            first_at=min(times),
            last_at=max(times),
            previous=bytes(last.root) if last else FIRST_PREVIOUS,
            **reach._asdict(),
        )
        seal.root = root_of(bytes(seal.previous), seal_texts(seal), ((seq, leaf) for seq, leaf, _ in rows))
        AuditSeal.objects.bulk_create([seal])
        cursor.execute(
            "INSERT INTO audit_leaf (seal_no, entry_seq, leaf, position) "
            "SELECT %s, l.* FROM unnest(%s::bigint[], %s::bytea[]) WITH ORDINALITY AS l",
            (seal.no, [seq for seq, _, _ in rows], [leaf for _, leaf, _ in rows]),
        )
    return seal


def make_daily_roots(now: datetime | None = None) -> list[AuditDailyRoot]:
    """Write down the last root of each finished day (UTC) that has none yet and on which something was sealed.

    Returns:
        The daily roots made, oldest first.
    """
    today = (now or timezone.now()).astimezone(UTC).date()
    last = AuditDailyRoot.objects.order_by("-day").first()
    seals = AuditSeal.objects.filter(sealed_at__lt=datetime.combine(today, time(), UTC)).order_by("no")
    if last:
        seals = seals.filter(sealed_at__gte=datetime.combine(last.day + timedelta(days=1), time(), UTC))
    newest = {seal.sealed_at.astimezone(UTC).date(): seal for seal in seals}
    made = [
        AuditDailyRoot(day=day, seal=seal, root=bytes(seal.root), made_at=timezone.now())
        for day, seal in sorted(newest.items())
    ]
    return AuditDailyRoot.objects.bulk_create(made, ignore_conflicts=True)


def make_partitions(now: datetime | None = None) -> int:
    """Have the database make the tables of the coming months; returns how many were new."""
    first = (now or timezone.now()).date().replace(day=1)
    months = (first.month - 1 + ahead for ahead in range(MONTHS_AHEAD + 1))
    dates = [first.replace(year=first.year + month // 12, month=month % 12 + 1) for month in months]
    return sum(_one("SELECT audit_make_partition(%s)", date)[0] for date in dates)

"""Recomputing the whole log: what was changed, deleted, inserted or moved since it was sealed."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from commonbeat.kernel.audit.canonical import (
    FIRST_PREVIOUS,
    ROW_AS_TEXTS,
    ROW_FIELDS,
    leaf_of,
    root_of,
    seal_texts,
)
from commonbeat.kernel.audit.models import AuditDailyRoot, AuditSeal

LONGEST_UNSEALED = timedelta(minutes=5)
CLOCK_SLACK = timedelta(minutes=1)
MOST_FAULTS = 100
CHUNK = 5_000


@dataclass(frozen=True)
class Fault:
    """Something that does not fit: in which seal, which row (when it is one row), and what."""

    seal: int | None
    row: int | None
    what: str

    def __str__(self) -> str:
        place = [f"row {self.row}"] if self.row is not None else []
        place += [f"seal {self.seal}"] if self.seal is not None else []
        return f"{' in '.join(place) or 'log'}: {self.what}"


@dataclass
class Verdict:
    """What recomputing found.

    Attributes:
        rows: sealed rows that were recomputed.
        seals: how many seals.
        root: the newest root, in hex; empty before the first seal.
        unsealed: rows waiting for the next seal.
        oldest_unsealed: age of the oldest of them.
        covered: rows below the root that was held outside, when one was given and found.
        faults: the first hundred things that do not fit, in the order of the log.
    """

    rows: int = 0
    seals: int = 0
    root: str = ""
    unsealed: int = 0
    oldest_unsealed: timedelta = timedelta()
    covered: int | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether everything fits."""
        return not self.faults

    @property
    def is_sealed_late(self) -> bool:
        """Whether rows have waited for a seal for more than five minutes."""
        return self.oldest_unsealed > LONGEST_UNSEALED

    def add(self, what: str, seal: int | None = None, row: int | None = None) -> None:
        """Note a fault; after a hundred, more would not help."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(seal, row, what))


def verify_log(root: str | None = None) -> Verdict:
    """Recompute every seal and row from the stored columns, without the database's own functions.

    Args:
        root: a root held outside, in hex; it must be in the chain.
    """
    verdict, nested = Verdict(), connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if not nested:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")  # one moment for all queries
        seals = list(AuditSeal.objects.order_by("no"))
        _check_chain(verdict, seals)
        _check_rows(verdict, {seal.no: seal for seal in seals}, seals)
        _check_unsealed(verdict, seals, cursor)
        _check_roots(verdict, seals, root)
    return verdict


def _check_chain(verdict: Verdict, seals: list[AuditSeal]) -> None:
    """Each seal follows the one before and holds the leaves it says."""
    previous, reached = FIRST_PREVIOUS, dict[str, int]()
    leaves = _leaves()
    waiting = next(leaves, None)
    for number, seal in enumerate(seals, 1):
        while waiting and waiting[0] < seal.no:
            verdict.add("leaves of a seal that is not there", seal=waiting[0])
            waiting = next(leaves, None)
        mine = waiting[1] if waiting and waiting[0] == seal.no else []
        if mine:
            waiting = next(leaves, None)
        if seal.no != number:
            verdict.add(f"seal {number} should come here: a seal was deleted or inserted", seal=seal.no)
        if bytes(seal.previous) != previous:
            verdict.add("does not continue the seal before", seal=seal.no)
        if len(mine) != seal.count or root_of(bytes(seal.previous), seal_texts(seal), mine) != bytes(
            seal.root
        ):
            verdict.add(
                "its root does not fit: the seal or its rows' order or number was changed", seal=seal.no
            )
        if seal.from_tx != reached.get(seal.cluster, 0):
            verdict.add("does not start where the one before ended", seal=seal.no)
        previous, reached[seal.cluster] = bytes(seal.root), seal.to_tx
    if waiting:
        verdict.add("leaves of a seal that is not there", seal=waiting[0])
    verdict.seals, verdict.root = len(seals), previous.hex() if seals else ""


def _leaves() -> Iterator[tuple[int, list[tuple[int, bytes]]]]:
    """Each seal's number with its rows' numbers and leaves, in order."""
    rows = _stream("SELECT seal_no, entry_seq, leaf FROM audit_leaf ORDER BY seal_no, position")
    for number, group in groupby(rows, lambda row: row[0]):
        yield number, [(seq, bytes(leaf)) for _, seq, leaf in group]


def _stream(sql: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a query, read in chunks on the server's side: the log may be larger than memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk


def _check_rows(verdict: Verdict, by_number: dict[int, AuditSeal], seals: list[AuditSeal]) -> None:
    """Each sealed row is there, once, unchanged, and in the seal its transaction belongs to."""
    bounds = _Bounds(seals)
    before = None
    for number, seq, leaf, salt, *texts in _stream(
        f"SELECT l.seal_no, l.entry_seq, l.leaf, e.salt, {ROW_AS_TEXTS} FROM audit_leaf l "
        "LEFT JOIN audit_entry e ON e.seq = l.entry_seq ORDER BY l.seal_no, l.position"
    ):
        seal, row = by_number.get(number), dict(zip(ROW_FIELDS, texts, strict=True))
        if seq == before:
            verdict.add("is there twice: a row was inserted", number, seq)
            continue
        before, verdict.rows = seq, verdict.rows + 1
        if salt is None:
            verdict.add("was deleted", number, seq)
        elif leaf_of(bytes(salt), texts) != bytes(leaf):
            verdict.add("was changed", number, seq)
        elif seal and not (row["cluster"] == seal.cluster and seal.from_tx <= int(row["tx"]) < seal.to_tx):
            verdict.add("belongs to another seal", number, seq)
        elif bounds.is_backdated(row):
            verdict.add("says it was made before a seal that was made before it", number, seq)


def _check_unsealed(verdict: Verdict, seals: list[AuditSeal], cursor: Any) -> None:
    """Rows outside every seal: waiting for the next one, or put in later."""
    bounds = _Bounds(seals)
    oldest = None
    for seq, salt, leaf, *texts in _stream(
        f"SELECT e.seq, e.salt, e.leaf, {ROW_AS_TEXTS} FROM audit_entry e "
        "WHERE NOT EXISTS (SELECT FROM audit_leaf l WHERE l.entry_seq = e.seq) ORDER BY e.seq"
    ):
        row = dict(zip(ROW_FIELDS, texts, strict=True))
        if int(row["tx"]) < bounds.sealed_until(row["cluster"]):
            verdict.add("was inserted: its time is sealed, and the seal does not hold it", row=seq)
            continue
        if leaf_of(bytes(salt), texts) != bytes(leaf):
            verdict.add("was changed before it was sealed", row=seq)
        elif bounds.is_backdated(row):
            verdict.add("was inserted: it says it was made before a seal that was made before it", row=seq)
        verdict.unsealed += 1
        at = _time(row["at"])
        oldest = min(oldest or at, at)
    if oldest:
        cursor.execute("SELECT clock_timestamp()")
        verdict.oldest_unsealed = max(cursor.fetchone()[0] - oldest, timedelta())


def _check_roots(verdict: Verdict, seals: list[AuditSeal], root: str | None) -> None:
    """Published daily roots and the root held outside are in the chain."""
    by_root = {bytes(seal.root).hex(): seal for seal in seals}
    for daily in AuditDailyRoot.objects.order_by("day"):
        seal = by_root.get(bytes(daily.root).hex())
        if seal is None or seal.no != daily.seal_id:
            verdict.add(f"the root published for {daily.day:%Y-%m-%d} is not in the chain", daily.seal_id)
    if root is None:
        return
    held = by_root.get(root.strip().lower())
    if held is None:
        verdict.add("the root held outside is not in the chain: the log was rewritten or cut off")
    else:
        verdict.covered = sum(seal.count for seal in seals if seal.no <= held.no)


class _Bounds:
    """What the seals say about transaction numbers and time, server by server."""

    def __init__(self, seals: list[AuditSeal]) -> None:
        self._seals: dict[str, list[AuditSeal]] = defaultdict(list)
        for seal in seals:
            self._seals[seal.cluster].append(seal)
        self._next = {cluster: [seal.next_tx for seal in mine] for cluster, mine in self._seals.items()}

    def sealed_until(self, cluster: str) -> int:
        """First transaction number no seal covers."""
        return self._seals[cluster][-1].to_tx if self._seals.get(cluster) else 0

    def is_backdated(self, row: dict[str, str]) -> bool:
        """Whether a row's transaction began after a seal was made, and yet the row claims an earlier time."""
        earlier = bisect_right(self._next.get(row["cluster"], []), int(row["tx"]))
        if not earlier:
            return False
        return _time(row["at"]) < self._seals[row["cluster"]][earlier - 1].sealed_at - CLOCK_SLACK


def _time(text: str) -> datetime:
    """A hashed time read back."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)

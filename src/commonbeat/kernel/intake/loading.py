"""Typed rows into PostgreSQL: COPY into temporary tables, then one statement a table in one transaction.

Nothing reaches a real table before `Loader.finish`, so a run that dies leaves nothing behind. While the server takes one
batch in, the next is converted.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
import psycopg
from django.db import connection

from .converting import read_cells
from .digests import SIZE, KeyBook, KnownDigests, fingerprint, part_digests, row_digests
from .errors import Busy
from .identifiers import uuid7_hex
from .targets import SOURCE_KEY, Context, Target

NULL = "\\N"
MOST_KNOWN = 4_000_000  # digests held in memory, 32 bytes each
LOCK_ROUND = 0.5  # seconds between two tries for the lock
INSTANT = 1184  # PostgreSQL's number of the type timestamptz


@dataclass
class Counts:
    """What became of the rows of one file."""

    accepted: int = 0
    updated: int = 0
    unchanged: int = 0


def _hex(name: str) -> pl.Expr:
    """Bytes as PostgreSQL writes them."""
    return "\\x" + pl.col(name).bin.encode("hex")


class Loader:
    """Collects the batches of one file and writes them at the end.

    Call `start`, then for each batch `sift` and `add`, then `finish` inside a transaction, and `drop` in any case.
    """

    def __init__(self, target: Target, context: Context) -> None:
        self.target = target
        self.context = context
        self.rows = 0
        key = ["id"] if target.uuid_keys else []
        self.columns = [*key, "external_id", *target.columns, "quality_flags", "row_digest"]
        self._several = context.mapping.several_rows
        self._cursor = connection.cursor()
        self._fresh = False
        self._locked = False
        self._instants: set[str] = set()
        self._book = KeyBook()
        self._key = fingerprint(target, context)
        self._sifted = pl.DataFrame()
        self._batches = 0
        self._all_known: KnownDigests | None = None
        self._writer = ThreadPoolExecutor(1)
        self._pending: Future[None] | None = None

    def start(self, patience: float | None = None, *, wait: bool = True) -> None:
        """Wait for another import of the same source to end, then make the temporary tables.

        Args:
            patience: seconds to wait; as long as it takes by default.
            wait: false for a trial run, which keeps nothing and so need not wait.

        Raises:
            Busy: the other import is still at work.
        """
        cursor, table = self._cursor, self.target.table
        self._raw = connection.connection.cursor()
        if wait:
            self._lock(patience)
        self._drop_tables()
        more = "".join(f", NULL::{kind} AS {name}" for name, kind in self.target.staged.items())
        self._make_stage("intake_stage", self.columns, table, f"0::bigint AS row_no{more}")
        cursor.execute(
            "CREATE TEMP TABLE intake_batch (row_no bigint, external_id varchar, row_digest bytea)"
        )
        parts = self.target.parts
        if parts:
            keys = "0::bigint AS row_no, ''::varchar AS external_id"
            self._make_stage("intake_parts", list(parts.columns), parts.table, keys)
        self._fresh = self._none_yet()

    def _make_stage(self, name: str, columns: list[str], table: str, more: str) -> None:
        """A temporary table like the real one, with instants as seconds: quick to write and to read."""
        cursor = self._cursor
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 0")
        self._instants |= {column.name for column in cursor.description if column.type_code == INSTANT}
        shapes = [f"0::float8 AS {one}" if one in self._instants else one for one in columns]
        cursor.execute(f"CREATE TEMP TABLE {name} AS SELECT {', '.join(shapes)}, {more} FROM {table} LIMIT 0")

    def _none_yet(self) -> bool:
        self._cursor.execute(
            f"SELECT NOT EXISTS (SELECT 1 FROM {self.target.table} WHERE source = %s)", [self.context.source]
        )
        return bool(self._cursor.fetchone()[0])

    def _lock(self, patience: float | None) -> None:
        """One import of a source at a time: what is compared with the table must still be so when it is written."""
        inside = connection.in_atomic_block
        how = "pg_try_advisory_xact_lock" if inside else "pg_try_advisory_lock"
        began = time.monotonic()
        while True:
            self._cursor.execute(f"SELECT {how}(hashtext(%s))", [self._lock_name()])
            if self._cursor.fetchone()[0]:
                self._locked = not inside
                return
            if patience is not None and time.monotonic() - began >= patience:
                raise Busy(
                    f"Another import of {self.context.source!r} is at work; start this one when it has ended."
                )
            time.sleep(LOCK_ROUND)

    def _lock_name(self) -> str:
        return f"intake {self.target.table} {self.context.source}"

    def drop(self) -> None:
        """Remove the temporary tables and let others import."""
        self._writer.shutdown(wait=True, cancel_futures=True)
        if connection.needs_rollback or connection.connection is None or connection.connection.closed:
            return
        self._drop_tables()
        if self._locked:
            self._cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [self._lock_name()])

    def _drop_tables(self) -> None:
        self._cursor.execute(
            "SET client_min_messages = warning; DROP TABLE IF EXISTS intake_stage, intake_batch, intake_parts,"
            " intake_losers, intake_repeats; RESET client_min_messages"
        )

    def sift(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Leave out the rows that stand in the table exactly so already; they count as unchanged.

        Args:
            batch: text columns and ``_row``.

        Returns:
            The rows to convert.
        """
        target, mapping = self.target, self.context.mapping
        needed = {*target.key_fields, *target.state_fields} & set(mapping.cells)
        light = read_cells(batch, [one for one in target.fields if one.name in needed], mapping)
        state = target.state(light, self.context) if target.state else None
        raw = row_digests(batch, sorted(mapping.columns()), state, self._key)
        key = (
            pl.concat_str(target.key_fields, separator=" ")
            if len(target.key_fields) > 1
            else target.key_fields[0]
        )
        self._sifted = light.select("_row", external_id=key).with_columns(raw.alias("_raw"))
        if self._fresh or self._several:
            return batch
        keyed = self._sifted.filter(pl.col("external_id").is_not_null())
        same = keyed.filter(self._known(keyed))
        if not same.height:
            return batch
        self._book.add(same["_row"], same["external_id"], same["_raw"])
        self.rows += same.height
        return batch.filter(~pl.col("_row").is_in(same["_row"].implode()))

    def _known(self, keyed: pl.DataFrame) -> pl.Series:
        """Which rows stand in the table exactly so.

        A short file asks for its own rows; from the second batch on, the digests of all records are fetched at once,
        unless there are too many.
        """
        self._batches += 1
        if self._batches == 2:
            self._all_known = self._fetch_all()
        if self._all_known:
            return pl.Series(self._all_known.among(keyed["_raw"]))
        return keyed["_row"].is_in(self._ask(keyed).implode())

    def _fetch_all(self) -> KnownDigests | None:
        self.settle()
        # In binary: as text it would take three times the memory.
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(
                "SELECT count(*), string_agg(digest, ''::bytea) FROM (SELECT substr(row_digest, 1, %s) AS digest"
                f" FROM {self.target.table} WHERE source = %s AND octet_length(row_digest) = %s LIMIT %s) found",
                [SIZE, self.context.source, 2 * SIZE, MOST_KNOWN + 1],
                binary=True,
            )
            count, joined = cursor.fetchone() or (0, None)
        return KnownDigests(joined or b"") if count <= MOST_KNOWN else None

    def _ask(self, keyed: pl.DataFrame) -> pl.Series:
        """Numbers of the rows that stand in the table exactly so, asked for one by one."""
        cursor = self._cursor
        self.settle()
        cursor.execute("TRUNCATE intake_batch")
        rows = keyed.select(row_no="_row", external_id="external_id", row_digest=_hex("_raw"))
        self._copy("intake_batch", rows)
        cursor.execute("ANALYZE intake_batch")
        cursor.execute(
            f"SELECT string_agg(int8send(b.row_no), ''::bytea) FROM intake_batch b JOIN {self.target.table} t"
            " ON t.source = %s AND t.external_id = b.external_id AND substr(t.row_digest, 1, %s) = b.row_digest",
            [self.context.source, SIZE],
        )
        numbers = np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i8").astype(np.int64)
        return pl.Series("_row", numbers, dtype=pl.Int64)

    def add(self, frame: pl.DataFrame) -> None:
        """Stage the prepared rows of the batch that was sifted last."""
        if not frame.height:
            return
        self.rows += frame.height
        frame = frame.join(self._sifted.drop("external_id"), on="_row", how="left", maintain_order="left")
        frame = frame.with_columns(
            ("{" + pl.col("_flags").str.strip_suffix(",") + "}").alias("quality_flags"),
        )
        parts = list(self.target.parts.columns if self.target.parts else self.target.staged)
        frame = frame.with_columns(part_digests(frame, parts).alias("_parts"))
        if not self._several:
            self._book.add(frame["_row"], frame["external_id"], frame["_raw"])
        own = pl.lit("\\x" + "00" * SIZE) if self._several else _hex("_raw")
        frame = frame.with_columns(
            (own + pl.col("_parts").bin.encode("hex")).alias("row_digest"), uuid7_hex(frame.height)
        ).rename({"_row": "row_no"})
        self._later(lambda: self._stage(frame))

    def _stage(self, frame: pl.DataFrame) -> None:
        self._copy("intake_stage", frame.select(*self.columns, "row_no", *self.target.staged))
        parts = self.target.parts
        if parts:
            rows = frame.filter(pl.col(parts.columns[0]).is_not_null())
            if rows.height:
                self._copy("intake_parts", rows.select("row_no", "external_id", *parts.columns))

    def _later(self, work: Callable[[], None]) -> None:
        self.settle()
        self._pending = self._writer.submit(work)

    def settle(self) -> None:
        """Wait until the server has what was handed to it; raises what went wrong."""
        if self._pending:
            self._pending.result()
            self._pending = None

    def _copy(self, table: str, frame: pl.DataFrame) -> None:
        seconds = [
            (pl.col(name).dt.cast_time_unit("ms").to_physical() / 1000).alias(name)
            for name, kind in frame.schema.items()
            if isinstance(kind, pl.Datetime)
        ]
        text = frame.with_columns(seconds).write_csv(
            include_header=False, null_value=NULL, quote_style="necessary"
        )
        statement = f"COPY {table} ({', '.join(frame.columns)}) FROM STDIN (FORMAT csv, NULL '{NULL}')"
        with self._raw.copy(statement) as copy:
            copy.write(text.encode())

    def finish(self) -> Counts:
        """Write everything; the caller holds the transaction."""
        cursor = self._cursor
        self.settle()
        self._merge() if self._several else self._latest_wins()
        if self.target.after:
            self.target.after(cursor, self.context)
        counts = self._insert() if self._may_insert() else self._upsert()
        if self.target.written:
            self.target.written(cursor, self.context)
        counts.unchanged = self.rows - counts.accepted - counts.updated
        return counts

    def _may_insert(self) -> bool:
        """Whether no record on file can be in the way."""
        return self._fresh and self.target.conflict == SOURCE_KEY and self._none_yet()

    def _latest_wins(self) -> None:
        """Of repeated keys the last row counts; earlier ones that differ are counted as updates."""
        cursor = self._cursor
        winners, differing, losers = self._book.repeats()
        self.context.cache["repeated"] = len(winners)
        cursor.execute("CREATE TEMP TABLE intake_repeats (external_id varchar, n bigint, differing bigint)")
        if not len(winners):
            return
        cursor.execute(
            "INSERT INTO intake_repeats SELECT s.external_id, 1, w.differing"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS w (row_no, differing) JOIN intake_stage s USING (row_no)",
            [winners.tolist(), differing.tolist()],
        )
        cursor.execute(
            "CREATE TEMP TABLE intake_losers AS SELECT unnest(%s::bigint[]) AS row_no", [losers.tolist()]
        )
        for table in ("intake_stage", *(["intake_parts"] if self.target.parts else [])):
            cursor.execute(f"DELETE FROM {table} s USING intake_losers l WHERE s.row_no = l.row_no")

    def _merge(self) -> None:
        """Several rows describe one record: the first row stands, its moments are the earliest or latest of all."""
        cursor, merge = self._cursor, self.target.merge
        merged = ", ".join(f"{how}(s.{name}) AS {name}" for name, how in merge.items())
        cursor.execute(
            "CREATE TEMP TABLE intake_repeats AS SELECT external_id, count(*) AS n, min(row_no) AS winner,"
            f" 0::bigint AS differing, decode(repeat('00', {SIZE}) || md5(string_agg(encode(row_digest, 'hex'), ''"
            f" ORDER BY row_digest)), 'hex') AS digest, {merged} FROM intake_stage s GROUP BY 1 HAVING count(*) > 1"
        )
        changes = ", ".join(f"{name} = r.{name}" for name in merge)
        cursor.execute(
            f"UPDATE intake_stage s SET row_digest = r.digest, {changes} FROM intake_repeats r WHERE s.row_no = r.winner"
        )
        cursor.execute(
            "DELETE FROM intake_stage s USING intake_repeats r WHERE s.external_id = r.external_id AND s.row_no <> r.winner"
        )
        cursor.execute("SELECT count(*) FROM intake_repeats")
        self.context.cache["repeated"] = cursor.fetchone()[0]

    def _selection(self) -> tuple[str, str]:
        """Names of the columns to write, and the values for them from the stage."""
        extra = self.target.fixed
        names = [*self.columns, "source", "import_run", *extra]
        values = [f"to_timestamp({name})" if name in self._instants else name for name in self.columns]
        return ", ".join(names), ", ".join([*values, "%s", "%s", *extra.values()])

    def _insert(self) -> Counts:
        """The source has no records yet."""
        cursor = self._cursor
        names, values = self._selection()
        cursor.execute(
            f"INSERT INTO {self.target.table} ({names}) SELECT {values} FROM intake_stage",
            [self.context.source, self.context.run_id],
        )
        written = int(cursor.rowcount)
        self._write_parts()
        if self._several:
            return Counts(accepted=self.rows)
        cursor.execute("SELECT coalesce(sum(differing), 0)::bigint FROM intake_repeats")
        return Counts(accepted=written, updated=int(cursor.fetchone()[0]))

    def _upsert(self) -> Counts:
        cursor, table = self._cursor, self.target.table
        names, values = self._selection()
        kept = [name for name in self.columns if name != "id"]
        compared = [name for name in kept if name != "row_digest"]
        sets = ", ".join(f"{name} = excluded.{name}" for name in (*kept, "source", "import_run"))
        cursor.execute("ANALYZE intake_stage")
        cursor.execute(
            f"WITH written AS (INSERT INTO {table} ({names}) SELECT {values} FROM intake_stage"
            f" ON CONFLICT {self.target.arbiter} DO UPDATE SET {sets}"
            f" WHERE ({', '.join(f'{table}.{name}' for name in compared)}, substr({table}.row_digest, {SIZE + 1}))"
            f" IS DISTINCT FROM ({', '.join(f'excluded.{name}' for name in compared)},"
            f" substr(excluded.row_digest, {SIZE + 1}))"
            " RETURNING external_id, (xmax = 0) AS fresh)"
            " SELECT count(*) FILTER (WHERE fresh),"
            " coalesce(sum(coalesce(n, 1)) FILTER (WHERE fresh), 0)::bigint,"
            " coalesce(sum(coalesce(n, 1)) FILTER (WHERE NOT fresh), 0)::bigint,"
            " coalesce(sum(differing) FILTER (WHERE fresh), 0)::bigint"
            " FROM written LEFT JOIN intake_repeats USING (external_id)",
            [self.context.source, self.context.run_id],
        )
        fresh, fresh_rows, changed_rows, fresh_differing = cursor.fetchone()
        self._write_parts()
        if self._several:
            return Counts(accepted=fresh_rows, updated=changed_rows)
        return Counts(accepted=fresh, updated=changed_rows + fresh_differing)

    def _write_parts(self) -> None:
        parts = self.target.parts
        if not parts:
            return
        cursor, table = self._cursor, self.target.table
        cursor.execute("SELECT EXISTS (SELECT 1 FROM intake_parts)")
        if not cursor.fetchone()[0]:
            return
        ours = f"{table}.source = %s AND {table}.external_id = s.external_id"
        written = f"SELECT {table}.id, s.external_id FROM {table} JOIN intake_stage s ON {ours}"
        cursor.execute(
            f"DELETE FROM {parts.table} USING ({written}) w WHERE {parts.parent} = w.id",
            [self.context.source],
        )
        first, rest = parts.columns[0], parts.columns[1:]
        merged = {name: f"{parts.merge[name]}(p.{name})" for name in rest}
        chosen = ", ".join(
            f"to_timestamp({one})" if name in self._instants else one for name, one in merged.items()
        )
        fixed = "".join(f", {value}" for value in parts.fixed.values())
        fixed_names = "".join(f", {name}" for name in parts.fixed)
        cursor.execute(
            f"INSERT INTO {parts.table} ({parts.parent}, {first}, {', '.join(rest)}{fixed_names})"
            f" SELECT w.id, p.{first}, {chosen}{fixed} FROM intake_parts p JOIN ({written}) w USING (external_id)"
            f" GROUP BY w.id, p.{first}",
            [self.context.source],
        )

"""Typed rows into PostgreSQL: COPY into temporary tables, then one statement a table in one transaction.

Nothing reaches a real table before `Loader.finish`, so a run that dies leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.db import connection

from .targets import Context, Target

NULL = "\\N"


@dataclass
class Counts:
    """What became of the rows of one file."""

    accepted: int = 0
    updated: int = 0
    unchanged: int = 0


def uuid7_hex(count: int) -> pl.Series:
    """``count`` new version-7 identifiers in ascending order, as 32 hexadecimal digits."""
    raw = np.frombuffer(np.random.default_rng().bytes(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    stamp = np.full(count, time.time_ns() // 1_000_000, dtype=">u8").view(np.uint8).reshape(count, 8)
    raw[:, 0:6] = stamp[:, 2:8]
    # 12 bits of order, then the rest random: ascending within blocks of 4096.
    raw[:, 6] = 0x70 | ((np.arange(count) >> 8) & 0x0F)
    raw[:, 7] = np.arange(count) & 0xFF
    raw[:, 8] = 0x80 | (raw[:, 8] & 0x3F)
    text = raw.tobytes().hex()
    return pl.Series("id", [text[start : start + 32] for start in range(0, 32 * count, 32)])


def digests(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    """A digest of each row's values, as PostgreSQL writes bytes."""
    texts = frame.select(
        pl.concat_str([pl.col(name).cast(pl.String).fill_null("\x00") for name in columns], separator="\x1f")
    ).to_series()
    make = hashlib.blake2b
    return pl.Series(
        "row_digest", ["\\x" + make(text.encode(), digest_size=16).hexdigest() for text in texts]
    )


class Loader:
    """Collects the batches of one file and writes them at the end."""

    def __init__(self, target: Target, context: Context) -> None:
        self.target = target
        self.context = context
        self.rows = 0
        self.columns = ["id", "external_id", *target.columns, "quality_flags", "row_digest"]
        self._cursor = connection.cursor()
        self._fresh = False

    def start(self) -> None:
        """Make the temporary tables."""
        cursor, table = self._cursor, self.target.table
        self.drop()
        names = ", ".join(self.columns)
        cursor.execute(
            f"CREATE TEMP TABLE intake_stage AS SELECT {names}, 0::bigint AS row_no FROM {table} LIMIT 0"
        )
        shape = "row_no bigint, external_id varchar, row_digest bytea"
        cursor.execute(f"CREATE TEMP TABLE intake_keys ({shape})")
        cursor.execute(f"CREATE TEMP TABLE intake_batch ({shape})")
        parts = self.target.parts
        if parts:
            cursor.execute(
                f"CREATE TEMP TABLE intake_parts AS SELECT 0::bigint AS row_no, ''::varchar AS external_id, "
                f"{', '.join(parts.columns)} FROM {parts.table} LIMIT 0"
            )
        cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {table} WHERE source = %s)", [self.context.source])
        self._fresh = cursor.fetchone()[0]

    def drop(self) -> None:
        """Remove the temporary tables."""
        self._cursor.execute(
            "SET client_min_messages = warning; DROP TABLE IF EXISTS intake_stage, intake_keys, intake_batch,"
            " intake_parts, intake_repeats; RESET client_min_messages"
        )

    def add(self, frame: pl.DataFrame) -> None:
        """Stage one prepared batch."""
        if not frame.height:
            return
        self.rows += frame.height
        frame = frame.with_columns(
            ("{" + pl.col("_flags").str.strip_suffix(",") + "}").alias("quality_flags"),
        ).rename({"_row": "row_no"})
        part_columns = list(self.target.parts.columns) if self.target.parts else []
        content = [
            "external_id",
            *self.target.columns,
            "quality_flags",
            *[c for c in part_columns if c not in self.target.columns],
        ]
        frame = frame.with_columns(digests(frame, content))
        keys = frame.select("row_no", "external_id", "row_digest")
        if self._fresh or self.context.mapping.several_rows:
            self._copy("intake_keys", keys)
        else:
            known = self._known(keys)
            frame = frame.filter(~pl.col("row_no").is_in(known)) if len(known) else frame
        if frame.height:
            frame = frame.with_columns(uuid7_hex(frame.height))
            self._copy("intake_stage", frame.select(*self.columns, "row_no"))
            self._add_parts(frame)

    def _known(self, keys: pl.DataFrame) -> list[int]:
        """Rows that stand in the table exactly so already."""
        cursor = self._cursor
        cursor.execute("TRUNCATE intake_batch")
        self._copy("intake_batch", keys)
        cursor.execute("ANALYZE intake_batch")
        cursor.execute("INSERT INTO intake_keys SELECT * FROM intake_batch")
        cursor.execute(
            f"SELECT array_agg(b.row_no) FROM intake_batch b JOIN {self.target.table} t"
            " ON t.source = %s AND t.external_id = b.external_id AND t.row_digest = b.row_digest",
            [self.context.source],
        )
        return cursor.fetchone()[0] or []

    def _add_parts(self, frame: pl.DataFrame) -> None:
        parts = self.target.parts
        if not parts:
            return
        rows = frame.filter(pl.col(parts.columns[0]).is_not_null())
        if rows.height:
            self._copy("intake_parts", rows.select("row_no", "external_id", *parts.columns))

    def _copy(self, table: str, frame: pl.DataFrame) -> None:
        text = frame.write_csv(
            include_header=False,
            null_value=NULL,
            quote_style="necessary",
            datetime_format="%Y-%m-%d %H:%M:%S%.fZ",
        )
        statement = f"COPY {table} ({', '.join(frame.columns)}) FROM STDIN (FORMAT csv, NULL '{NULL}')"
        with self._cursor.copy(statement) as copy:
            copy.write(text.encode())

    def finish(self) -> Counts:
        """Write everything; the caller holds the transaction."""
        cursor = self._cursor
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))",
            [f"intake {self.target.table} {self.context.source}"],
        )
        cursor.execute("ANALYZE intake_keys")
        several = self.context.mapping.several_rows
        self._merge() if several else self._latest_wins()
        if self.target.after:
            self.target.after(cursor, self.context)
        cursor.execute(self._upsert(), [self.context.source, self.context.run_id])
        fresh, _, fresh_rows, changed_rows, fresh_differing = cursor.fetchone()
        self._write_parts()
        counts = Counts()
        if several:
            counts.accepted, counts.updated = fresh_rows, changed_rows
        else:
            counts.accepted = fresh
            counts.updated = changed_rows + fresh_differing
        counts.unchanged = self.rows - counts.accepted - counts.updated
        return counts

    def _latest_wins(self) -> None:
        """Of repeated keys the last row counts; earlier ones that differ are counted as updates."""
        cursor = self._cursor
        cursor.execute(
            "CREATE TEMP TABLE intake_repeats AS SELECT external_id, count(*) AS n, max(row_no) AS winner,"
            " 0::bigint AS differing FROM intake_keys GROUP BY 1 HAVING count(*) > 1"
        )
        cursor.execute("SELECT count(*) FROM intake_repeats")
        self.context.cache["repeated"] = cursor.fetchone()[0]
        if not self.context.cache["repeated"]:
            return
        cursor.execute(
            "UPDATE intake_repeats r SET differing = (SELECT count(*) FROM intake_keys k WHERE k.external_id ="
            " r.external_id AND k.row_digest <> (SELECT w.row_digest FROM intake_keys w WHERE w.row_no = r.winner))"
        )
        cursor.execute(
            "DELETE FROM intake_stage s USING intake_repeats r WHERE s.external_id = r.external_id AND s.row_no <> r.winner"
        )
        if self.target.parts:
            cursor.execute(
                "DELETE FROM intake_parts p USING intake_repeats r WHERE p.external_id = r.external_id"
                " AND p.row_no <> r.winner"
            )

    def _merge(self) -> None:
        """Several rows describe one record: the first row stands, its moments are the earliest or latest of all."""
        cursor, merge = self._cursor, self.target.merge
        merged = ", ".join(f"{how}(s.{name}) AS {name}" for name, how in merge.items())
        cursor.execute(
            "CREATE TEMP TABLE intake_repeats AS SELECT external_id, count(*) AS n, min(row_no) AS winner,"
            " 0::bigint AS differing, decode(md5(string_agg(encode(row_digest, 'hex'), '' ORDER BY row_digest)), 'hex')"
            f" AS digest, {merged} FROM intake_stage s GROUP BY 1 HAVING count(*) > 1"
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

    def _upsert(self) -> str:
        table = self.target.table
        kept = [name for name in self.columns if name not in ("id", "external_id")]
        names = ", ".join(self.columns)
        sets = ", ".join(f"{name} = excluded.{name}" for name in (*kept, "import_run"))
        extra = self.target.fixed
        more = "".join(f", {name}" for name in extra)
        values = "".join(f", {value}" for value in extra.values())
        return (
            f"WITH written AS (INSERT INTO {table} ({names}, source, import_run{more})"
            f" SELECT {names}, %s, %s{values} FROM intake_stage"
            f" ON CONFLICT (source, external_id) DO UPDATE SET {sets}"
            f" WHERE {table}.row_digest IS DISTINCT FROM excluded.row_digest"
            " RETURNING external_id, (xmax = 0) AS fresh)"
            " SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh),"
            " coalesce(sum(coalesce(n, 1)) FILTER (WHERE fresh), 0)::bigint,"
            " coalesce(sum(coalesce(n, 1)) FILTER (WHERE NOT fresh), 0)::bigint,"
            " coalesce(sum(differing) FILTER (WHERE fresh), 0)::bigint"
            " FROM written LEFT JOIN intake_repeats USING (external_id)"
        )

    def _write_parts(self) -> None:
        parts = self.target.parts
        if not parts:
            return
        cursor, table = self._cursor, self.target.table
        cursor.execute("SELECT EXISTS (SELECT 1 FROM intake_parts)")
        if not cursor.fetchone()[0]:
            return
        ours = f"{table}.source = %s AND {table}.external_id = s.external_id"
        # Only records this run has just written take their parts anew; the others kept their digest.
        written = f"SELECT {table}.id, s.external_id FROM {table} JOIN intake_stage s ON {ours}"
        cursor.execute(
            f"DELETE FROM {parts.table} USING ({written}) w WHERE {parts.parent} = w.id",
            [self.context.source],
        )
        first, rest = parts.columns[0], parts.columns[1:]
        chosen = ", ".join(f"{parts.merge[name]}(p.{name})" for name in rest)
        fixed = "".join(f", {value}" for value in parts.fixed.values())
        fixed_names = "".join(f", {name}" for name in parts.fixed)
        cursor.execute(
            f"INSERT INTO {parts.table} ({parts.parent}, {first}, {', '.join(rest)}{fixed_names})"
            f" SELECT w.id, p.{first}, {chosen}{fixed} FROM intake_parts p JOIN ({written}) w USING (external_id)"
            f" GROUP BY w.id, p.{first}",
            [self.context.source],
        )

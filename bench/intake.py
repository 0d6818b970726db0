"""How fast a file of calls goes in, against what the database itself can do.

    python bench/intake.py                 # 100,000 rows
    python bench/intake.py --rows 1000000  # the full measure

Two ratios are printed: a first load against INSERT … SELECT of the same typed rows into a table with the same columns
and indexes, and a second run of the same file against a bare COPY of it. The file is written by another process, so that
the peak memory printed is that of the importing one, which starts none. The rows are removed again.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO), str(REPO / "src")]
SOURCE = "bench-intake"
MAPPING = """
[source]
name = "bench-intake"
[clock]
zone = "America/Phoenix"
[missing]
texts = ["NULL"]
[place]
x = "lon"
y = "lat"
[columns]
external_id = "number"
reception_raw = "reception"
type_code = "type"
priority = "priority"
received_at = { column = "received", format = "%Y-%m-%d %H:%M:%S" }
dispatched_at = { column = "dispatched", format = "%Y-%m-%d %H:%M:%S" }
enroute_at = { column = "enroute", format = "%Y-%m-%d %H:%M:%S" }
arrived_at = { column = "arrived", format = "%Y-%m-%d %H:%M:%S" }
closed_at = { column = "closed", format = "%Y-%m-%d %H:%M:%S" }
location_text = "address"
beat_raw = "beat"
disposition_raw = "disposition"
[translate.reception]
"911" = "911"
PHONE = "phone"
OFFICER = "officer"
"""


def make_file(path: Path, rows: int) -> None:
    """Calls of several years in one file, in slices so that the maker's memory does not count."""
    rng = np.random.default_rng(7)
    with path.open("wb") as file:
        for start in range(0, rows, 100_000):
            count = min(100_000, rows - start)
            second = pl.Series(1_577_836_800 + np.sort(rng.integers(0, 150_000_000 // 60, count)) * 60)
            stamp = (second * 1000).cast(pl.Datetime("ms"))
            spot = rng.integers(0, 30_000, count)
            frame = pl.DataFrame({
                "number": [f"B{start + i:08d}" for i in range(count)],
                "reception": rng.choice(["911", "PHONE", "OFFICER"], count),
                "type": rng.choice([f"TYPE {i}" for i in range(60)], count),
                "priority": rng.integers(1, 5, count),
                "received": stamp,
                "address": [f"{100 + s % 9000} STREET {s % 300}" for s in spot],
                "lon": np.round(-122.3 + (spot % 173) * 0.0006, 6), "lat": np.round(37.9 + (spot // 173) * 0.0005, 6),
                "beat": rng.choice([f"{i:02d}" for i in range(1, 13)], count),
                "disposition": rng.choice(["RPT", "NR", "GOA", "NULL"], count),
            }).with_columns([
                (pl.col("received") + pl.duration(minutes=wait)).alias(name)
                for name, wait in (("dispatched", 2), ("enroute", 4), ("arrived", 9), ("closed", 40))
            ])  # fmt: skip
            frame.write_csv(file, include_header=start == 0, datetime_format="%Y-%m-%d %H:%M:%S")


def clock(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--make", type=Path, help="only write the file")
    given = arguments.parse_args()
    if given.make:
        make_file(given.make, given.rows)
        return
    rows = given.rows
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import connection

    from commonbeat.kernel.audit import SYSTEM
    from commonbeat.kernel.intake.engine import run
    from commonbeat.kernel.intake.mapping import parse
    from commonbeat.kernel.intake.targets import target

    goal = target("calls")
    mapping = parse(MAPPING, goal)
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        path = Path(folder) / "calls.csv"
        subprocess.run([sys.executable, __file__, "--rows", str(rows), "--make", str(path)], check=True)
        clean(cursor)
        outcomes = []
        first = clock(lambda: outcomes.append(run(path, goal, mapping, actor=SYSTEM)))
        again = clock(lambda: outcomes.append(run(path, goal, mapping, actor=SYSTEM)))
        assert (outcomes[0].accepted, outcomes[1].unchanged) == (rows, rows)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        insert = insert_select()
        copy = clock(lambda: bare_copy(cursor, path))
        clean(cursor)
    print(f"{rows:,} rows, {os.cpu_count()} processors")
    print(
        f"first load   {first:6.1f} s   INSERT … SELECT {insert:6.1f} s   ratio {first / insert:.2f} (goal 2)"
    )
    print(f"second run   {again:6.1f} s   bare COPY       {copy:6.1f} s   ratio {again / copy:.2f} (goal 6)")
    print(f"peak memory  {peak:6.0f} MB (goal 600)")


def clean(cursor) -> None:
    """No rows of ours, and none of their remains in table and indexes: the other table is new, too."""
    import psycopg

    from commonbeat.kernel.database.urls import database_url

    cursor.execute("DELETE FROM calls_call WHERE source = %s", [SOURCE])
    if cursor.rowcount:
        with psycopg.connect(database_url("owner"), autocommit=True) as owner:
            owner.execute("VACUUM calls_call")


def insert_select() -> float:
    """A real table, as the owner: a temporary one would be spared the log."""
    import psycopg

    from commonbeat.kernel.database.urls import database_url

    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE bench_twin (LIKE calls_call INCLUDING ALL)")
        try:
            names = owner.execute(
                "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
                " WHERE attrelid = 'calls_call'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
            ).fetchone()[0]
            statement = f"INSERT INTO bench_twin ({names}) SELECT {names} FROM calls_call WHERE source = %s"
            return clock(lambda: owner.execute(statement, [SOURCE]))
        finally:
            owner.execute("DROP TABLE bench_twin")


def bare_copy(cursor, path: Path) -> None:
    with path.open() as file:
        names = [f'"{name}" text' for name in file.readline().strip().split(",")]
    cursor.execute(f"CREATE TEMP TABLE bench_text ({', '.join(names)})")
    with path.open("rb") as file, cursor.copy("COPY bench_text FROM STDIN (FORMAT csv, HEADER)") as copy:
        while piece := file.read(1 << 20):
            copy.write(piece)
    cursor.execute("DROP TABLE bench_text")


if __name__ == "__main__":
    main()

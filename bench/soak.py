"""Kill -9 at random moments, round after round: nothing acknowledged may be lost, nothing may be doubled.

Each round brings in one file while something is killed: the import alone, or the import with the database, the web server
and their keeper. At the end every file is brought in once more and the table is compared with the files. Prints one line
a round and a verdict; exit code 1 when anything is lost or doubled.

    python bench/soak.py --rounds 50
"""

import argparse
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

ROWS = 20_000
MAPPING = """
[source]
name = "soak"
target = "calls"

[clock]
zone = "America/Los_Angeles"

[columns]
external_id = "number"
number = "number"
type_code = "type"
reception_raw = "reception"
priority = "priority"
received_at = "received"
dispatched_at = "dispatched"
"""
COMMONBEAT = [sys.executable, "-m", "commonbeat.front.cli.main"]


def write_file(path: Path, number: int, rng: random.Random) -> list[str]:
    """One file of invented calls; returns the keys in it."""
    start = datetime(2025, 3, 1) + timedelta(days=number)
    keys = [f"S{number:03}-{row:05}" for row in range(ROWS)]
    with path.open("w", newline="") as target:
        out = csv.writer(target)
        out.writerow(["number", "type", "reception", "priority", "received", "dispatched"])
        for key in keys:
            at = start + timedelta(seconds=rng.randrange(86_400))
            sent = at + timedelta(seconds=rng.randrange(20, 900))
            out.writerow(
                [key, "DISTURBANCE", "PHONE", rng.randint(1, 4), at.isoformat(" "), sent.isoformat(" ")]
            )
    return keys


def start_database() -> subprocess.Popen[str]:
    """The embedded server with migrations, kept by ``commonbeat up`` without web users."""
    port = str(random.randint(20_000, 50_000))
    process = subprocess.Popen(
        [*COMMONBEAT, "up", "--port", port, "--no-worker"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Ready:"):
            return process
    raise SystemExit("commonbeat up ended before it was ready")


def run_import(path: Path, mapping: Path) -> subprocess.Popen[str]:
    """The import command on one file, in the background."""
    command = [*COMMONBEAT, "import", "calls", str(path), "--mapping", str(mapping), "--json"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def counted() -> tuple[int, int]:
    """Rows and distinct keys of the soak's source."""
    import psycopg

    from commonbeat.kernel.database.urls import database_url

    with psycopg.connect(database_url("app")) as conn:
        row = conn.execute(
            "SELECT count(*), count(DISTINCT external_id) FROM calls_call WHERE source = 'soak'"
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def main() -> int:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="cbsoak-", ignore_cleanup_errors=True) as folder:
        os.environ["COMMONBEAT_HOME"] = f"{folder}/home"
        return soak(Path(folder), given.rounds, rng)


def soak(folder: Path, rounds: int, rng: random.Random) -> int:
    """The rounds themselves; 0 when nothing was lost or doubled."""
    mapping = folder / "map.toml"
    mapping.write_text(MAPPING)
    up, files, promised = start_database(), [], 0
    try:
        for number in range(rounds):
            path = folder / f"calls{number}.csv"
            keys = write_file(path, number, rng)
            files.append(path)
            victim = rng.choice(["import", "everything"])
            process = run_import(path, mapping)
            time.sleep(rng.uniform(0.2, 3.0))
            if victim == "everything":
                os.killpg(up.pid, signal.SIGKILL)
            done = process.poll() is not None
            os.killpg(process.pid, signal.SIGKILL) if not done else None
            out, _ = process.communicate()
            acknowledged = done and process.returncode == 0 and bool(json.loads(out))
            promised += len(keys) if acknowledged else 0
            if victim == "everything":
                up.wait()
                up = start_database()
            rows, distinct = counted()
            print(
                f"round {number + 1}: killed {victim}, acknowledged {acknowledged}, rows {rows}, keys {distinct}"
            )
            if rows != distinct or rows < promised or rows % ROWS:
                print("LOST, DOUBLED OR HALF-IMPORTED")
                return 1
        for path in files:
            process = run_import(path, mapping)
            _, err = process.communicate()
            if process.returncode:
                print(err)
                return 1
        rows, distinct = counted()
        good = rows == distinct == ROWS * rounds
        print(
            f"{rounds} rounds: {rows} rows, {distinct} keys, {ROWS * rounds} written: {'whole' if good else 'NOT WHOLE'}"
        )
        return 0 if good else 1
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(main())

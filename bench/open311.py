"""The Open311 list over 500,000 public requests of four years, against the bare query with ``json.dumps``.

Goal: a page of 1,000 rows at most four times the bare query and ``json.dumps`` of the same columns; every list uses an
index. Prints median and 95th percentile in milliseconds, through the whole of Django. Makes a home of its own and
removes it.

    python bench/open311.py                    # 500,000 requests
    python bench/open311.py --rows 20000 --home /tmp/open311
"""

import argparse
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO), str(REPO / "src")]
GOAL = 4.0
BATCH = 20_000
YEARS = 4
URL = "/open311/v2/requests"
KINDS = ("graffiti", "abandoned-vehicle", "weeds", "illegal-dumping", "shopping-cart", "traffic-concern")
WORDS = "Three carts by the wall, one of them in the creek. They have been there since Monday & nobody came."
COLUMNS = (
    "public_id", "request_id", "number", "day", "category", "group", "state", "state_kind", "beat", "block", "lon", "lat",
    "description", "expected_on", "closed_on", "late", "reason_en", "reason_es", "source", "followers", "updated_at",
)  # fmt: skip
BARE = """
SELECT number, state_kind, reason_en, category, description, day::text, updated_at::text, expected_on::text, block, lat, lon
FROM requests_publicrequest WHERE {where} ORDER BY day DESC, public_id DESC LIMIT {most}
"""


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--times", type=int, default=30, help="of each list")
    parser.add_argument("--home", type=Path, help="keep the database here and use it again")
    given = parser.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="bench-open311-"))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
        os.environ.pop(name, None)
    os.environ |= {"COMMONBEAT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    from commonbeat.front.cli.migrating import bring_up_to_date
    from commonbeat.kernel.database.embedded import data_folder, serving

    try:
        with serving():
            bring_up_to_date()
            django.setup()
            fill(given.rows)
            measure(given.times)
            outside = given.home is None and not data_folder().is_relative_to(home)
            folder = data_folder().parent
        if outside:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        if given.home is None:
            shutil.rmtree(home, ignore_errors=True)


def fill(rows: int) -> None:
    """Load public rows by COPY as the owner; the working records behind them are left out, for no list reads them."""
    import psycopg

    from commonbeat.community.requests.models import PublicRequest
    from commonbeat.kernel.database.urls import database_url
    from commonbeat.kernel.publish.models import Release
    from commonbeat.kernel.publish.queries import latest
    from commonbeat.kernel.publish.registry import dataset

    if latest("service-requests") is None:
        item = dataset("service-requests")
        Release.objects.create(
            kind="dataset", name=item.name, number=1, version=item.version, n=rows, sha256="0" * 64,
            released_at=datetime.now(UTC), released_by="benchmark", reason="benchmark",
        )  # fmt: skip
    if PublicRequest.objects.count() == rows:
        return
    started = time.perf_counter()
    draw = random.Random(311)
    today = date.today()
    with psycopg.connect(database_url("owner")) as owner:
        # Rows without working records behind them: their key is checked again by nobody here.
        found = owner.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'requests_publicrequest'::regclass AND contype = 'f'"
        ).fetchall()
        for (name,) in found:
            owner.execute(f"ALTER TABLE requests_publicrequest DROP CONSTRAINT {name}")
        owner.execute("TRUNCATE requests_publicrequest")
        statement = f"COPY requests_publicrequest ({', '.join(_quoted(COLUMNS))}) FROM STDIN"
        with owner.cursor() as cursor, cursor.copy(statement) as copy:
            for start in range(0, rows, BATCH):
                buffer = io.StringIO()
                for n in range(start, min(start + BATCH, rows)):
                    buffer.write("\t".join(_row(n, rows, today, draw)) + "\n")
                copy.write(buffer.getvalue())
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE requests_publicrequest")
    print(f"{rows:,} public requests in {time.perf_counter() - started:.0f} s", flush=True)


def _quoted(names: tuple[str, ...]) -> list[str]:
    return [f'"{name}"' for name in names]


def _row(n: int, rows: int, today: date, draw: random.Random) -> list[str]:
    """One public request; four of five are closed, and the newest come last."""
    day = today - timedelta(days=int((rows - n) / rows * 365 * YEARS))
    closed = draw.random() < 0.8
    ended = str(day + timedelta(days=6)) if closed else "\\N"
    changed = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=6 * closed, seconds=n % 86_400)
    reason = ("We took it away.", "Nos lo llevamos.") if closed else ("", "")
    place = (
        f"{n % 90}00 block of Oak Avenue",
        f"{-121.5 + draw.random() / 10:.4f}",
        f"{37.7 + draw.random() / 10:.4f}",
    )
    return [
        str(uuid.UUID(int=draw.getrandbits(128))), str(uuid.UUID(int=draw.getrandbits(128))), f"R{day:%y}-{n:06d}",
        str(day), draw.choice(KINDS), "cleaning", "fixed" if closed else "new", "fixed" if closed else "open", "W", *place,
        f"{WORDS} ({n})", str(day + timedelta(days=7)), ended, "no", *reason, "web", "0", changed.isoformat(),
    ]  # fmt: skip


def measure(times: int) -> None:
    """Print every list beside its bare query."""
    from django.test import Client

    from commonbeat.community.requests.models import PublicRequest
    from commonbeat.front.open311 import keys

    keys.READS_AN_HOUR = 10**9
    client = Client()
    numbers = list(PublicRequest.objects.order_by("-day").values_list("number", flat=True)[:40_000:40])
    month = (datetime.now(UTC) - timedelta(days=400), datetime.now(UTC) - timedelta(days=370))
    span = "start_date={:%Y-%m-%dT%H:%M:%SZ}&end_date={:%Y-%m-%dT%H:%M:%SZ}".format(*month)
    recent = f"{datetime.now(UTC) - timedelta(days=8):%Y-%m-%dT%H:%M:%SZ}"
    lists = {
        "newest 1,000": ("", "day >= now()::date - 90", 1001),
        "newest 50": ("page_size=50", "day >= now()::date - 90", 51),
        "by date, a month": (span, f"day BETWEEN '{month[0]:%Y-%m-%d}' AND '{month[1]:%Y-%m-%d}'", 1001),
        "by code and status": (
            "service_code=graffiti&status=open",
            "day >= now()::date - 90 AND category = 'graffiti' AND state_kind = 'open'",
            1001,
        ),
        "1,000 ids": (
            f"service_request_id={','.join(numbers)}",
            "number IN ({})".format(",".join(f"'{number}'" for number in numbers)),
            1001,
        ),
        "one id": (f"service_request_id={numbers[7]}", f"number = '{numbers[7]}'", 2),
        "changed in 8 days": (f"updated_after={recent}", f"updated_at >= '{recent}'", 1001),
        "within 500 m": ("lat=37.75&long=-121.45&radius=500", "lat BETWEEN 37.7455 AND 37.7545 AND lon BETWEEN -121.4557 AND "
                         "-121.4443 AND day >= now()::date - 90", 1001),
        "page 20": ("page=20", "day >= now()::date - 90", 20_001),
    }  # fmt: skip
    print(
        f"{'list':22}{'rows':>7}{'bare p50':>10}{'json p50':>10}{'p95':>8}{'xml p50':>10}{'p95':>8}{'x bare':>8}"
    )
    for name, (query, where, most) in lists.items():
        bare = timed(lambda where=where, most=most: _bare(where, most), times)
        found = {}
        for form in ("json", "xml"):
            address = f"{URL}.{form}?{query}"
            found[form] = timed(lambda address=address: _called(client, address), times)
        rows = len(json.loads(client.get(f"{URL}.json?{query}").content))
        ratio = found["json"][0] / bare[0]
        print(
            f"{name:22}{rows:7}{bare[0]:10.1f}{found['json'][0]:10.1f}{found['json'][1]:8.1f}"
            f"{found['xml'][0]:10.1f}{found['xml'][1]:8.1f}{ratio:8.1f}"
            f"{'' if ratio <= GOAL or rows < 1_000 else '  MISSED'}"
        )


def _bare(where: str, most: int) -> None:
    """The same rows by one query, written by ``json.dumps``."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE.format(where=where, most=most))
        names = [column.name for column in cursor.description]
        json.dumps([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])


def _called(client: Any, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, response.content[:300]


def timed(call: Callable[[], None], times: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds; the first call is not counted."""
    call()
    taken = []
    for _n in range(times):
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[min(len(taken) - 1, int(len(taken) * 0.95))]


if __name__ == "__main__":
    main()

"""List, map, dataset and interface pages over a million calls against the same pages of an empty database.

Goal: a constant number of queries, the 95th percentile of a page at most five times that of the empty page of its kind,
page 500 as fast as page 1. Also printed: how long a release of all public rows takes, in how much memory, and how soon
and how fast the files come. Makes a home of its own and removes it.

    python bench/pages.py                        # 1,000,000 calls, 150,000 incidents
    python bench/pages.py --home /tmp/pages --load   # only fill the databases; a second run without --load measures
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO), str(REPO / "src")]
GOAL = 5.0
REQUESTS = 30
PAGE_500 = 25_000  # rows before it, 50 a page

PLACES = """
CREATE TEMP TABLE bench_place AS
SELECT row_number() OVER (ORDER BY p.id, door) - 1 AS k, door || ' ' || regexp_replace(p.label, '^.* BLOCK OF ', '') AS text,
    p.label AS block, p.lon + door * 0.000003 AS lon, p.lat + door * 0.000002 AS lat, p.beat_code
FROM places_mappoint p CROSS JOIN LATERAL (SELECT substring(p.label FROM '^[0-9]+')::int + d * 12 AS door
    FROM generate_series(0, 5) AS d) doors
WHERE p.label ~ '^[0-9]+ BLOCK OF '
"""
CALLS = """
INSERT INTO calls_call (id, source, external_id, number, service, origin, reception, reception_raw, type_code, type_raw,
    type_group, priority, received_at, received_local, utc_offset_min, dispatched_at, arrived_at, cleared_at, closed_at,
    known_at, location_text, block_text, lon, lat, beat_code, beat_raw, place_quality, disposition_code, disposition_raw,
    reopened, cancelled, held, scheduled, phone_handled, is_test, unit_count, quality_flags)
SELECT gen_random_uuid(), 'bench', n::text, '26-' || lpad(n::text, 7, '0'), 'police',
    CASE WHEN t.origin = '' THEN 'community' ELSE t.origin END,
    CASE WHEN n %% 2000 = 0 THEN 'text' WHEN t.origin = 'officer' THEN 'officer' WHEN n %% 5 < 2 THEN '911' ELSE 'phone' END,
    '', t.code, '', t.grp, coalesce(t.priority, 1 + n %% 4), at, (at AT TIME ZONE 'America/Los_Angeles') AT TIME ZONE 'UTC',
    extract(epoch FROM (at AT TIME ZONE 'America/Los_Angeles') - (at AT TIME ZONE 'UTC'))::int / 60,
    at + interval '3 min', at + interval '9 min', at + interval '40 min', at + interval '40 min', at, p.text, p.block,
    p.lon, p.lat, p.beat_code, p.beat_code, 'exact', '', '', false, false, false, false, false, false, 1, '{}'
FROM (SELECT n, now() - (n + random()) / %(rows)s * interval '730 days' AS at, floor(random() * %(types)s)::int AS kind,
             floor(power(random(), 2) * %(places)s)::int AS place FROM generate_series(1, %(rows)s) AS n) AS made
JOIN (SELECT row_number() OVER (ORDER BY code) - 1 AS k, code, origin, "group" AS grp, default_priority AS priority
      FROM codes_calltype) t ON t.k = made.kind
JOIN bench_place p ON p.k = made.place
"""
INCIDENTS = """
INSERT INTO records_incident (id, source, external_id, case_number, call_number, offence_code, offence_text, offence_group,
    reported_at, reported_local, utc_offset_min, known_at, location_text, block_text, lon, lat, beat_code, beat_raw,
    place_quality, status, clearance, serious, victim_identifiable, quality_flags)
SELECT gen_random_uuid(), 'bench', n::text, '26-' || lpad(n::text, 6, '0'), '', 'C' || n %% 60, 'Offence ' || n %% 60,
    'group_' || n %% 12, at, at, 0, at, p.text, p.block, p.lon, p.lat, p.beat_code, p.beat_code, 'exact', 'open', '', '',
    false, '{}'
FROM (SELECT n, now() - n::float8 / %(rows)s * interval '730 days' AS at, floor(random() * %(places)s)::int AS place
      FROM generate_series(1, %(rows)s) AS n) AS made JOIN bench_place p ON p.k = made.place
"""


def addresses(beat: str, group: str, street: str, corner: str) -> dict[str, dict[str, str]]:
    """Address and name of every page measured, by kind; the first of a kind is also measured empty.

    Args:
        beat, group: a beat and a type group on file.
        street: a common word of street names.
        corner: a whole address on file.
    """
    calls, data, api = "/console/calls/", "/data/calls/", "/api/v1/calls"
    combined = f"?beat={beat}&group={group}&priority=2&origin=community&reception=911"
    return {
        "calls": {
            "newest": calls,
            "one week": f"{calls}?since=2026-06-01&until=2026-06-07",
            "beat": f"{calls}?beat={beat}",
            "type group": f"{calls}?group={group}",
            "priority": f"{calls}?priority=1",
            "origin": f"{calls}?origin=officer",
            "reception, 4 of 10": f"{calls}?reception=911",
            "reception, 1 of 2,000": f"{calls}?reception=text",
            "reception, none": f"{calls}?reception=walk_in",
            "five filters": f"{calls}{combined}",
            "number": f"{calls}?q=26-0004711",
            "start of a number": f"{calls}?q=26-00",
            "word of most streets": f"{calls}?q=street",
            "street": f"{calls}?q={street}",
            "start of a word": f"{calls}?q={street[:3]}",
            "whole address": f"{calls}?q={corner}",
            "street in a beat": f"{calls}?q={street}&beat={beat}",
            "text, none": f"{calls}?q=zzyzx",
            "page 500": f"{calls}?after=CALL",
            "page 500 of a beat": f"{calls}?beat={beat}&after=CALL",
            "page 499, backwards": f"{calls}?before=CALL",
        },
        "map": {
            "newest": f"{calls}map/",
            "beat": f"{calls}map/?beat={beat}",
            "street": f"{calls}map/?q={street}",
        },
        "incidents": {
            "newest": "/console/incidents/",
            "beat": f"/console/incidents/?beat={beat}",
            "group": "/console/incidents/?group=group_3",
            "street": f"/console/incidents/?q={street}",
            "case": "/console/incidents/?q=26-004711",
            "page 500": "/console/incidents/?after=INCIDENT",
        },
        "home": {"first page": "/", "a beat": f"/?beat={beat}"},
        "dataset": {
            "newest": data,
            "one week": f"{data}?since=2026-06-01&until=2026-06-07",
            "beat": f"{data}?beat={beat}",
            "page 1000": f"{data}?after=PUBLIC",
        },
        "interface": {
            "newest": api,
            "beat": f"{api}?beat={beat}",
            "group": f"{api}?type_group={group}",
            "page 50": f"{api}?after=PUBLIC",
        },
    }


def main() -> None:
    """Measure the empty city in one process, the full one in another, and print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--incidents", type=int, default=150_000)
    parser.add_argument("--home", type=Path, help="keep the databases here and use them again")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of each page")
    parser.add_argument("--only", choices=["pages", "files"], help="leave the rest out")
    parser.add_argument("--load", action="store_true", help="only fill them")
    parser.add_argument("--child", choices=["empty", "full"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="bench-pages-"))
    if given.child:
        work(home, given)
        return
    try:
        for child in ("empty", "full"):
            command = [sys.executable, __file__, "--child", child, "--home", str(home / child)]
            command += ["--calls", str(given.calls), "--incidents", str(given.incidents)]
            command += ["--requests", str(given.requests)] + (["--only", given.only] if given.only else [])
            subprocess.run(command + ["--load"] * given.load, check=True)
        if not given.load and given.only != "files":
            report(*(json.loads((home / f"{child}.json").read_text()) for child in ("empty", "full")))
    finally:
        if given.home is None:
            shutil.rmtree(home, ignore_errors=True)


def work(home: Path, given: argparse.Namespace) -> None:
    """One process: fill the database of this home if need be, measure its pages, write what was found beside it."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
        os.environ.pop(name, None)
    os.environ |= {"COMMONBEAT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings"}
    home.parent.mkdir(parents=True, exist_ok=True)
    import django

    from commonbeat.front.cli.migrating import bring_up_to_date
    from commonbeat.kernel.database.embedded import data_folder, serving

    with serving():
        bring_up_to_date()
        django.setup()
        clients = prepared()
        full = given.child == "full"
        filled = fill(given.calls if full else 0, given.incidents if full else 0)
        if full and filled:
            print_release("first release")
        if given.load:
            return
        kinds, found = addresses(*known_values()), {}
        if full and not given.only:
            print_release("next release")
        for kind, pages in kinds.items() if given.only != "files" else ():
            for name, address in pages.items() if full else [next(iter(pages.items()))]:
                found[f"{kind}: {name}"] = timed(clients, placed(address), given.requests)
                print(f"{given.child} {kind}: {name}: {found[f'{kind}: {name}'][0]:.0f} ms", flush=True)
        if full and given.only != "pages":
            print_files(clients)
        if not full:
            fill(10, 10)
            for kind, pages in kinds.items():
                for name, address in pages.items():
                    found[f"{kind}: {name}, ten"] = timed(clients, placed(address), 2)
            fill(0, 0)
        (home.parent / f"{given.child}.json").write_text(json.dumps(found))
    if not data_folder().is_relative_to(home) and "bench-pages-" in str(home):
        shutil.rmtree(data_folder().parent, ignore_errors=True)


def report(empty: dict[str, Any], full: dict[str, Any]) -> None:
    """Print every page beside the empty page of its kind."""
    print(f"\n{'page':40}{'queries':>8}{'10 rows':>8}{'p50 ms':>8}{'p95 ms':>8}{'x empty':>8}")
    missed, kind = 0, ""
    for name, (median, slow, queries) in full.items():
        if name.split(":")[0] != kind:
            kind = name.split(":")[0]
            first = next(key for key in empty if key.startswith(f"{kind}:"))
            print(
                f"{kind + ', empty':40}{empty[first][2]:8}{'':8}{empty[first][0]:8.1f}{empty[first][1]:8.1f}"
            )
        few, ratio = empty[f"{name}, ten"][2], slow / empty[first][1]
        good = ratio <= GOAL and queries <= few
        missed += not good
        print(
            f"  {name:38}{queries:8}{few:8}{median:8.1f}{slow:8.1f}{ratio:8.1f}{'' if good else '  MISSED'}"
        )
    print(f"{missed} pages miss the goal: {GOAL:g} times the empty page, no more queries than with ten rows")


def prepared() -> dict[str, Any]:
    """The demo city without calls, a captain who is signed in, and a visitor."""
    from django.test import Client

    from commonbeat.city.places.models import Beat
    from commonbeat.demo import loading
    from commonbeat.demo.geography import build_city
    from commonbeat.kernel import audit
    from commonbeat.kernel.access import actions
    from commonbeat.kernel.accounts.models import User

    if not Beat.objects.exists():
        from datetime import date

        loading.load_codes()
        loading.load_places(build_city(98), date(2024, 1, 1))
        given = {
            "password": "quiet harbour lantern seventy",
            "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        }
        user, _ = actions.create_account(
            actor=audit.SYSTEM, email="captain@example.test", name="Test Captain", reason="benchmark", **given
        )
        actions.grant_role(actor=audit.SYSTEM, user=user, role="chief", reason="benchmark")
    client = Client()
    user = User.objects.get(email="captain@example.test")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {"staff": client, "public": Client()}


def known_values() -> tuple[str, str, str, str]:
    """A beat, a type group, a street's name and an address of the city."""
    from commonbeat.city.codes.models import CallType
    from commonbeat.city.places.models import Beat, MapPoint

    label = MapPoint.objects.filter(label__contains="BLOCK OF W ").order_by("id")[40].label
    number, _, street = label.partition(" BLOCK OF ")
    group = CallType.objects.filter(origin="").order_by("group").values_list("group", flat=True).first()
    return Beat.objects.order_by("code")[0].code, group, street.split()[1].lower(), f"{number} {street}"


def fill(calls: int, incidents: int) -> bool:
    """Exactly this many rows, their statistics as autovacuum would leave them; returns whether rows were written."""
    import psycopg
    from django.db import connection

    from commonbeat.kernel import audit
    from commonbeat.kernel.database.urls import database_url
    from commonbeat.kernel.publish.actions import release
    from commonbeat.operations.calls.models import Call, PublicCall
    from commonbeat.operations.records.models import Incident

    there = Call.objects.count() == calls and Incident.objects.count() == incidents
    if not there:
        start = time.perf_counter()
        for model in (PublicCall, Call, Incident):
            model.objects.all()._raw_delete("default")
        with connection.cursor() as cursor:
            cursor.execute(PLACES)
            cursor.execute("SELECT (SELECT count(*) FROM bench_place), (SELECT count(*) FROM codes_calltype)")
            places, types = cursor.fetchone()
            for statement, rows in ((CALLS, calls), (INCIDENTS, incidents)):
                cursor.execute(statement, {"rows": max(rows, 1), "places": places, "types": types})
                if rows == 0:
                    cursor.execute(f"DELETE FROM {statement.split()[2]}")
            cursor.execute("DROP TABLE bench_place")
        print(
            f"{calls:,} calls and {incidents:,} incidents in {time.perf_counter() - start:.0f} s", flush=True
        )
    if calls < 1_000:
        for name in ("calls", "calls-by-month"):
            release(name, actor=audit.SYSTEM, reason="benchmark")
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    return not there


def print_release(name: str) -> None:
    """Time and memory of one release of everything public."""
    import psycopg

    from commonbeat.kernel import audit
    from commonbeat.kernel.database.urls import database_url
    from commonbeat.kernel.publish.actions import release

    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = release("calls", actor=audit.SYSTEM, reason="benchmark")
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{name}: {made.n:,} rows in {seconds:.1f} s, peak {peak // 1024} MB (before {before // 1024} MB)",
        flush=True,
    )
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def placed(address: str) -> str:
    """The address with the position of row 25,000 (or the last one) in place of a name."""
    from commonbeat.kernel.publish import dataset
    from commonbeat.kernel.ui.paging import _cursor
    from commonbeat.operations.calls.models import Call
    from commonbeat.operations.records.models import Incident

    lists = {
        "CALL": (Call.objects.all(), ("-received_at", "-id")),
        "INCIDENT": (Incident.objects.all(), ("-reported_at", "-id")),
    }
    lists["PUBLIC"] = (dataset("calls").rows(), dataset("calls").order)
    for name, (rows, order) in lists.items():
        if address.endswith(name):
            ordered = rows.order_by(*order)
            row = ordered[PAGE_500 : PAGE_500 + 1].first() or ordered[rows.count() // 2]
            return address.removesuffix(name) + _cursor(row, order)
    return address


def timed(clients: dict[str, Any], address: str, requests: int = REQUESTS) -> tuple[float, float, int]:
    """Median and 95th percentile of some requests in milliseconds, and queries of one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = clients["staff" if address.startswith("/console/") else "public"]

    def ask() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)  # the next request clears them
    times = []
    for _ in range(requests):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1_000)
    times.sort()
    return times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.95))], queries


def print_files(clients: dict[str, Any]) -> None:
    """First byte and whole length of each file, and of a captain's export of the working rows."""
    print(f"\n{'file':34}{'first s':>8}{'total s':>8}{'MB':>8}")
    for kind in ("csv", "json", "geojson"):
        print_file(kind, lambda kind=kind: clients["public"].get(f"/data/calls/file.{kind}"))
    print_file("export", lambda: clients["staff"].post("/console/calls/export/", {"reason": "benchmark"}))


def print_file(name: str, ask: Any) -> None:
    """One file's line."""
    start = time.perf_counter()
    pieces: Iterator[bytes] = iter(ask().streaming_content)
    size = len(next(pieces))
    first = time.perf_counter() - start
    size += sum(len(piece) for piece in pieces)
    print(f"{name:34}{first:8.2f}{time.perf_counter() - start:8.2f}{size / 1e6:8.0f}", flush=True)


if __name__ == "__main__":
    main()

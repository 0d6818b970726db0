"""List, map, dataset and interface pages over a million calls against the same pages of an empty database.

Goal: a constant number of queries, the 95th percentile of a page at most five times that of the empty page of its kind,
page 500 as fast as page 1. Also printed: how long a release of all public rows takes, in how much memory, and how soon
and how fast the files come. Makes a home of its own and removes it.

    python bench/pages.py                        # 1,000,000 calls, 150,000 incidents
    python bench/pages.py --calls 100000 --home /tmp/pages-home   # smaller; the home is kept and used again
"""

import argparse
import os
import resource
import shutil
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
FROM (SELECT n, now() - (n + random()) * interval '1 hour' * 24 * 730 / %(rows)s AS at, floor(random() * %(types)s)::int AS kind,
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
FROM (SELECT n, now() - n * interval '1 hour' * 24 * 730 / %(rows)s AS at, floor(random() * %(places)s)::int AS place
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
    """Make a home, fill it in three steps, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--incidents", type=int, default=150_000)
    parser.add_argument("--home", type=Path, help="keep the database here; a filled one is measured again")
    given = parser.parse_args()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
        os.environ.pop(name, None)
    home = given.home or Path(tempfile.mkdtemp(prefix="bench-pages-"))
    os.environ |= {"COMMONBEAT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings"}
    try:
        from commonbeat.front.cli.migrating import bring_up_to_date
        from commonbeat.kernel.database.embedded import data_folder, serving

        with serving():
            bring_up_to_date()
            measure(given.calls, given.incidents)
        if given.home is None:
            shutil.rmtree(data_folder().parent, ignore_errors=True)
    finally:
        if given.home is None:
            shutil.rmtree(home, ignore_errors=True)


def measure(calls: int, incidents: int) -> None:
    """Measure empty, with ten rows, and full; print every page."""
    import django

    django.setup()
    clients = prepared()
    kinds = addresses(*known_values())
    fill(0, 0)
    empty = {kind: timed(clients, next(iter(pages.values()))) for kind, pages in kinds.items()}
    few = queries_with(10, clients, kinds)
    print(f"loading {calls:,} calls and {incidents:,} incidents", flush=True)
    fill(calls, incidents)
    print_release()
    print(f"\n{'page':34}{'queries':>8}{'10 rows':>8}{'p50 ms':>8}{'p95 ms':>8}{'x empty':>8}")
    missed = 0
    for kind, pages in kinds.items():
        print(f"{kind + ', empty':34}{empty[kind][2]:8}{'':8}{empty[kind][0]:8.1f}{empty[kind][1]:8.1f}")
        for name, address in pages.items():
            median, slow, queries = timed(clients, placed(address))
            ratio = slow / empty[kind][1]
            good = ratio <= GOAL and queries <= few[kind, name]
            missed += not good
            print(
                f"  {name:32}{queries:8}{few[kind, name]:8}{median:8.1f}{slow:8.1f}{ratio:8.1f}{'' if good else '  MISSED'}",
                flush=True,
            )
    print_files(clients)
    print(f"\n{missed} pages miss the goal ({GOAL:g} times the empty page, as many queries as with ten rows)")


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


def fill(calls: int, incidents: int) -> None:
    """Exactly this many rows, their statistics as autovacuum would leave them, and a release of what is public."""
    import psycopg
    from django.db import connection

    from commonbeat.kernel import audit
    from commonbeat.kernel.database.urls import database_url
    from commonbeat.kernel.publish.actions import release
    from commonbeat.operations.calls.models import Call, PublicCall
    from commonbeat.operations.records.models import Incident

    if Call.objects.count() != calls or Incident.objects.count() != incidents:
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
    if calls < 1_000:
        for name in ("calls", "calls-by-month"):
            release(name, actor=audit.SYSTEM, reason="benchmark")
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def print_release() -> None:
    """Time and memory of the first release of everything, and of the next day's."""
    import psycopg

    from commonbeat.kernel import audit
    from commonbeat.kernel.database.urls import database_url
    from commonbeat.kernel.publish.actions import release

    for name in ("first release", "next release"):
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        made = release("calls", actor=audit.SYSTEM, reason="benchmark")
        seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"{name}: {made.n:,} rows in {seconds:.1f} s, peak {peak // 1024} MB (before {before // 1024} MB)",
            flush=True,
        )
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def queries_with(
    rows: int, clients: dict[str, Any], kinds: dict[str, dict[str, str]]
) -> dict[tuple[str, str], int]:
    """How many queries each page makes with this few rows."""
    fill(rows, rows)
    return {
        (kind, name): timed(clients, placed(address), 2)[2]
        for kind, pages in kinds.items()
        for name, address in pages.items()
    }


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

"""What row-level security costs, against the same query with the same predicate written by hand.

    python bench/walls.py                 # 250,000 protected records, as two tables with the same rows and indexes
    python bench/walls.py --rows 20000    # a quick look

Three viewers (all cases by label, twenty cases by grant, one's own) ask four questions (a page of the list, a count, one
record, and a sum over all). Both sides run in one transaction each, claims are set before the clock starts, answers must
be equal, and the best of several rounds counts, taken in turns. The goal is a ratio of at most 1.3. Besides: what opening
a look costs, apart from what is asked in it, and a question to the table of moves with its policies and without them,
where no row is protected.
"""

import argparse
import os
import sys
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO), str(REPO / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
GOAL = 1.3
COLUMNS = """(id uuid PRIMARY KEY, number text NOT NULL UNIQUE, label text NOT NULL, about uuid, notified boolean NOT NULL,
              received timestamptz NOT NULL, days integer NOT NULL, text text NOT NULL)"""
ROWS = """
INSERT INTO bench_bare SELECT gen_random_uuid(), 'B-' || n, (ARRAY['plain', 'plain', 'plain', 'grave', 'chief'])[1 + n % 5],
    md5((n % 900)::text)::uuid, n % 3 = 0, timestamptz '2020-01-01' + n * interval '10 minutes', n % 400, repeat('x', 200)
FROM generate_series(1, {rows}) n;
"""
INDEXES = """
CREATE INDEX ON {0} (label, received DESC) INCLUDE (id, about, notified); CREATE INDEX ON {0} (received DESC); CREATE INDEX ON {0} (about);
ANALYZE {0};
GRANT SELECT, INSERT, UPDATE, DELETE ON {0} TO cb_app;
"""
QUESTIONS = {
    "page of the list": "SELECT id, number, label, received, days, notified, text FROM {t} WHERE {p} "
    "ORDER BY received DESC LIMIT 50",
    "page, index alone": "SELECT id, received FROM {t} WHERE {p} ORDER BY received DESC LIMIT 50",
    "count": "SELECT count(*) FROM {t} WHERE {p}",
    "one record": "SELECT number FROM {t} WHERE number = 'B-7' AND {p}",
    "days by label": "SELECT label, count(*), sum(days) FROM {t} WHERE {p} GROUP BY label ORDER BY label",
}


def prepare(rows: int) -> None:
    """Two tables with the same rows; one stands behind a wall."""
    import psycopg

    from commonbeat.kernel.database.urls import database_url
    from commonbeat.kernel.walls import Kind, Purpose, Wall, declare
    from commonbeat.kernel.walls.keys import install
    from commonbeat.kernel.walls.migrations_sql import protect

    install(database_url("owner"))
    wall = Wall(kind="bench", own="about", own_if="notified")
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        clear(owner)
        owner.execute(f"CREATE TABLE bench_bare {COLUMNS}; CREATE TABLE bench_walled {COLUMNS}")
        owner.execute(ROWS.replace("{rows}", str(rows)))
        owner.execute("INSERT INTO bench_walled SELECT * FROM bench_bare")
        owner.execute(protect("bench_walled", "bench.Walled", wall)[0])
        for table in ("bench_bare", "bench_walled"):
            owner.execute(f"ALTER TABLE {table} ALTER COLUMN about SET STATISTICS 0")
            owner.execute(INDEXES.format(table))
            owner.execute(f"VACUUM ANALYZE {table}")
    declare.register_kind(Kind("bench", "bench", {}, "people.read", "people.read", "people.read"))
    declare.register_purpose(Purpose("bench", "bench", ("bench",), needs_case=False))
    declare.register_purpose(Purpose("bench_party", "bench", ("bench",), party=True))


def clear(owner) -> None:
    """Leave nothing."""
    owner.execute(
        "DROP TABLE IF EXISTS bench_bare, bench_walled; DROP FUNCTION IF EXISTS bench_walled_wall()"
    )
    owner.execute(
        "DELETE FROM walls_protected WHERE kind = 'bench'; DELETE FROM walls_subject WHERE kind = 'bench'"
    )
    owner.execute(
        "ALTER TABLE walls_grant DISABLE TRIGGER USER; DELETE FROM walls_grant WHERE kind = 'bench'"
    )
    owner.execute("ALTER TABLE walls_grant ENABLE TRIGGER USER")


def viewers(owner) -> dict[str, tuple[dict, str]]:
    """Name → (claims, the predicate as one would write it by hand)."""
    everybody = owner.execute("SELECT about::text FROM bench_bare WHERE number = 'B-3'").fetchone()[0]
    cases = [
        str(row[0]) for row in owner.execute("SELECT id FROM bench_bare WHERE days = 11 LIMIT 20").fetchall()
    ]
    account = investigator(owner, cases)
    listed = ", ".join(f"'{one}'" for one in cases)
    labels = (frozenset({"plain", "grave"}), frozenset())
    return {
        "all by label": (
            {"labels": {"bench": labels}, "account": everybody},
            "label IN ('plain', 'grave')",
        ),
        "20 cases by grant": (
            {"labels": {"bench": (frozenset(),) * 2}, "account": account},
            f"id IN ({listed})",
        ),
        "one's own": (
            {"labels": {"bench": (frozenset(),) * 2}, "account": everybody, "own": True},
            f"about = '{everybody}' AND notified",
        ),
    }


def investigator(owner, cases: list[str]) -> str:
    """An account with a grant for each case."""
    from django.contrib.auth import get_user_model

    people = get_user_model().objects
    account = str(people.get_or_create(email="bench@example.org", defaults={"name": "bench"})[0].pk)
    owner.execute("ALTER TABLE walls_grant DISABLE TRIGGER USER")
    for case in cases:
        owner.execute(
            "INSERT INTO walls_grant (id, kind, case_id, account_id, role, given_at, reason, revoke_reason) "
            "VALUES (gen_random_uuid(), 'bench', %s, %s, 'reviewer', now(), 'bench', '')",
            [case, account],
        )
    owner.execute("ALTER TABLE walls_grant ENABLE TRIGGER USER")
    return account


def timed(cursor, text: str, times: int) -> tuple[float, list]:
    """Best time in milliseconds, planned each time as Django's statements are, and the answer."""
    best, answer = float("inf"), []
    for _ in range(times):
        began = time.perf_counter()
        answer = cursor.execute(text, prepare=False).fetchall()
        best = min(best, time.perf_counter() - began)
    return best * 1000, answer


def measure(rounds: int) -> list[tuple[str, str, float, float]]:
    """(viewer, question, by hand, behind the wall) in milliseconds."""
    import psycopg
    from django.db import connection

    from commonbeat.kernel.database.urls import database_url
    from commonbeat.kernel.walls.claims import Claims
    from commonbeat.kernel.walls.keys import signing_key

    found = []
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        people = viewers(owner)
    with psycopg.connect(database_url("app")) as app, app.cursor() as cursor:
        for who, (claims, predicate) in people.items():
            (tx,) = cursor.execute("SELECT pg_current_xact_id()::text").fetchone()
            payload = Claims(int(tx), **claims).payload(connection.settings_dict["NAME"])
            cursor.execute("SELECT walls_enter(%s)", [signing_key().signed(payload)])
            for what, text in QUESTIONS.items():
                hand, wall = float("inf"), float("inf")
                for _ in range(rounds):
                    a, one = timed(cursor, text.format(t="bench_bare", p=predicate), 3)
                    b, two = timed(cursor, text.format(t="bench_walled", p=predicate), 3)
                    if one != two:
                        sys.exit(f"{who}, {what}: the answers differ.")
                    hand, wall = min(hand, a), min(wall, b)
                found.append((who, what, hand, wall))
            app.rollback()
    return found


def opening(times: int = 200) -> dict[str, float]:
    """What it costs to open and close a look in which nothing is asked, in milliseconds; best of many."""
    from django.db import connection, transaction

    from commonbeat.kernel import audit
    from commonbeat.kernel.walls import looking

    case = str(connection.cursor().execute("SELECT gen_random_uuid()").fetchone()[0])
    with looking(audit.SYSTEM, "bench"):
        pass

    def row() -> None:
        with transaction.atomic():
            audit.record("walls.kept_house", actor=audit.SYSTEM, reason="bench")

    def whole() -> None:
        with looking(audit.SYSTEM, "bench"):
            pass

    def of_case() -> None:
        with looking(audit.Actor("resident"), "bench_party", case=case):
            pass

    found = {}
    for name, run in (
        ("only its row in the log", row),
        ("look at all", whole),
        ("look at one case", of_case),
    ):
        best = float("inf")
        for _ in range(times):
            began = time.perf_counter()
            run()
            best = min(best, time.perf_counter() - began)
        found[name] = best * 1000
    return found


def shared(rounds: int) -> tuple[float, float]:
    """A question about moves with policies and without, in milliseconds; nothing in it is protected."""
    import psycopg

    from commonbeat.kernel.database.urls import database_url

    text = "SELECT process, transition, count(*) FROM bench_moves{} GROUP BY 1, 2"
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        for end in ("", "_bare"):
            owner.execute(f"DROP TABLE IF EXISTS bench_moves{end}")
            owner.execute(
                f"CREATE TABLE bench_moves{end} AS SELECT gen_random_uuid() AS subject_id, 'requests.ServiceRequest' AS "
                "subject_kind, 'requests.request' AS process, 't' || n % 7 AS transition FROM generate_series(1, 250000) n"
            )
            owner.execute(f"GRANT SELECT ON bench_moves{end} TO cb_app; ANALYZE bench_moves{end}")
        from commonbeat.kernel.walls.migrations_sql import share

        owner.execute(share("bench_moves")[0])
    with psycopg.connect(database_url("app"), autocommit=True) as app, app.cursor() as cursor:
        hand = wall = float("inf")
        for _ in range(rounds):
            hand = min(hand, timed(cursor, text.format("_bare"), 3)[0])
            wall = min(wall, timed(cursor, text.format(""), 3)[0])
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        owner.execute("DROP TABLE bench_moves, bench_moves_bare")
    return hand, wall


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=250_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    import django
    import psycopg

    from commonbeat.front.cli.migrating import bring_up_to_date
    from commonbeat.kernel.database.embedded import available
    from commonbeat.kernel.database.urls import database_url

    with available():
        bring_up_to_date()
        django.setup()
        prepare(given.rows)
        print(f"{given.rows:,} records; milliseconds by hand, behind the wall, ratio (goal {GOAL})")
        for who, what, hand, wall in measure(given.rounds):
            print(f"{who:18} {what:18} {hand:9.3f} {wall:9.3f} {wall / hand:6.2f}")
        for what, took in opening().items():
            print(f"{what:37} {took:9.3f}")
        hand, wall = shared(given.rounds)
        print(f"{'moves, none walled':37} {hand:9.3f} {wall:9.3f} {wall / hand:6.2f}")
        with psycopg.connect(database_url("owner"), autocommit=True) as owner:
            clear(owner)
            owner.execute("DELETE FROM accounts_user WHERE email = 'bench@example.org'")


if __name__ == "__main__":
    main()

"""Around Django: two kinds of cases that open nothing of each other."""

import psycopg
import pytest
from factories import interviews as make

from commonbeat.kernel.database.urls import database_url
from commonbeat.kernel.walls.claims import Claims
from commonbeat.kernel.walls.keys import signing_key


def test_claims_of_one_kind_open_no_table_of_the_other(fresh_db: str) -> None:
    """Around Django, with the signing key itself: what a look at one kind may claim, the other's policies do not take."""
    one = make.case()
    make.held(one)
    make.track(one)
    labels = {
        "complaints": frozenset({"internal", "outside"}),
        "criminal_matters": frozenset({"criminal", "outside"}),
    }
    seen = {}
    with psycopg.connect(database_url("app"), dbname=fresh_db, autocommit=True) as conn:
        for kind, names in labels.items():
            with conn.transaction():
                (tx,) = conn.execute("SELECT pg_current_xact_id()::text").fetchone()
                claims = Claims(tx=int(tx), labels={kind: (names, names)}, writing=True)
                conn.execute(
                    "SELECT set_config('commonbeat.walls', %s, true)",
                    [signing_key().signed(claims.payload(fresh_db))],
                )
                seen[kind] = {
                    name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                    for name in ("complaints_complaint", "interviews_interview", "interviews_criminaltrack")
                }
        assert conn.execute("SELECT count(*) FROM interviews_apart").fetchone() == (0,)
        assert conn.execute("DELETE FROM interviews_apart").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("INSERT INTO interviews_apart VALUES (gen_random_uuid(), gen_random_uuid())")
    assert seen == {
        "complaints": {"complaints_complaint": 1, "interviews_interview": 1, "interviews_criminaltrack": 0},
        "criminal_matters": {
            "complaints_complaint": 0,
            "interviews_interview": 0,
            "interviews_criminaltrack": 1,
        },
    }

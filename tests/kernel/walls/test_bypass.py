"""Around Django: what the app role and the read role see with SQL alone, and what they can find out otherwise."""

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from commonbeat.kernel import audit
from commonbeat.kernel.walls import grants, looking
from commonbeat.kernel.walls.claims import Claims
from commonbeat.kernel.walls.keys import Key, signing_key

ALL = {"dossiers": (frozenset({"plain", "chief"}), frozenset({"plain", "chief"}))}
SETTING = "SELECT set_config('commonbeat.walls', %s, true)"


def name() -> str:
    """Name of the test's database."""
    return str(connection.settings_dict["NAME"])


def count(conn: psycopg.Connection, text: str = "SELECT count(*) FROM tests_dossier") -> int:
    """The one number a query gives."""
    row = conn.execute(text).fetchone()
    assert row is not None
    return int(row[0])


def own_claims(conn: psycopg.Connection, key: Key, **more: Any) -> str:
    """Claims for everything, for the transaction this connection is in."""
    (tx,) = conn.execute("SELECT pg_current_xact_id()::text").fetchone() or ("0",)
    return key.signed(Claims(**{"tx": int(tx), "labels": ALL, "writing": True, **more}).payload(name()))


def test_without_claims_the_app_role_sees_nothing(house: Any, as_app: psycopg.Connection) -> None:
    assert as_app.execute("SELECT current_user").fetchone() == ("cb_app",)
    for table in ("tests_dossier", "tests_page", "walls_grant", "walls_recusal", "walls_emergency"):
        assert count(as_app, f"SELECT count(*) FROM {table}") == 0
    assert as_app.execute("SELECT * FROM tests_dossier WHERE id = %s", [house.one]).fetchall() == []


def test_the_right_key_opens_here_so_the_others_fail_for_their_own_reason(
    house: Any, as_app: psycopg.Connection
) -> None:
    with as_app.transaction():
        as_app.execute(SETTING, [own_claims(as_app, signing_key())])
        assert count(as_app) == 3


@pytest.mark.parametrize("case", ["no signature", "other key", "own key's name", "changed", "cut", "words"])
def test_forged_claims_open_nothing(house: Any, as_app: psycopg.Connection, case: str) -> None:
    with as_app.transaction():
        right = own_claims(as_app, signing_key())
        other = own_claims(as_app, Key(b"guess"))
        forged = {
            "no signature": right[:17] + "0" * 64 + right[81:],
            "other key": other,
            "own key's name": right[:17] + other[17:],
            "changed": right.replace('"m":true', '"m":null'),
            "cut": right[:100],
            "words": "' OR true --" * 20,
        }[case]
        as_app.execute(SETTING, [forged])
        assert count(as_app) == 0
        assert as_app.execute("SELECT walls_claims()").fetchone() == (None,)


def test_claims_of_another_session_are_worth_nothing(house: Any, as_app: psycopg.Connection) -> None:
    with looking(house.inspector, "dossier_list") as look, as_app.transaction():
        as_app.execute("SELECT pg_current_xact_id()")
        as_app.execute(SETTING, [look.text])
        assert count(as_app) == 0
    with as_app.transaction():  # nor after that transaction
        as_app.execute(SETTING, [look.text])
        assert count(as_app) == 0


def test_the_same_connection_cannot_use_them_again(house: Any) -> None:
    with looking(house.inspector, "dossier_list") as look, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tests_dossier")
        assert cursor.fetchone() == (3,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('commonbeat.walls', true), count(*) FROM tests_dossier")
        assert cursor.fetchone() == ("", 0)
        cursor.execute("SELECT set_config('commonbeat.walls', %s, false)", [look.text])
        cursor.execute("SELECT count(*) FROM tests_dossier")
        assert cursor.fetchone() == (0,)
    connections.close_all()


def test_claims_end(house: Any, as_app: psycopg.Connection) -> None:
    from datetime import timedelta

    with as_app.transaction():
        as_app.execute(SETTING, [own_claims(as_app, signing_key(), lasts=timedelta(seconds=-1))])
        assert count(as_app) == 0
        as_app.execute(SETTING, [own_claims(as_app, signing_key(), lasts=timedelta(seconds=1))])
        assert count(as_app) == 3
        as_app.execute("SELECT pg_sleep(1.1)")
        assert count(as_app) == 0


def test_claims_of_another_database_are_worth_nothing(house: Any, as_app: psycopg.Connection) -> None:
    with as_app.transaction():
        (tx,) = as_app.execute("SELECT pg_current_xact_id()::text").fetchone() or ("0",)
        as_app.execute(SETTING, [signing_key().signed(Claims(int(tx), labels=ALL).payload("elsewhere"))])
        assert count(as_app) == 0


def test_the_key_is_out_of_reach(house: Any, as_app: psycopg.Connection, as_read: psycopg.Connection) -> None:
    for conn in (as_app, as_read):
        for table in ("walls_key", "walls_subject", "walls_protected", "walls_known"):
            for verb in (f"SELECT * FROM {table}", f"DELETE FROM {table}", f"COPY {table} TO STDOUT"):
                with pytest.raises(
                    (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)
                ):
                    conn.execute(verb)


def test_temporary_tables_and_types_do_not_answer_for_the_database(
    house: Any, as_app: psycopg.Connection
) -> None:
    inner, outer = Key(b"mine").pads
    with as_app.transaction():
        as_app.execute(
            "CREATE TEMP TABLE walls_key (fingerprint text, inner_pad bytea, outer_pad bytea, ends_at timestamptz)"
        )
        as_app.execute("CREATE TEMP TABLE walls_grant AS SELECT gen_random_uuid() AS case_id")
        as_app.execute(
            "INSERT INTO walls_key VALUES (%s, %s, %s, NULL)", [Key(b"mine").fingerprint, inner, outer]
        )
        as_app.execute("SET LOCAL search_path = pg_temp, public")
        as_app.execute(SETTING, [own_claims(as_app, Key(b"mine"))])
        assert count(as_app) == 0


def test_the_read_role_has_no_right_at_all(house: Any, as_read: psycopg.Connection) -> None:
    as_read.execute("SET default_transaction_read_only = off")
    for text in (
        "SELECT * FROM tests_dossier",
        "SELECT count(*) FROM tests_page",
        "COPY tests_dossier TO STDOUT",
        "EXPLAIN SELECT * FROM tests_dossier",
        "SELECT walls_claims()",
        "SELECT * FROM walls_grant",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_read.execute(text)
    assert as_read.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'tests_dossier'").fetchone() == (
        0,
    )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT number FROM tests_dossier",
        "TABLE tests_page",
        "SELECT number FROM tests_dossier WHERE 1 / (CASE WHEN number = 'D-1' THEN 0 ELSE 1 END) = 1",
        "SELECT number::int FROM tests_dossier",  # an error message would quote the value
        "UPDATE tests_dossier SET text = 'x' RETURNING number",
        "DELETE FROM tests_dossier RETURNING number",
        "SELECT d.number FROM tests_page p JOIN tests_dossier d ON d.id = p.dossier_id",
        "SELECT number FROM tests_dossier FOR UPDATE",
        "WITH gone AS (DELETE FROM tests_page RETURNING text) SELECT * FROM gone",
        "SELECT query_to_xml('SELECT number FROM tests_dossier', true, true, '')::text WHERE false",
        "SELECT a FROM unnest((SELECT array_agg(number) FROM tests_dossier)) a",
    ],
)
def test_no_statement_brings_a_row(house: Any, as_app: psycopg.Connection, text: str) -> None:
    assert as_app.execute(text).fetchall() == []
    with looking(audit.SYSTEM, "dossier_list"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tests_dossier")
        assert cursor.fetchone() == (3,)


def test_row_security_cannot_be_switched_off(house: Any, as_app: psycopg.Connection) -> None:
    as_app.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        as_app.execute("SELECT * FROM tests_dossier")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute("SET session_replication_role = replica")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute("ALTER TABLE tests_dossier DISABLE ROW LEVEL SECURITY")


def test_copy_brings_nothing_in_or_out(house: Any, as_app: psycopg.Connection) -> None:
    with as_app.cursor() as cursor, cursor.copy("COPY tests_dossier TO STDOUT") as copy:
        assert b"".join(copy) == b""
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        copy_in(as_app)


def copy_in(conn: psycopg.Connection) -> None:
    """Begin to copy a line in."""
    with conn.cursor() as cursor, cursor.copy("COPY tests_dossier FROM STDIN") as copy:
        copy.write("x")


@pytest.mark.parametrize("taken", ["D-1", "D-77"])
@pytest.mark.parametrize(
    "clash", ["", " ON CONFLICT DO NOTHING", " ON CONFLICT (number) DO UPDATE SET text = 'x'"]
)
def test_an_insert_says_the_same_whether_the_number_is_taken(
    house: Any, as_app: psycopg.Connection, taken: str, clash: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
        as_app.execute(
            f"INSERT INTO tests_dossier VALUES (gen_random_uuid(), %s, 'plain', NULL, false, ''){clash}",
            [taken],
        )
    assert (
        refused.value.diag.message_primary
        == 'new row violates row-level security policy for table "tests_dossier"'
    )
    assert refused.value.diag.message_detail is None


def test_a_foreign_key_says_nothing_about_what_it_points_to(house: Any, as_app: psycopg.Connection) -> None:
    said = set()
    for target in (house.one, "018f0000-0000-7000-8000-000000000000"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
            as_app.execute("INSERT INTO tests_page VALUES (gen_random_uuid(), %s, 'x')", [target])
        said.add((refused.value.diag.message_primary, refused.value.diag.message_detail))
    assert len(said) == 1


def test_a_clash_within_ones_rights_does_not_quote_the_other_row(house: Any, dossiers: Any) -> None:
    with (
        pytest.raises(Exception, match="duplicate key") as clash,
        looking(house.commander, "dossier_list", writing=True),
    ):
        dossiers(number="D-3", label="plain").save(force_insert=True)
    assert "already exists" not in str(clash.value)


def test_statistics_say_nothing(
    house: Any, as_app: psycopg.Connection, owner_connection: psycopg.Connection
) -> None:
    owner_connection.execute("ANALYZE tests_dossier")
    assert count(as_app, "SELECT count(*) FROM pg_stats WHERE tablename = 'tests_dossier'") == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute("SELECT * FROM pg_statistic")
    kept = owner_connection.execute(
        "SELECT attname FROM pg_stats WHERE tablename = 'tests_dossier' AND attname = 'about'"
    )
    assert kept.fetchall() == []


def test_the_planner_guesses_the_same_for_every_officer(
    house: Any, as_app: psycopg.Connection, owner_connection: psycopg.Connection
) -> None:
    owner_connection.execute("SELECT set_config('commonbeat.walls', '', false)")
    owner_connection.execute(
        "INSERT INTO tests_dossier SELECT gen_random_uuid(), 'X' || n, 'plain', %s, false, '' "
        "FROM generate_series(1, 500) n",
        [house.officer.pk],
    )
    owner_connection.execute("ANALYZE tests_dossier")
    plans = set()
    for who in (house.officer.pk, house.ana.pk):
        rows = as_app.execute(f"EXPLAIN SELECT FROM tests_dossier WHERE about = '{who}'").fetchall()
        plans.add("\n".join(row[0] for row in rows).replace(str(who), "?"))
    assert len(plans) == 1


def test_functions_and_views_of_the_owner_open_nothing(
    house: Any, as_app: psycopg.Connection, owner_connection: psycopg.Connection
) -> None:
    owner_connection.execute(
        "CREATE VIEW tests_view AS SELECT number FROM tests_dossier;"
        "CREATE FUNCTION tests_numbers() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS "
        "'SELECT count(*) FROM tests_dossier';"
        "GRANT SELECT ON tests_view TO cb_app; GRANT EXECUTE ON FUNCTION tests_numbers() TO cb_app"
    )
    assert count(as_app, "SELECT count(*) FROM tests_view") == 0
    assert count(as_app, "SELECT tests_numbers()") == 0
    assert count(owner_connection) == 3  # the owner's own session: migrations and backups


def test_looking_for_what_is_open_gives_nothing_away(house: Any, as_app: psycopg.Connection) -> None:
    row = as_app.execute(
        "SELECT walls_sees(%s, false), walls_cases('dossiers', false), walls_labels('dossiers', true), "
        "walls_account('dossiers'), walls_barred('dossiers'), walls_claims()",
        [house.one],
    ).fetchone()
    assert row == (False, [], [], None, [], None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):  # it would say whether there is such a case
        as_app.execute("SELECT walls_case_is_gone('dossiers', %s)", [house.one])


def test_nobody_writes_grants_by_hand(house: Any, as_app: psycopg.Connection, dossiers: Any) -> None:
    grant = (
        "INSERT INTO walls_grant (id, kind, case_id, account_id, role, given_by_id, given_at, reason, revoke_reason) "
        "VALUES (gen_random_uuid(), 'dossiers', %s, %s, 'investigator', %s, now(), 'x', '')"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute(grant, [house.one, house.ana.pk, house.commander.pk])
    with (
        looking(house.inspector, "dossier_list", writing=True),
        pytest.raises(DatabaseError, match="signed in"),
    ):
        by_hand(grant, [house.one, house.ana.pk, house.commander.pk])
    grants.let_in(house.commander, "dossiers", house.one, house.ana, role="oversight", reason="board")
    for text in ("UPDATE walls_grant SET role = 'investigator'", "DELETE FROM walls_grant"):
        assert as_app.execute(text).rowcount == 0


@transaction.atomic
def by_hand(text: str, values: list[Any]) -> None:
    """A statement on Django's connection, whose claims are somebody's honest ones."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_a_reused_connection_remembers_nobody(house: Any, dossiers: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        first = cursor.fetchone()
    with looking(house.inspector, "dossier_list"):
        assert dossiers.objects.within_look().count() == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() == first
        cursor.execute("SELECT count(*) FROM tests_dossier")
        assert cursor.fetchone() == (0,)

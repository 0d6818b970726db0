"""Nothing outside a wall points into one, and every protected model has its wall in the database."""

import pytest
from django.apps import apps
from django.db import connection

from commonbeat.kernel.walls import checks
from commonbeat.kernel.walls.bases import Protected

pytestmark = pytest.mark.django_db
WALLED = "SELECT polrelid::regclass::text FROM pg_policy WHERE polname = 'walls_read'"
POINTING_IN = f"""
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND confrelid::regclass::text IN ({WALLED}) AND conrelid::regclass::text NOT IN ({WALLED})
"""
SHARED = {
    "attachments_attachment", "clocks_clock", "clocks_clocktoll", "contact_conversation", "contact_magiclink",
    "contact_party", "contact_utterance", "workflow_move",
}  # fmt: skip


def asked(text: str) -> list[tuple[str, ...]]:
    """Rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(text)
        return list(cursor.fetchall())


def test_a_foreign_key_into_a_wall_comes_from_inside_one() -> None:
    assert asked(POINTING_IN) == []


def test_protected_models_and_walls_are_the_same() -> None:
    models = {one._meta.db_table for one in apps.get_models() if issubclass(one, Protected)}
    forced = "SELECT relname::text FROM pg_class WHERE relforcerowsecurity"
    assert {row[0] for row in asked(WALLED)} == models
    assert {row[0] for row in asked(forced)} == models


def test_the_kernels_shared_tables_ask_who_looks() -> None:
    found = asked("SELECT polrelid::regclass::text FROM pg_policy WHERE polname = 'walls_shared_read'")
    assert {row[0] for row in found} == SHARED


def test_what_is_known_of_protected_kinds_is_up_to_date() -> None:
    said = (
        "SELECT polrelid::regclass::text || ' ' || polname FROM pg_policy WHERE polname LIKE 'walls_shared%'"
    )
    both = "pg_get_expr(polqual, polrelid) || pg_get_expr(polwithcheck, polrelid)"
    lists = f"coalesce({both}, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) LIKE '%walls_kinds%'"
    assert asked(f"{said} AND {lists}") == []
    assert asked(
        "SELECT ARRAY(SELECT jsonb_object_keys(walls_known()) ORDER BY 1) = ARRAY(SELECT unnest(walls_kinds()) ORDER BY 1)"
    ) == [(True,)]


def test_functions_of_the_walls_keep_to_their_own_surroundings() -> None:
    loose = asked(
        "SELECT proname::text FROM pg_proc WHERE proname LIKE 'walls\\_%' AND prosecdef AND proconfig IS NULL"
    )
    assert loose == []
    first = asked("SELECT DISTINCT proconfig[1] FROM pg_proc WHERE proname LIKE 'walls\\_%' AND prosecdef")
    assert first == [("search_path=pg_catalog, public, pg_temp",)]


def test_functions_that_act_for_the_owner_look_names_up_in_fixed_places() -> None:
    """A temporary table or function must never stand in for one of ours: pg_temp is named, and last."""
    ours = "pronamespace = 'public'::regnamespace AND prosecdef"
    paths = dict(asked(f"SELECT oid::regprocedure::text, proconfig::text FROM pg_proc WHERE {ours}"))
    assert {"audit_make_partition(date)", "walls_claims()", "workflow_state_has_move()"} <= set(paths)
    fixed = ('{"search_path=public, pg_temp"}', '{"search_path=pg_catalog, public, pg_temp"}')
    assert {name: path for name, path in paths.items() if path not in fixed} == {}


def test_declarations_hold_together() -> None:
    assert list(checks.faults()) == []

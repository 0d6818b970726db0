"""The SQL that puts a table behind a wall, for a migration.

A migration imports no code of the project (it must do the same in ten years), so this prints the text to paste:
``python -m commonbeat.kernel.walls.migrations_sql complaints_complaint complaints.Complaint kind=complaints own=officer_id``.
"""

from __future__ import annotations

import re
import sys
from dataclasses import fields, replace
from typing import Any

from .wall import Wall

_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_LABEL = re.compile(r"[a-z_][a-z0-9_]*\.[A-Za-z][A-Za-z0-9]*")

_FORWARD = """\
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON {table} FOR SELECT
    USING ({read});
CREATE POLICY walls_insert ON {table} FOR INSERT
    WITH CHECK ({write});
CREATE POLICY walls_update ON {table} FOR UPDATE
    USING ({write});
CREATE POLICY walls_delete ON {table} FOR DELETE
    USING ({write});
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON {table} TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('{model}', '{kind}', '{table}'), ('{lower}', '{kind}', '{table}'),
    ('{kind}', '{kind}', '{table}') ON CONFLICT DO NOTHING;
CREATE FUNCTION {table}_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.{root}, '{kind}', NEW.{case}, {label})
        ON CONFLICT (subject_id) DO UPDATE
        SET root_id = excluded.root_id, case_id = excluded.case_id, label = excluded.label;
        -- nobody moves a record to where they could not reach it
        IF TG_OP = 'UPDATE' AND session_user <> 'cb_owner' AND NOT walls_sees(NEW.id, true) THEN
            RAISE EXCEPTION 'new row violates row-level security policy for table "%"', TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION {table}_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER {table}_wall AFTER INSERT OR DELETE OR UPDATE OF {watched} ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_wall();
REVOKE ALL ON {table} FROM cb_read;
"""
_BACKWARD = """\
DROP TRIGGER {table}_wall ON {table};
DROP FUNCTION {table}_wall();
DELETE FROM walls_protected WHERE in_table = '{table}';
DELETE FROM walls_subject s USING {table} t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON {table};
DROP POLICY walls_delete ON {table};
DROP POLICY walls_update ON {table};
DROP POLICY walls_insert ON {table};
DROP POLICY walls_read ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""
_SHARED = """\
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_shared_read ON {table} FOR SELECT
    USING ({read});
CREATE POLICY walls_shared_insert ON {table} FOR INSERT
    WITH CHECK ({write});
CREATE POLICY walls_shared_update ON {table} FOR UPDATE
    USING ({write});
CREATE POLICY walls_shared_delete ON {table} FOR DELETE
    USING ({write});
"""
_UNSHARED = """\
DROP POLICY walls_shared_delete ON {table};
DROP POLICY walls_shared_update ON {table};
DROP POLICY walls_shared_insert ON {table};
DROP POLICY walls_shared_read ON {table};
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


def protect(table: str, model: str, wall: Wall) -> tuple[str, str]:
    """SQL that puts a table behind its wall, and SQL that takes it down.

    Each part of a policy is worked out once per statement, and its columns can be looked up in indexes.

    Args:
        table: name in the database; its key is ``id``, a UUID.
        model: label of the model, for instance ``complaints.Complaint``.
        wall: what it is made of.

    Returns:
        Forward and backward text for ``migrations.RunSQL``.

    Raises:
        ValueError: a name that cannot be one.
    """
    columns = [wall.case, wall.label, wall.own, wall.own_if, wall.parent, *wall.quiet]
    names = [table, wall.kind, *filter(None, columns)]
    if not all(map(_NAME.fullmatch, names)) or not _LABEL.fullmatch(model) or not wall.case:
        raise ValueError(f"Not names of a table, its model and its columns: {names}, {model!r}.")
    quiet = [*wall.quiet, *([wall.own] if wall.own else [])]
    silence = "".join(f"ALTER TABLE {table} ALTER COLUMN {one} SET STATISTICS 0;\n" for one in quiet)
    heard = "".join(f"ALTER TABLE {table} ALTER COLUMN {one} SET STATISTICS -1;\n" for one in quiet)
    filled = {
        "table": table,
        "model": model,
        "lower": model.lower(),
        "kind": wall.kind,
        "read": opens(table, wall, writing=False),
        "write": opens(table, wall, writing=True),
        "case": wall.case,
        "root": wall.case if wall.parent else "id",
        "label": "NULL" if wall.parent else f"NEW.{wall.label}",
        "watched": wall.case if wall.parent else f"{wall.case}, {wall.label}",
    }
    return _FORWARD.format(**filled) + silence, _BACKWARD.format(**filled) + heard


def opens(table: str, wall: Wall, *, writing: bool) -> str:
    """The condition under which a row of a protected table is open."""
    mode = "true" if writing else "false"
    account = f"(SELECT walls_account('{wall.kind}'))"
    parent = f"EXISTS (SELECT FROM {wall.parent} walls_parent WHERE walls_parent.id = {table}.{wall.case})"
    if wall.parent and writing:
        return f"walls_sees({wall.case}, true)"
    # Who looks at what is about themselves sees the case's own row, and not what else is in the case. The question is
    # asked inside the subselect: of one outside the planner believes that it is hardly ever true, and joins badly.
    parts = (
        [f"(SELECT walls_account('{wall.kind}') IS NULL) AND {parent}"]
        if wall.parent
        else [
            f"{wall.label} = ANY ((SELECT walls_labels('{wall.kind}', {mode}))::text[]) "
            f"\n           AND {wall.case} <> ALL ((SELECT walls_barred('{wall.kind}'))::uuid[])",
            f"{wall.case} = ANY ((SELECT walls_cases('{wall.kind}', {mode}))::uuid[])",
        ]
    )
    if wall.own and not writing:
        own = f"{wall.own} = {account}"
        parts.append(f"{own} AND {wall.own_if}" if wall.own_if else own)
    return "\n        OR ".join(parts)


def share(table: str, *, kind: str = "subject_kind", subject: str = "subject_id") -> tuple[str, str]:
    """SQL for a table of the kernel that holds rows about protected records among others.

    Rows about anything else are open as ever, for the price of looking their kind up in an object.

    Args:
        table: name in the database.
        kind: its column with the label of the model a row is about.
        subject: its column with the record's id.

    Raises:
        ValueError: a name that cannot be one.
    """
    if not all(map(_NAME.fullmatch, (table, kind, subject))):
        raise ValueError(f"Not names of a table and its columns: {table!r}, {kind!r}, {subject!r}.")
    free = f"NOT (SELECT walls_known()) ? {kind}::text"
    one = f"{subject}::uuid" if table.startswith("attachments_") else subject
    read, write = (f"{free} OR walls_sees({one}, {mode})" for mode in ("false", "true"))
    return _SHARED.format(table=table, read=read, write=write), _UNSHARED.format(table=table)


def _wall_of(words: list[str]) -> Wall:
    given: dict[str, Any] = dict(word.split("=", 1) for word in words)
    if unknown := set(given) - {one.name for one in fields(Wall)}:
        raise ValueError(f"A wall has no {sorted(unknown)}.")
    quiet = tuple(filter(None, given.pop("quiet", "").split(",")))
    return replace(Wall(**given), quiet=quiet)


if __name__ == "__main__":
    print("\n".join(protect(sys.argv[1], sys.argv[2], _wall_of(sys.argv[3:]))))

"""What each role may do, set by the owner after every migration.

The owner changes tables (migrations only), the app role reads and writes rows (web, worker, command line),
the read role only reads (exports). A role that is not named here gets nothing.
"""

import psycopg
from psycopg import sql

OWNER, APP, READ = "cb_owner", "cb_app", "cb_read"

APPEND_ONLY = ("audit_",)
"""Tables with these beginnings: the app role adds rows and never changes or removes one."""

SETTLED = ("django_migrations",)
"""Tables only migrations write."""

CLOSED = ("walls_key", "walls_known", "walls_protected", "walls_subject")
"""Tables only the owner's functions read: the key of claims to protected records, and which row is whose."""

WALL = "walls_read"
"""Name of the policy every protected table has (kernel/walls): such a table is nothing for the read role."""

OPEN_TO_READERS = (
    "walls_kinds()",
    "walls_known()",
    "walls_areas()",
    "walls_sees(uuid,boolean)",
    "walls_door()",
)
"""Functions in the policies of tables that hold protected rows among others; without the key they open none."""

NOT_FOR_READING = (
    "access_apikey",
    "access_keptform",
    "account_",
    "accounts_",
    "attachments_attachment",
    "axes_",
    "calls_publicnumberkey",
    "clocks_clocktoll",
    "contact_",
    "django_admin_log",
    "django_session",
    "mfa_",
    "notify_",
    "questions_alarm",
    "questions_hallquestion",
    "questions_hallvo",
    "questions_question",
    "reports_callback",
    "reports_coding",
    "reports_draft",
    "reports_handover",
    "reports_onlinereport",
    "reports_personline",
    "reports_propertyline",
    "reports_stateentry",
    "reports_vehicleline",
    "requests_areawatch",
    "requests_codecase",
    "requests_follower",
    "requests_inspection",
    "requests_picture",
    "requests_posted",
    "requests_questionnaire",
    "requests_servicerequest",
    "socialaccount_",
    "usersessions_",
    "walls_",
    "workflow_move",
)
"""Sign-in, sessions, residents and what they wrote (reasons of a move may be their words), outgoing mail (which carries
recovery links) and the keys that turn a call's number into its public one: nothing for the read role. The public rows
of the same topics stay readable."""

NOT_FOR_READING_WORDS = ("secret", "session", "token", "password")
"""Words in a table's name that keep it from the read role."""


def grant(owner_url: str) -> None:
    """Give each role its rights on everything that exists now. Safe to repeat; run after every migration.

    Everything is taken away first and given again in one transaction: a right removed from this file is gone
    after the next run, and nobody working meanwhile sees a moment without.

    Args:
        owner_url: the owner's address of our database.
    """
    with psycopg.connect(owner_url) as connection:
        for statement in _general_rights():
            connection.execute(statement)
        for table, walled in connection.execute(_TABLES, [WALL]).fetchall():
            if app_rights(table):
                connection.execute(_rights("GRANT", app_rights(table), table, APP))
            if readable(table) and not walled:
                connection.execute(_rights("GRANT", ("SELECT",), table, READ))
        for function in OPEN_TO_READERS:
            if connection.execute("SELECT to_regprocedure(%s)", [f"public.{function}"]).fetchone() != (None,):
                text = f"GRANT EXECUTE ON FUNCTION public.{function} TO {{read}}"
                connection.execute(filled(text))


# A part of a table with policies has none of its own: readers go through the whole.
_TABLES = """
SELECT c.relname,
       EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = %s)
       OR EXISTS (SELECT FROM pg_inherits i JOIN pg_class w ON w.oid = i.inhparent
                  WHERE i.inhrelid = c.oid AND w.relrowsecurity)
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND pg_has_role(c.relowner, 'USAGE')
ORDER BY 1
"""


def app_rights(table: str) -> tuple[str, ...]:
    """What the app role may do to the rows of ``table``; nothing, where only the owner's functions look."""
    if table in CLOSED:
        return ()
    if table.startswith(SETTLED):
        return ("SELECT",)
    if table.startswith(APPEND_ONLY):
        return ("SELECT", "INSERT")
    return ("SELECT", "INSERT", "UPDATE", "DELETE")


def readable(table: str) -> bool:
    """Whether the read role may read ``table``."""
    return not table.startswith(NOT_FOR_READING) and not any(word in table for word in NOT_FOR_READING_WORDS)


def _general_rights() -> list[sql.Composed]:
    """Take everything from both roles, then give the app role what is the same for all objects.

    New objects get no rights for the read role: a new table stays closed until :func:`grant` has looked at
    its name.
    """
    return [
        filled(text)
        for text in (
            "GRANT USAGE ON SCHEMA public TO {app}, {read}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {app}, {read}, PUBLIC",
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {app}, {read}, PUBLIC",
            "REVOKE ALL ON ALL ROUTINES IN SCHEMA public FROM {app}, {read}, PUBLIC",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
            "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO {app}",
            "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON ROUTINES FROM PUBLIC",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON ROUTINES TO {app}",
        )
    ]


def _rights(verb: str, rights: tuple[str, ...], table: str, role: str) -> sql.Composed:
    return sql.SQL("{} {} ON TABLE public.{} TO {}").format(
        sql.SQL(verb), sql.SQL(", ").join(map(sql.SQL, rights)), sql.Identifier(table), sql.Identifier(role)
    )


def filled(text: str) -> sql.Composed:
    """SQL with our role names put in for ``{owner}``, ``{app}`` and ``{read}``."""
    return sql.SQL(text).format(
        owner=sql.Identifier(OWNER), app=sql.Identifier(APP), read=sql.Identifier(READ)
    )

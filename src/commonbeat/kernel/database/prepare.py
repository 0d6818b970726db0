"""The three roles and the database, made by a superuser of the server."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from commonbeat.kernel.database.grants import APP, OWNER, READ, filled


def prepare(
    superuser_url: str,
    database: str,
    passwords: Mapping[str, str],
    *,
    owner_makes_databases: bool = False,
) -> None:
    """Make the roles and the database when they are missing, and set the passwords. Safe to repeat.

    Args:
        superuser_url: a superuser's address of any database on the server, usually ``postgres``.
        database: name of our database; made with the server's defaults in UTF-8.
        passwords: role name (``cb_owner``, ``cb_app``, ``cb_read``) to password.
        owner_makes_databases: let the owner make databases too (test suites only).

    Raises:
        psycopg.Error: the address is wrong or its role may not do this.
    """
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role, password in passwords.items():
            _role(connection, role, password, makes_databases=owner_makes_databases and role == OWNER)
        _database(connection, database)
    with psycopg.connect(superuser_url, dbname=database, autocommit=True) as connection:
        connection.execute(filled("ALTER SCHEMA public OWNER TO {owner}"))
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute(filled("GRANT USAGE ON SCHEMA public TO {app}, {read}"))


def _role(connection: psycopg.Connection, role: str, password: str, *, makes_databases: bool) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if known else "CREATE"
    more = "CREATEDB" if makes_databases else "NOCREATEDB"
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(role), sql.SQL(more), sql.Literal(password)
        )
    )
    if role == READ:
        connection.execute(filled("ALTER ROLE {read} SET default_transaction_read_only = on"))


def _database(connection: psycopg.Connection, database: str) -> None:
    name = sql.Identifier(database)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        # A superuser on a managed server is often none: only a member may make a database for another role.
        connection.execute(filled("GRANT {owner} TO CURRENT_USER"))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                name, sql.Identifier(OWNER)
            )
        )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(APP))
    )
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(READ)))

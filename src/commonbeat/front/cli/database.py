"""``commonbeat database prepare``: make our roles and database on a PostgreSQL server of one's own."""

import secrets

import typer

from commonbeat.kernel.database.errors import DatabaseTrouble

OLDEST = 15  # major version of PostgreSQL


def register(app: typer.Typer) -> None:
    """Add the group ``database``."""
    group = typer.Typer(help="A PostgreSQL server of your own.", no_args_is_help=True)
    app.add_typer(group, name="database")

    @group.callback()
    def explain() -> None:
        """A PostgreSQL server of your own."""

    @group.command()
    def prepare(
        superuser_url: str = typer.Option(
            ...,
            envvar="SUPERUSER_URL",
            help="postgresql:// address of a role that may make roles and databases.",
        ),
        database: str = typer.Option("commonbeat", help="Name of the database to make."),
    ) -> None:
        """Make the three roles (with new passwords) and the database; print the three addresses."""
        for variable, url in prepared(superuser_url, database).items():
            typer.echo(f"{variable}='{url}'")


def prepared(superuser_url: str, database: str) -> dict[str, str]:
    """Make roles and database on the server of ``superuser_url``.

    Returns:
        Each environment variable with the address for it. Repeating this sets new passwords.

    Raises:
        DatabaseTrouble: the server is too old, cannot be reached, or refuses.
    """
    import psycopg  # slow

    from commonbeat.kernel.database.prepare import prepare  # slow
    from commonbeat.kernel.database.urls import ROLE_NAMES, VARIABLES, with_login  # slow

    passwords = {role: secrets.token_urlsafe(24) for role in VARIABLES}
    try:
        with psycopg.connect(superuser_url) as connection:
            version = connection.info.server_version // 10000
        if version < OLDEST:
            raise DatabaseTrouble(f"This server is PostgreSQL {version}; Commonbeat needs {OLDEST} or newer.")
        prepare(superuser_url, database, {ROLE_NAMES[role]: passwords[role] for role in VARIABLES})
    except psycopg.Error as error:
        raise DatabaseTrouble(f"The server refused: {str(error).strip()}") from error
    return {
        variable: with_login(superuser_url, ROLE_NAMES[role], passwords[role], database)
        for role, variable in VARIABLES.items()
    }

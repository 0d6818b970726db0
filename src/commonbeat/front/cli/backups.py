"""``commonbeat backup`` and ``commonbeat restore``: database and stored files in one file."""

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from commonbeat.front.cli.migrating import bring_up_to_date
from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import home
from commonbeat.kernel.database.urls import database_url, parse_url

DUMP = "database.dump"
FILES = "files"
DUMPED = (
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    # protected tables hold their owner to their policies too; those let the owner's own sessions see every row
    "--enable-row-security",
    "--exclude-table-data=walls_key",  # a restored database is told its home's key again
)
NEW_SETTING = b"SET transaction_timeout = 0;"  # written by pg_dump 17 and newer, unknown to older servers


def register(app: typer.Typer) -> None:
    """Add ``backup`` and ``restore``."""

    @app.command()
    def backup(file: Annotated[Path, typer.Argument(help="New file, for instance monday.tar.")]) -> None:
        """Write the database and the stored files into one file; work may go on meanwhile."""
        from commonbeat.kernel.database.embedded import available  # slow

        with available():
            write_backup(file)
        typer.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB. Keep it as safe as the database itself.")

    @app.command()
    def restore(file: Annotated[Path, typer.Argument(help="What `backup` wrote.", exists=True)]) -> None:
        """Bring a backup into an empty database, in one step or not at all."""
        from commonbeat.kernel.database.embedded import available  # slow

        with available():
            read_backup(file)
            bring_up_to_date()
        typer.echo("Restored; tables and rights are up to date.")


def write_backup(file: Path) -> None:
    """Write a backup.

    The database is dumped before the files are copied: files are added and never changed, so every file
    a row in the dump speaks of is there.

    Args:
        file: a new file, made readable for us alone.

    Raises:
        DatabaseTrouble: the file exists, or the dump failed.
    """
    if file.exists():
        raise DatabaseTrouble(f"{file} is there already; choose a new name.")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        dump, whole = Path(folder) / DUMP, Path(folder) / "whole.tar"
        _run("pg_dump", *DUMPED, f"--file={dump}")
        with tarfile.open(whole, "w") as tar:
            tar.add(dump, DUMP)
            if (home() / FILES).is_dir():
                tar.add(home() / FILES, FILES)
        whole.chmod(0o600)
        os.link(whole, file)  # refuses to replace a file that appeared meanwhile


def read_backup(file: Path) -> None:
    """Bring a backup into the empty database and its files into the home.

    Args:
        file: what :func:`write_backup` wrote.

    Raises:
        DatabaseTrouble: the database holds tables, the file is no backup, or restoring failed; then the
            database is as empty as before.
    """
    _refuse_unless_empty()
    with tempfile.TemporaryDirectory(dir=home(), prefix=".restore-") as folder:
        try:
            with tarfile.open(file) as tar:
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError) as error:
            raise DatabaseTrouble(f"{file} is not a whole backup of Commonbeat: {error}") from error
        dump = Path(folder) / DUMP
        if not dump.is_file():
            raise DatabaseTrouble(f"{file} is not a backup of Commonbeat: it has no {DUMP}.")
        _copy_files(Path(folder) / FILES)
        _run_sql(dump)


def _copy_files(source: Path) -> None:
    """Move stored files into the home; one that is there has the same name only with the same content."""
    for path in source.rglob("*") if source.is_dir() else ():
        target = home() / FILES / path.relative_to(source)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(target)


def _refuse_unless_empty() -> None:
    import psycopg  # slow

    with psycopg.connect(database_url("owner")) as connection:
        query = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        (tables,) = connection.execute(query).fetchone() or (0,)
    if tables:
        raise DatabaseTrouble(
            f"The database holds {tables} tables. A backup is only restored into an empty one: "
            "choose a new COMMONBEAT_HOME, or a new database on your server."
        )


def _run_sql(dump: Path) -> None:
    """Restore as SQL in one transaction; the newest programs' SQL is made fit for servers since PostgreSQL 15."""
    environment = _login()
    with tempfile.TemporaryFile() as errors:
        reading = subprocess.Popen(
            [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)],
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        writing = subprocess.Popen(
            [_program("psql"), "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
        )
        _copy_sql(reading, writing)
        if (reading.wait(), writing.wait()) != (0, 0):
            errors.seek(0)
            raise DatabaseTrouble(
                f"Restoring failed: {errors.read().decode(errors='replace').strip()[-2000:]}"
            )


def _copy_sql(reading: subprocess.Popen[bytes], writing: subprocess.Popen[bytes]) -> None:
    assert reading.stdout is not None
    assert writing.stdin is not None
    try:
        with reading.stdout, writing.stdin:
            rows_began = False  # a row may hold any text, so nothing is left out from here on
            for line in reading.stdout:
                rows_began = rows_began or line.startswith(b"COPY ")
                if rows_began or line.strip() != NEW_SETTING:
                    writing.stdin.write(line)
            if reading.wait() != 0:
                writing.kill()  # the end of input would commit what came so far
    except BrokenPipeError:
        reading.kill()  # psql met an error and left; its words say which


def _run(program: str, *words: str) -> None:
    done = subprocess.run(
        [_program(program), *words], capture_output=True, text=True, check=False, env=_login()
    )
    if done.returncode != 0:
        raise DatabaseTrouble(f"{program} failed: {done.stderr.strip()}")


def _program(name: str) -> str:
    from commonbeat.kernel.database.binaries import installed  # slow

    return str(installed() / name)


def _login() -> dict[str, str]:
    """The owner's login as environment variables, so that no password shows in the list of processes."""
    address = parse_url(database_url("owner"))
    named = {
        "PGHOST": address["HOST"],
        "PGPORT": address["PORT"],
        "PGUSER": address["USER"],
        "PGPASSWORD": address["PASSWORD"],
        "PGDATABASE": address["NAME"],
        **{f"PG{name.upper()}": str(value) for name, value in address["OPTIONS"].items()},
    }
    return {"PATH": os.environ.get("PATH", ""), **{name: value for name, value in named.items() if value}}

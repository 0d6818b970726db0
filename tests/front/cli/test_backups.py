"""Backup and restore, with the real programs."""

import os
import shutil
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from commonbeat.front.cli import backups
from commonbeat.kernel.database import embedded, urls
from commonbeat.kernel.database.errors import DatabaseTrouble

TABLES = """
CREATE TABLE calls_call (id serial PRIMARY KEY, note text);
INSERT INTO calls_call (note) VALUES ('SET transaction_timeout = 0;'), (E'two\\nlines'), ('é');
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''append only''; END';
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON calls_call FOR EACH ROW EXECUTE FUNCTION refuse();
"""


@pytest.fixture(scope="module")
def base() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cbt-", dir=Path(os.environ["COMMONBEAT_TEST_HOME"]).parent))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in urls.VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def saved(base: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of a home with a table and a stored file."""
    file = base / "saved.tar"
    if not file.exists():
        monkeypatch.setenv("COMMONBEAT_HOME", str(base / "old"))
        with embedded.serving():
            with psycopg.connect(urls.database_url("owner")) as connection:
                connection.execute(TABLES)
            stored = base / "old" / "files" / "ab" / "cd"
            stored.mkdir(parents=True)
            (stored / "abcd").write_bytes(b"evidence")
            backups.write_backup(file)
            with pytest.raises(DatabaseTrouble, match="is there already"):
                backups.write_backup(file)
    monkeypatch.setenv("COMMONBEAT_HOME", str(base / "new"))
    return file


def _tables() -> int:
    with psycopg.connect(urls.database_url("owner")) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert found is not None
    return int(found[0])


def test_a_backup_is_for_us_alone(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [path.name for path in saved.parent.glob(".backup-*")] == []


def test_a_broken_backup_leaves_the_database_empty(saved: Path, base: Path) -> None:
    with tarfile.open(saved) as tar:
        tar.extract(backups.DUMP, base, filter="data")
    dump = base / backups.DUMP
    dump.write_bytes(dump.read_bytes()[:-200])
    with tarfile.open(base / "cut.tar", "w") as tar:
        tar.add(dump, backups.DUMP)
    (base / "no.tar").write_bytes(b"not a tar file at all")
    with embedded.serving():
        with pytest.raises(DatabaseTrouble, match="Restoring failed: "):
            backups.read_backup(base / "cut.tar")
        with pytest.raises(DatabaseTrouble, match="is not a whole backup"):
            backups.read_backup(base / "no.tar")
        assert _tables() == 0


def test_everything_comes_back_once(saved: Path, base: Path) -> None:
    with embedded.serving():
        backups.read_backup(saved)
        with psycopg.connect(urls.database_url("owner"), autocommit=True) as connection:
            rows = connection.execute("SELECT id, note FROM calls_call ORDER BY id").fetchall()
            assert rows == [(1, "SET transaction_timeout = 0;"), (2, "two\nlines"), (3, "é")]
            with pytest.raises(psycopg.errors.RaiseException, match="append only"):
                connection.execute("DELETE FROM calls_call")
            new = connection.execute("INSERT INTO calls_call (note) VALUES ('new') RETURNING id").fetchone()
            assert new == (4,)
        assert (base / "new" / "files" / "ab" / "cd" / "abcd").read_bytes() == b"evidence"
        with pytest.raises(DatabaseTrouble, match="holds 1 tables"):
            backups.read_backup(saved)

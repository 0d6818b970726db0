"""``commonbeat database prepare`` against a real server."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from commonbeat.front.cli.database import prepared
from commonbeat.front.cli.main import app
from commonbeat.kernel.database import embedded, urls
from commonbeat.kernel.database.errors import DatabaseTrouble


@pytest.fixture
def superuser_url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    base = Path(tempfile.mkdtemp(prefix="cbt-", dir=Path(os.environ["COMMONBEAT_TEST_HOME"]).parent))
    base.chmod(0o755)
    monkeypatch.setenv("COMMONBEAT_HOME", str(base / "home"))
    with embedded.serving():
        yield urls.embedded_url("super", "postgres")
    shutil.rmtree(base)


def test_three_addresses_are_printed_and_work(superuser_url: str) -> None:
    result = CliRunner().invoke(
        app, ["database", "prepare", "--superuser-url", superuser_url, "--database", "city"]
    )
    assert result.exit_code == 0
    found = dict(line.split("=", 1) for line in result.output.splitlines())
    assert list(found) == ["DATABASE_OWNER_URL", "DATABASE_URL", "DATABASE_READ_URL"]
    for name, role in (
        ("DATABASE_OWNER_URL", "cb_owner"),
        ("DATABASE_URL", "cb_app"),
        ("DATABASE_READ_URL", "cb_read"),
    ):
        with psycopg.connect(found[name].strip("'")) as connection:
            row = connection.execute("SELECT current_user::text, current_database()::text").fetchone()
        assert row == (role, "city")


def test_a_refused_login_is_a_sentence(superuser_url: str) -> None:
    wrong = urls.with_login(superuser_url, "cb_super", "guess", "postgres")
    with pytest.raises(DatabaseTrouble, match=r"The server refused: .*password authentication failed"):
        prepared(wrong, "city")

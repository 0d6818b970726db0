"""The command line finds its commands and turns trouble into sentences."""

import os
import subprocess
from pathlib import Path

import typer
from typer.testing import CliRunner

from commonbeat.front.cli import main
from commonbeat.front.cli.surroundings import own_command, project_root


def test_every_file_with_register_adds_its_commands() -> None:
    app = typer.Typer()
    main.add_commands(app)
    names = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    assert {"up", "down", "migrate", "check", "web", "worker", "demo"} <= names
    assert "database" in [group.name for group in app.registered_groups]


def test_help_needs_no_database() -> None:
    result = CliRunner().invoke(main.app, ["--help"])
    assert result.exit_code == 0
    assert "commonbeat" in result.output.lower()


def test_trouble_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    paths = os.pathsep.join([str(project_root()), str(project_root() / "src")])
    environment = {**os.environ, "COMMONBEAT_HOME": str(tmp_path), "PYTHONPATH": paths}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings"}  # not those of the suite
    environment |= {"DATABASE_URL": "postgresql://a:b@localhost/c", "DATABASE_OWNER_URL": ""}
    done = subprocess.run(
        own_command("migrate"), env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "The tables could not be brought up to date; nothing else was started."
    )

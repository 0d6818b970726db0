"""The key of protected records is changed while work goes on, and whoever supervises hands the new one on."""

import json
import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from commonbeat.front.cli import keys, up
from commonbeat.front.cli.keeper import Keeper
from commonbeat.front.cli.unprivileged import with_new_keys
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import GIVEN, SECRETS, forget_secrets, renew_secret, secret
from commonbeat.kernel.database.urls import VARIABLES, database_url
from commonbeat.kernel.walls import keys as walls_keys
from commonbeat.kernel.walls.keys import signing_key

WHY = "The old administrator left."


@pytest.fixture
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home of the test's own beside the database of the run."""
    addresses = {variable: database_url(role) for role, variable in VARIABLES.items()}  # type: ignore[arg-type]
    for variable, address in addresses.items():
        monkeypatch.setenv(variable, address)
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path))
    monkeypatch.delenv(GIVEN, raising=False)
    return tmp_path


@pytest.fixture
def of_test(fresh_db: str, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The owner's address of a database that is the test's alone."""
    head, _, query = database_url("owner").partition("?")
    address = f"{head.rsplit('/', 1)[0]}/{fresh_db}" + (f"?{query}" if query else "")
    monkeypatch.setenv(VARIABLES["owner"], address)
    walls_keys.install(address)
    return address


def run(*words: str, **more: Any) -> Any:
    app = typer.Typer()
    keys.register(app)
    return CliRunner().invoke(app, ["keys", *words], **more)


def known(address: str) -> dict[str, bool]:
    """Fingerprint → whether it has an end."""
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT fingerprint, ends_at IS NOT NULL FROM walls_key").fetchall()
    return dict(rows)


def test_the_key_is_changed_and_written_down(of_test: str, own_home: Path) -> None:
    old = signing_key().fingerprint
    before = json.loads((own_home / SECRETS).read_text())
    done = run("rotate", "--reason", WHY)
    assert done.exit_code == 0, done.output
    new = signing_key().fingerprint
    found = known(of_test)  # the run's own key is there too, and ends
    assert (found[old], [one for one, ends in found.items() if not ends]) == (True, [new])
    assert f"New key {new}. The old one is believed until " in done.output
    after = json.loads((own_home / SECRETS).read_text())
    assert {name for name in after if after[name] != before[name]} == {"walls"}
    assert ((own_home / SECRETS).stat().st_mode & 0o777) == 0o600
    row = AuditEntry.objects.get(action="walls.key_changed")
    assert (row.actor_kind, row.actor_id, row.object_id, row.reason) == (
        "command",
        f"uid {os.getuid()}",
        new,
        WHY,
    )
    assert after["walls"] not in done.output + json.dumps(row.details)


def test_without_a_reason_nothing_is_done(of_test: str) -> None:
    before = known(of_test)
    assert isinstance(run("rotate", "--reason", "  ").exception, DatabaseTrouble)
    assert run("rotate", input="\n").exit_code == 1
    assert known(of_test) == before


def test_a_process_that_was_given_its_keys_changes_none(
    of_test: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = known(of_test)
    with monkeypatch.context() as child:
        child.setenv(GIVEN, json.dumps({"walls": secret("walls")}))
        with pytest.raises(DatabaseTrouble, match="some of the home's secrets only"):
            keys.change(WHY)
    assert known(of_test) == before


def test_a_change_that_is_broken_off_leaves_whoever_signs_believed(
    of_test: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = signing_key().fingerprint
    with monkeypatch.context() as broken:

        def full(name: str, value: str) -> str:
            raise OSError("No space left on device")

        broken.setattr(walls_keys, "renew_secret", full)
        with pytest.raises(OSError, match="No space left"):
            keys.change(WHY)
    assert signing_key().fingerprint == old
    assert known(of_test)[old] is False
    walls_keys.install(of_test)  # as the next `migrate` does: the one nobody has ends
    assert [one for one, ends in known(of_test).items() if not ends] == [old]


def test_a_home_of_somebody_else_keeps_its_key(of_test: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old = signing_key().fingerprint
    with monkeypatch.context() as foreign:

        def refused(name: str, value: str) -> str:
            raise PermissionError("secrets.json")

        foreign.setattr(walls_keys, "renew_secret", refused)
        with pytest.raises(DatabaseTrouble, match="the key stays as it is"):
            keys.change(WHY)
    assert (signing_key().fingerprint, known(of_test)[old]) == (old, False)
    assert not AuditEntry.objects.filter(action="walls.key_changed").exists()


def test_help_says_when_and_what_next() -> None:
    text = " ".join(run("rotate", "--help").output.replace("│", " ").split())
    assert "the old one is believed for another hour" in text
    assert "Make a new copy of secrets.json afterwards." in text


class Children(Keeper):
    """Notes what it was asked to start anew."""

    def __init__(self) -> None:
        super().__init__(lambda sentence: None)
        self.renewed: list[tuple[dict[str, str], tuple[str, ...]]] = []

    def renew(self, environment: dict[str, str], but: Any = ()) -> None:
        self.renewed.append((environment, tuple(but)))


def test_up_hands_a_new_key_on_once(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = secret("walls")
    key, children = keys.KeyInForce(), Children()
    given = {GIVEN: json.dumps({"walls": first, "django": secret("django")}), "HOME": "/x"}
    up.hand_on(key, children, given)
    assert children.renewed == []
    (own_home / SECRETS).touch()  # written anew, the same
    up.hand_on(key, children, given)
    assert children.renewed == []
    renew_secret("walls")
    forget_secrets()
    for _ in range(2):
        up.hand_on(key, children, given)
    ((environment, but),) = children.renewed
    assert json.loads(environment[GIVEN]) == {"walls": secret("walls"), "django": secret("django")}
    assert (secret("walls") != first, environment["HOME"], but) == (True, "/x", ("live",))
    assert "The key of protected records was changed" in capsys.readouterr().err


def test_a_child_that_reads_its_home_is_given_nothing(own_home: Path) -> None:
    assert with_new_keys({"HOME": "/x"}) == {"HOME": "/x"}

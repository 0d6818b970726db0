"""The home folder and its secrets."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from commonbeat.kernel.database import home as homes
from commonbeat.kernel.database.errors import DatabaseTrouble


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path / "a" / "home"))
    return tmp_path / "a" / "home"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_home_is_closed_and_marked_as_ours(where: Path) -> None:
    assert homes.home() == where
    assert _mode(where) == 0o700
    assert homes.is_ours(where)


def test_a_folder_that_was_there_keeps_its_mode(where: Path) -> None:
    where.mkdir(parents=True)
    where.chmod(0o755)
    assert homes.home() == where
    assert _mode(where) == 0o755
    assert not homes.is_ours(where)


def test_without_the_variable_the_home_is_var_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMMONBEAT_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert homes.home() == tmp_path / "var"


def test_a_folder_for_what_may_be_lost_is_made_when_it_is_missing_and_closed(where: Path) -> None:
    for _again in range(2):
        assert homes.cache_folder("limits") == where / "cache" / "limits"
    assert _mode(where / "cache" / "limits") == 0o700


def test_secrets_are_made_once_all_different_and_for_us_alone(where: Path) -> None:
    first = {name: homes.secret(name) for name in homes.SECRET_NAMES}
    homes._secrets.cache_clear()
    assert {name: homes.secret(name) for name in homes.SECRET_NAMES} == first
    assert len(set(first.values())) == len(homes.SECRET_NAMES) == 6
    assert _mode(where / homes.SECRETS) == 0o600
    assert sorted(path.name for path in where.iterdir()) == [homes.MARKER, homes.SECRETS]


def test_first_starts_at_the_same_moment_end_with_the_same_secrets(where: Path) -> None:
    homes.home()
    read = homes._secrets.__wrapped__
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: json.dumps(read(where / homes.SECRETS)), range(8)))
    assert len(set(found)) == 1


def test_an_unknown_secret_is_refused(where: Path) -> None:
    with pytest.raises(KeyError):
        homes.secret("nobody")


def test_a_home_that_cannot_be_made_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(DatabaseTrouble, match=r"cannot be made \(File exists\)\. Set COMMONBEAT_HOME"):
        homes.home()

"""The warning about a disk that is nearly full."""

import shutil
from pathlib import Path

import pytest

from commonbeat.front.cli.disk import nearly_full


@pytest.fixture(autouse=True)
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path))
    return tmp_path


def test_enough_room_is_not_mentioned() -> None:
    assert nearly_full(little=0) == ""


def test_little_room_is_said_once_for_each_disk(where: Path) -> None:
    free = shutil.disk_usage(where).free
    warning = nearly_full(little=free * 2)
    assert warning.startswith("Only ")
    assert warning.endswith(
        f"GB are free on the disk of {where}: make room, for PostgreSQL stops writing when the disk is full."
    )
    assert warning.count("\n") == 0

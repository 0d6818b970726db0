"""One supervisor for each home."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commonbeat.kernel.database import lock
from commonbeat.kernel.database.errors import AlreadyRunning

HOLDER = """
from commonbeat.kernel.database.lock import only_one
with only_one():
    print("held", flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path / "h"))
    return tmp_path / "h"


def _hold() -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_the_second_one_is_told_who_runs(where: Path) -> None:
    child = _hold()
    with pytest.raises(AlreadyRunning) as refusal, lock.only_one():
        pass
    assert refusal.value.pid == child.pid
    assert str(refusal.value) == (
        f"Commonbeat already runs on {where}: process {child.pid} (-c). "
        "Stop it first, or choose another COMMONBEAT_HOME."
    )
    child.communicate("\n")


def test_a_killed_holder_leaves_no_lock() -> None:
    child = _hold()
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert not lock.is_held()
    with lock.only_one():
        assert lock.holder()[0] == os.getpid()


def test_afterwards_nobody_is_named() -> None:
    assert lock.holder() == (None, "")
    with lock.only_one():
        assert lock.is_held()
    assert not lock.is_held()
    assert lock.holder() == (None, "")

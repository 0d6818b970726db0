"""A disk that runs full: a sentence, nothing half-kept, nothing lost, and on as before once there is room."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonbeat.front.cli.surroundings import own_command, project_root

ROWS = 20_000
MAPPING = """
[source]
name = "full"
target = "calls"

[clock]
zone = "America/Los_Angeles"

[columns]
external_id = "number"
type_code = "type"
received_at = "received"
"""


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own of 300 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    base = Path(tempfile.mkdtemp(prefix="cbt-"))
    base.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", "size=300m,mode=755", "cbt", str(base)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        base.rmdir()
        pytest.skip("mounting is not permitted here")
    yield base
    subprocess.run(["umount", "-l", str(base)], check=False)
    base.rmdir()


def _run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    ours = {
        name: text for name, text in os.environ.items() if not name.startswith(("DATABASE_", "COMMONBEAT_"))
    }
    environment = {
        **ours,
        "COMMONBEAT_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(project_root()), str(project_root() / "src")]),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return subprocess.run(
        own_command(*words), env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def _calls(path: Path, prefix: str, rows: int) -> Path:
    lines = [f"{prefix}{row},NOISE,2025-04-{row % 28 + 1:02} 10:{row % 60:02}:00" for row in range(rows)]
    path.write_text("\n".join(["number,type,received", *lines]) + "\n")
    return path


def _fill(disk: Path, leave: int) -> Path:
    """Take all but ``leave`` bytes."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free - leave)
    return ballast


def test_an_import_on_a_full_disk_says_so_and_keeps_all_or_nothing(small_disk: Path, tmp_path: Path) -> None:
    home, mapping = small_disk / "home", tmp_path / "map.toml"
    mapping.write_text(MAPPING)
    assert _run(home, "migrate").returncode == 0
    words = ("--mapping", str(mapping), "--json")
    first = _run(home, "import", "calls", str(_calls(tmp_path / "a.csv", "a", 100)), *words)
    assert json.loads(first.stdout)[0]["accepted"] == 100

    ballast = _fill(small_disk, leave=4_000_000)
    large = str(_calls(tmp_path / "b.csv", "b", ROWS))
    refused = _run(home, "import", "calls", large, *words)
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    assert "room" in refused.stderr + refused.stdout or "No space left" in refused.stderr

    ballast.unlink()
    again = _run(home, "import", "calls", large, *words)
    assert (again.returncode, json.loads(again.stdout)[0]["accepted"]) == (0, ROWS), "nothing was half-kept"
    whole = _run(home, "import", "calls", str(tmp_path / "a.csv"), *words)
    assert json.loads(whole.stdout)[0]["unchanged"] == 100, "nothing was lost"
    assert _run(home, "verify").returncode == 0

import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from commonbeat.kernel import audit, files
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.files import actions
from commonbeat.kernel.files.models import StoredFile

pytestmark = pytest.mark.django_db
CONTENT = b"call,type\n1,THEFT\n"
WHO = audit.Actor("tests", "7")


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.COMMONBEAT_HOME = tmp_path
    return tmp_path


def everything(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_hash(home: Path):
    stored = files.store(CONTENT, name="C:\\data\\calls\x00.csv", purpose="tests", actor=WHO)
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert stored.path == home / "files" / digest[:2] / digest[2:4] / digest
    assert stored.path.read_bytes() == CONTENT
    assert (stored.name, stored.size, stored.media_type, stored.stored_by) == (
        "calls.csv",
        18,
        "text/plain",
        "7",
    )


def test_the_same_bytes_take_room_once(home: Path):
    one, two = (files.store(io.BytesIO(CONTENT), name=name, purpose="tests", actor=WHO) for name in "ab")
    assert one.pk != two.pk
    assert everything(home) == [one.path]


def test_storing_and_opening_are_in_the_log():
    stored = files.store(CONTENT, name="a", purpose="tests", actor=WHO)
    with files.open_file(stored, actor=audit.SYSTEM, reason="import") as file:
        assert file.read() == CONTENT
    entries = AuditEntry.objects.filter(object_id=str(stored.pk)).order_by("seq")
    assert [(entry.action, entry.actor_id, entry.reason) for entry in entries] == [
        ("files.stored", "7", ""),
        ("files.opened", "", "import"),
    ]
    assert entries[0].details == {"sha256": stored.sha256, "size": 18}


def test_too_large_leaves_nothing(home: Path):
    with pytest.raises(files.FileRefused, match="larger than 10 bytes"):
        files.store(CONTENT, name="a", purpose="tests", actor=WHO, limit=10)
    assert everything(home) == []
    assert not StoredFile.objects.exists()


def test_a_kind_that_is_not_taken_leaves_nothing(home: Path):
    with pytest.raises(files.FileRefused, match="type application/x-msdownload; taken are text/plain"):
        files.store(b"MZ\x90", name="a.csv", purpose="tests", actor=WHO, allowed=frozenset({"text/plain"}))
    assert everything(home) == []


def test_a_full_disk_is_said_and_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(actions.os, "fsync", full)
    with pytest.raises(files.FileRefused, match="no room left on the disk"):
        files.store(CONTENT, name="a", purpose="tests", actor=WHO)
    assert everything(home) == []
    assert not AuditEntry.objects.filter(action="files.stored").exists()


def test_bytes_that_were_changed_or_lost_are_not_handed_out():
    stored = files.store(CONTENT, name="a", purpose="tests", actor=WHO)
    stored.path.write_bytes(b"other")
    with pytest.raises(files.FileRefused, match="were changed since"):
        files.open_file(stored, actor=WHO)
    stored.path.unlink()
    with pytest.raises(files.FileRefused, match="are missing"):
        files.open_file(stored, actor=WHO)
    assert not AuditEntry.objects.filter(action="files.opened").exists()


def test_what_a_killed_process_left_is_deleted_after_a_day(home: Path):
    stored = files.store(CONTENT, name="calls.csv", purpose="tests", actor=WHO)
    old, young = home / "files" / ".part-old", home / "files" / ".part-young"
    for part in (old, young):
        part.write_bytes(b"half")
    two_days_ago = young.stat().st_mtime - 2 * 86_400
    os.utime(old, (two_days_ago, two_days_ago))
    assert actions.forget_parts() == 1
    assert (old.exists(), young.exists(), stored.path.exists()) == (False, True, True)

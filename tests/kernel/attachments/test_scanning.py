"""ClamAV's protocol against a server that speaks it, over both kinds of sockets."""

import hashlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from factories.pictures import RESIDENT, picture

from commonbeat.kernel.attachments import AttachmentRefused, refusals, scanning, take
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.attachments.scanning import ScannerSilent, Verdict, ask_clamd

pytestmark = pytest.mark.django_db
BAD = b"X5O!P%@AP[4"


def read(line: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        part = line.recv(size - len(got))
        if not part:
            return got
        got += part
    return got


def clamd(line: socket.socket) -> None:
    """One INSTREAM session as clamd answers it."""
    if read(line, 10) != b"zINSTREAM\0":
        line.sendall(b"UNKNOWN COMMAND\0")
        return
    content = b""
    while size := struct.unpack("!L", read(line, 4))[0]:
        content += read(line, size)
    line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if BAD in content else b"stream: OK\0")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., str]]:
    opened: list[socket.socket] = []

    def start(behave: Callable[[socket.socket], None] = clamd, kind: str = "tcp") -> str:
        if kind == "tcp":
            server = socket.create_server(("127.0.0.1", 0))
            address = f"127.0.0.1:{server.getsockname()[1]}"
        else:
            address = str(tmp_path / "s")
            server = socket.socket(socket.AF_UNIX)
            server.bind(address)
            server.listen()
        opened.append(server)

        def answer() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    behave(line)

        threading.Thread(target=answer, daemon=True).start()
        return address

    yield start
    for server in opened:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_clean_and_infected(serve, kind: str):
    address = serve(kind=kind)
    assert ask_clamd(b"a" * 700_000, address) == Verdict(True)
    assert ask_clamd(b"a" * 300_000 + BAD, address) == Verdict(False, "Eicar-Test-Signature")


@pytest.mark.parametrize(
    "answer",
    [b"", b"INSTREAM size limit exceeded. ERROR\0", b"nonsense\0", b"stream: lstat() failed. ERROR\0"],
)
def test_no_clear_answer_is_none(serve, answer: bytes):
    def behave(line: socket.socket) -> None:
        read(line, 10 + 4 + 3 + 4)
        line.sendall(answer)

    with pytest.raises(ScannerSilent, match="clamd"):
        ask_clamd(b"abc", serve(behave))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "localhost", "host:port"])
def test_nobody_there(address: str):
    with pytest.raises(ScannerSilent, match="does not answer"):
        ask_clamd(b"abc", address)


def test_one_that_never_answers(serve):
    done = threading.Event()
    address = serve(lambda line: done.wait(5))
    with pytest.raises(ScannerSilent):
        ask_clamd(b"abc", address, patience=0.1)
    done.set()


def test_an_infected_file_is_refused_and_only_its_hash_is_counted(serve, monkeypatch, home: Path):
    monkeypatch.setenv("COMMONBEAT_CLAMD", serve())
    content = picture(comment=BAD)
    with pytest.raises(AttachmentRefused, match="virus scanner found something") as caught:
        take(content, policy="tests.evidence", actor=RESIDENT)
    assert caught.value.cause == "malware"
    assert (Attachment.objects.count(), list(home.rglob("*/*"))) == (0, [])
    (row,) = refusals(date(2020, 1, 1))
    assert (row.cause, row.count, row.sha256) == ("malware", 1, hashlib.sha256(content).hexdigest())


def test_a_clean_one_says_who_looked(serve, monkeypatch):
    monkeypatch.setenv("COMMONBEAT_CLAMD", serve())
    assert take(picture(), policy="tests.photo", actor=RESIDENT).scanned_by == "clamd"


def test_without_an_answer_nothing_is_taken(monkeypatch):
    monkeypatch.setenv("COMMONBEAT_CLAMD", "127.0.0.1:1")
    with pytest.raises(AttachmentRefused, match="cannot check files") as caught:
        take(picture(), policy="tests.photo", actor=RESIDENT)
    assert caught.value.cause == "unscanned"


def test_another_scanner_of_a_departments_own(monkeypatch):
    assert scanning.scanners() == []
    scanning.register_scanner("own", lambda content: Verdict(BAD not in content, "own-1"))
    try:
        assert scanning.scanners() == ["own"]
        assert take(picture(), policy="tests.photo", actor=RESIDENT).scanned_by == "own"
        with pytest.raises(AttachmentRefused):
            take(picture(comment=BAD), policy="tests.photo", actor=RESIDENT)
        with pytest.raises(ValueError, match="scanner own already"):
            scanning.register_scanner("own", lambda content: Verdict(True))
    finally:
        scanning.forget_scanner("own")

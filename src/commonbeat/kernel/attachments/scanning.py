"""Malware scanners: every registered one looks at an upload before anything is kept."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

CHUNK = 256 * 1024
PATIENCE = 20.0
LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class Verdict:
    """What a scanner says.

    Attributes:
        clean: nothing was found.
        found: the scanner's own name for what it found.
    """

    clean: bool
    found: str = ""


class ScannerSilent(RuntimeError):
    """A scanner did not answer, or not in its protocol: the upload is neither clean nor infected."""


Scan = Callable[[bytes], Verdict]
_scanners: dict[str, Scan] = {}


def register_scanner(name: str, scan: Scan) -> None:
    """Have every upload looked at (call it in ``module.py``).

    Args:
        name: shown to staff and kept with each upload, for instance ``clamd``.
        scan: gets the bytes as they were sent; raises ``ScannerSilent`` when it cannot say.

    Raises:
        ValueError: the name is taken.
    """
    if _scanners.setdefault(name, scan) is not scan:
        raise ValueError(f"There is a scanner {name} already.")


def forget_scanner(name: str) -> None:
    """Take a scanner out again."""
    _scanners.pop(name, None)


def scanners() -> list[str]:
    """Names of the scanners in use, the configured ClamAV included; empty means that nothing is scanned."""
    return [*(["clamd"] if os.environ.get("COMMONBEAT_CLAMD") else []), *sorted(_scanners)]


def scan(content: bytes) -> tuple[Verdict, str]:
    """Let every scanner look.

    Returns:
        The first bad verdict or a clean one, and the names of those who looked.

    Raises:
        ScannerSilent: one of them could not say.
    """
    looked = []
    for name, look in _all():
        verdict = look(content)
        looked.append(name)
        if not verdict.clean:
            return verdict, name
    return Verdict(True), ",".join(looked)


def _all() -> list[tuple[str, Scan]]:
    address = os.environ.get("COMMONBEAT_CLAMD", "")
    own: list[tuple[str, Scan]] = [("clamd", lambda content: ask_clamd(content, address))] if address else []
    return own + sorted(_scanners.items())


def ask_clamd(content: bytes, address: str, *, patience: float = PATIENCE) -> Verdict:
    """Send bytes to ClamAV's daemon with the command INSTREAM (clamd's own protocol).

    Args:
        content: what to look at.
        address: ``/run/clamav/clamd.ctl`` (a Unix socket) or ``host:3310``.
        patience: seconds to wait for each step.

    Raises:
        ScannerSilent: nobody answers at the address, or the answer is none of the protocol's.
    """
    try:
        with _connected(address, patience) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(part)) + part)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise ScannerSilent(f"clamd at {address} does not answer: {error}") from error
    if answer == "stream: OK":
        return Verdict(True)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(False, answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise ScannerSilent(f"clamd at {address} answered {answer[:200]!r}.")


def _connected(address: str, patience: float) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(patience)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]") or "localhost", int(port)), timeout=patience)


def _answer(line: socket.socket) -> str:
    got = b""
    while not got.endswith(b"\0") and len(got) < LONGEST_ANSWER:
        part = line.recv(1024)
        if not part:
            break
        got += part
    return got.rstrip(b"\0\n").decode("utf-8", "replace").strip()

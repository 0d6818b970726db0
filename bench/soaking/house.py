"""One ``commonbeat up``, found and killed by its processes."""

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

COMMONBEAT = [sys.executable, "-m", "commonbeat.front.cli.main"]
PATIENCE = (
    180.0  # seconds for the site to answer again; a child that died often waits up to 30 s for its next start
)


class House:
    """Database, web and worker of one home, on one port for its whole life."""

    def __init__(self, log: Path) -> None:
        self.log = log
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.up: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start everything and wait for the Ready line."""
        with self.log.open("a") as log:
            self.up = subprocess.Popen(
                [*COMMONBEAT, "up", "--port", str(self.port)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert self.up.stdout is not None
        for line in self.up.stdout:
            if line.startswith("Ready:"):
                threading.Thread(target=self.up.stdout.read, daemon=True).start()
                return
        raise SystemExit(f"commonbeat up ended before it was ready; its words are in {self.log}")

    def stop(self) -> None:
        """Stop in order."""
        if self.up is not None:
            self.up.send_signal(signal.SIGTERM)
            self.up.wait(timeout=120)

    def answers(self) -> bool:
        """Whether the site gives an answer that is not a failure of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait_until_well(self) -> float:
        """Wait until the site answers and the worker runs; returns the seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            if {"postgres", "web", "worker"} <= set(self.children()) and self.answers():
                return time.monotonic() - began
            time.sleep(0.1)
        raise SystemExit(f"the house did not come back within {PATIENCE:.0f} s; its words are in {self.log}")

    def children(self) -> dict[str, int]:
        """Name to process number of what ``up`` keeps."""
        assert self.up is not None
        found = {}
        for pid in _children_of(self.up.pid):
            words = _words(pid)
            if words and Path(words[0]).name == "postgres":
                found["postgres"] = pid
            elif len(words) > 3:
                found[words[3]] = pid
        return found

    def kill(self, victim: str, rng: random.Random) -> str:
        """Kill -9 what ``victim`` names; returns what exactly was hit."""
        assert self.up is not None
        children = self.children()
        if victim in ("web", "worker"):
            _kill(children.get(victim, 0))
            return victim
        server = children.get("postgres", 0)
        if victim == "database":
            whole = rng.random() < 0.5
            backends = _children_of(server) if whole else []
            for pid in [server, *backends]:
                _kill(pid)
            return f"database: {f'all {1 + len(backends)} processes' if whole else 'its first process'}"
        everybody = [self.up.pid, *children.values(), *_children_of(server)]
        for pid in everybody:
            _kill(pid)
        self.up.wait()
        return f"everything: {len(everybody)} processes"


def _kill(pid: int) -> None:
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _children_of(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if parent and int(fields[1]) == parent:
                found.append(int(folder.name))
    return found


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []

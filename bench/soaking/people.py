"""Those who use the house while it is being killed, each of whom remembers what was acknowledged to them."""

import csv
import http.client
import io
import json
import random
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from soaking.house import COMMONBEAT, House

MAPPING = """
[source]
name = "soak"
target = "calls"

[clock]
zone = "America/Los_Angeles"

[columns]
external_id = "number"
number = "number"
type_code = "type"
reception_raw = "reception"
priority = "priority"
received_at = "received"
dispatched_at = "dispatched"
"""
BY_COMMAND, SMALL, LARGE = 20_000, 3_000, 32_000  # rows; a large upload is imported by the worker


def calls_csv(prefix: str, rows: int, rng: random.Random) -> bytes:
    """A file of invented calls whose keys begin with ``prefix``."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(["number", "type", "reception", "priority", "received", "dispatched"])
    start = datetime(2025, 3, 10)  # no clock change in the 200 days from here
    for row in range(rows):
        at = start + timedelta(seconds=rng.randrange(200 * 86_400))
        sent = at + timedelta(seconds=rng.randrange(20, 900))
        out.writerow(
            [
                f"{prefix}-{row:06}",
                "DISTURBANCE",
                "PHONE",
                rng.randint(1, 4),
                at.isoformat(" "),
                sent.isoformat(" "),
            ]
        )
    return text.getvalue().encode()


class Importer:
    """``commonbeat import`` on one file, in a process of its own."""

    def __init__(self, path: Path, mapping: Path) -> None:
        command = [*COMMONBEAT, "import", "calls", str(path), "--mapping", str(mapping), "--json"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.error = ""

    def acknowledged(self, patience: float) -> bool:
        """Wait for the end; whether it printed its result and ended well. Killed when it takes too long."""
        try:
            out, self.error = self.process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            return False
        return self.process.returncode == 0 and bool(json.loads(out))


class Someone(threading.Thread):
    """A person or program that does one thing after another until told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._enough = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._enough.is_set():
            self.step()

    def step(self) -> None:
        """Do one thing."""
        raise NotImplementedError

    def stop(self) -> None:
        """Finish what is being done, then stop."""
        self._enough.set()
        self.join()


@dataclass
class Memory:
    """What was acknowledged, over all rounds."""

    messages: set[str] = field(default_factory=set)  # keys of messages the outbox took
    accounts: set[str] = field(default_factory=set)  # addresses of accounts that were opened
    uploads: dict[str, int] = field(default_factory=dict)  # begun uploads: prefix of the keys to rows
    uploaded: dict[int, str] = field(default_factory=dict)  # run number to prefix, once the file was taken
    started: set[int] = field(default_factory=set)  # runs whose start was acknowledged
    commands: dict[str, int] = field(default_factory=dict)  # prefix to rows, imports by command
    commands_done: set[str] = field(default_factory=set)


class Sender(Someone):
    """Puts messages into the outbox, again with the same key when it was not told that it worked."""

    def __init__(self, memory: Memory) -> None:
        self.memory, self.number = memory, len(memory.messages)
        super().__init__()

    def step(self) -> None:
        from django.db import Error, connection

        from commonbeat.kernel import notify

        key = f"soak:{self.number}"
        try:
            notify.send("desk@example.test", f"Message {self.number}", "Text", dedupe_key=key)
        except Error:
            connection.close()
            time.sleep(0.2)
            return
        self.memory.messages.add(key)
        self.number += 1
        time.sleep(0.08)

    def run(self) -> None:
        from django.db import connection

        super().run()
        connection.close()


class Clerk(Someone):
    """Uses the console over HTTP: opens accounts and brings one file in."""

    def __init__(self, memory: Memory, house: House, cookie: str, round_: int, rng: random.Random) -> None:
        self.memory, self.house, self.cookie, self.round = memory, house, cookie, round_
        self.prefix = f"W{round_:03}"
        self.rows = rng.choice([SMALL, LARGE])
        self.file = calls_csv(self.prefix, self.rows, rng)
        self.run_number = 0
        self.count = 0
        super().__init__()

    def step(self) -> None:
        try:
            self._account()
            self._bring_in()
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)

    def _account(self) -> None:
        email = f"r{self.round}-{self.count}@example.test"
        self.count += 1
        fields = {
            "name": f"Person {self.count}",
            "email": email,
            "role": "dispatcher",
            "reason": "for the soak",
        }
        status, _, page = self._post("/console/people/new/", fields)
        if status == 200 and b"Hand this one-time password" in page:
            self.memory.accounts.add(email)

    def _bring_in(self) -> None:
        """Upload once it has not been taken, start once it has not been acknowledged."""
        if self.prefix not in self.memory.uploads:
            self.memory.uploads[self.prefix] = self.rows
            file = ("file", f"{self.prefix}.csv", self.file)
            status, where, _ = self._post("/console/imports/new/", {"target": "calls", "mapping": ""}, file)
            if status == 302:
                self.run_number = int(where.rstrip("/").rsplit("/", 1)[1])
                self.memory.uploaded[self.run_number] = self.prefix
        elif self.run_number and self.run_number not in self.memory.started:
            # Two imports of one source at once are refused with a sentence; here each upload is a source of its own.
            mapping = MAPPING.replace('name = "soak"', f'name = "soak-{self.prefix.lower()}"')
            status, _, _ = self._post(f"/console/imports/{self.run_number}/start/", {"mapping": mapping})
            if status == 302:
                self.memory.started.add(self.run_number)

    def _post(
        self, path: str, fields: dict[str, str], file: tuple[str, str, bytes] | None = None
    ) -> tuple[int, str, bytes]:
        body, kind = _form(fields, file)
        token = "s" * 32
        headers = {
            "Cookie": f"sessionid={self.cookie}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": kind,
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=60)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read()
        finally:
            connection.close()


def _form(fields: dict[str, str], file: tuple[str, str, bytes] | None) -> tuple[bytes, str]:
    """A multipart body and its content type."""
    edge = "soak-soak-soak"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{file[0]}"; filename="{file[1]}"\r\n'
        parts.append(head.encode() + b"Content-Type: text/csv\r\n\r\n" + file[2] + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"

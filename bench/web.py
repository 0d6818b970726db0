"""Residents reporting with photos, next to others reading: how many a second, how long they wait, and what more
processes bring.

Starts the demo city's whole house (database, web, worker) with 1, 2 and 4 web processes. For each, writers fill in the
public form as a browser does (page, form with a photo of 2 megapixels, the step that shows reports near by) and readers
open the first page, the list and the map of reports. Each writer comes from an address of its own, as behind a proxy.
Printed: submissions a second, the 95th percentile of each step, errors (goal 0), and whether every acknowledged report is
on file, once. Reads alone are measured first, so that what writing costs them can be said as a ratio.

    python bench/web.py                       # builds a demo city in a home of its own, and removes it
    python bench/web.py --seconds 30 --writers 8 --readers 4
"""

from __future__ import annotations

import argparse
import http.client
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO), str(REPO / "src")]
FORM = "/issues/report/graffiti/"
ANSWERS = {"q-surface": "wall", "q-hate": "no"}
READS = ("/", "/issues/list/", "/es/issues/list/?state=open", "/issues/")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b")
TIMEOUT_S = 60


def main() -> None:
    """Measure each number of web processes and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, help="a home with a demo city; default: build one and remove it")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--port", type=int, default=8798)
    given = parser.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="commonbeat-web-"))
    os.environ.update(COMMONBEAT_HOME=str(home), COMMONBEAT_TRUSTED_PROXIES="1", COMMONBEAT_LOG="ERROR")
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
        os.environ.pop(name, None)
    try:
        photo = picture()
        print(
            f"photo: {len(photo) / 1024:.0f} KiB; {given.writers} writers, {given.readers} readers, {given.seconds} s each"
        )
        print(
            "web processes   sent/s   page p95   send p95   read p95   read alone p95   ratio   errors   on file"
        )
        for processes in (1, 2, 4):
            with served(given.port, processes):
                print(measured(given, processes, photo), flush=True)
    finally:
        if given.home is None:
            shutil.rmtree(home, ignore_errors=True)


def measured(given: argparse.Namespace, processes: int, photo: bytes) -> str:
    """One line of the table."""
    alone = Seen()
    together(given.seconds / 3, [lambda until: read(given.port, until, alone)] * given.readers)
    seen = Seen()
    work: list[Callable[[float], None]] = [
        lambda until: write(given.port, until, photo, seen)
    ] * given.writers
    work += [lambda until: read(given.port, until, seen)] * given.readers
    together(given.seconds, work)
    kept = on_file(seen.numbers)
    whole = "all" if kept == len(seen.numbers) == len(set(seen.numbers)) else f"{kept} of {len(seen.numbers)}"
    before, after = alone.p95("read"), seen.p95("read")
    return (
        f"{processes:13d} {len(seen.numbers) / given.seconds:8.1f} {seen.p95('page'):7.0f} ms {seen.p95('send'):7.0f} ms "
        f"{after:7.0f} ms {before:13.0f} ms {after / before:7.1f} {len(seen.errors) + len(alone.errors):8d}   {whole}"
        + "".join(f"\n    {error}" for error in sorted(set(seen.errors))[:5])
    )


@dataclass
class Seen:
    """What the visitors met.

    Attributes:
        waits: seconds by kind of step.
        numbers: acknowledged reports.
        errors: everything that was not the answer a visitor should get.
    """

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    numbers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def p95(self, kind: str) -> float:
        """The 95th percentile, in milliseconds."""
        waits = sorted(self.waits[kind])
        return 1000 * waits[int(len(waits) * 0.95)] if waits else float("nan")


def together(seconds: float, work: list[Callable[[float], None]]) -> None:
    """Let everybody work at once, until the time is over."""
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=one, args=(until,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def write(port: int, until: float, photo: bytes, seen: Seen) -> None:
    """A resident after another, each from an address of their own."""
    while time.monotonic() < until:
        visitor = Visitor(port)
        try:
            report(visitor, photo, seen)
        except (OSError, http.client.HTTPException) as error:
            seen.errors.append(f"writing: {type(error).__name__}: {error}")
        finally:
            visitor.leave()


def report(visitor: Visitor, photo: bytes, seen: Seen) -> None:
    """Fill in the form once, through all its steps."""
    began = time.monotonic()
    status, page = visitor.get(FORM)
    seen.waits["page"].append(time.monotonic() - began)
    if status != 200:
        seen.errors.append(f"form: {status}")
        return
    fields = (
        dict(HIDDEN.findall(page))
        | where()
        | ANSWERS
        | {"description": f"Paint on a wall, {uuid.uuid4()}", "go": "send"}
    )
    began = time.monotonic()
    status, page = visitor.post(FORM, fields, photo)
    for _ in range(2):  # the step that shows reports near by, where there are any
        if CODE.search(page) or status >= 400:
            break
        fields = dict(HIDDEN.findall(page)) | {"different": "1", "go": "send"}
        status, page = visitor.post(FORM, fields)
    seen.waits["send"].append(time.monotonic() - began)
    number = re.search(r"\bR\d\d-\d{6}\b", page)
    if status == 200 and number and CODE.search(page):
        seen.numbers.append(number.group())
    else:
        title = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
        seen.errors.append(f"sending: {status} {title.group(1).strip()[:80] if title else ''}")


def where() -> dict[str, str]:
    """A place in the demo city."""
    lon, lat = random.choice(PLACES)
    return {"lat": f"{lat:.6f}", "long": f"{lon:.6f}", "how": "pin"}


def read(port: int, until: float, seen: Seen) -> None:
    """A reader who opens one page after another."""
    visitor = Visitor(port)
    while time.monotonic() < until:
        path = random.choice(READS)
        began = time.monotonic()
        try:
            status, _ = visitor.get(path)
        except (OSError, http.client.HTTPException) as error:
            seen.errors.append(f"reading: {type(error).__name__}")
            visitor = Visitor(port)
            continue
        seen.waits["read"].append(time.monotonic() - began)
        if status != 200:
            seen.errors.append(f"{path}: {status}")
    visitor.leave()


class Visitor:
    """One browser: a connection, a cookie, an address."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self.cookie = self.token = ""
        octets = (random.randint(0, 255) for _ in range(3))
        self.address = "10." + ".".join(map(str, octets))

    def get(self, path: str) -> tuple[int, str]:
        """Open a page."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str], photo: bytes = b"") -> tuple[int, str]:
        """Send a form as a browser does, with the photo as a file."""
        mark = uuid.uuid4().hex
        body = io.BytesIO()
        for name, value in (fields | {"csrfmiddlewaretoken": self.token}).items():
            body.write(
                f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            )
        if photo:
            head = 'Content-Disposition: form-data; name="pictures"; filename="wall.jpg"\r\nContent-Type: image/jpeg'
            body.write(f"--{mark}\r\n{head}\r\n\r\n".encode() + photo + b"\r\n")
        body.write(f"--{mark}--\r\n".encode())
        return self._ask(
            "POST", path, body.getvalue(), {"Content-Type": f"multipart/form-data; boundary={mark}"}
        )

    def leave(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        sent = headers | {"X-Forwarded-For": self.address, "Cookie": self.cookie}
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        page = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = cookie.partition(";")[0]
        if token := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page):
            self.token = token.group(1)
        return answer.status, page


def picture() -> bytes:
    """A photo of 2 megapixels with the detail of a real one, as JPEG."""
    from PIL import Image

    noise = random.Random(1).randbytes(400 * 300 * 3)
    image = Image.frombytes("RGB", (400, 300), noise).resize((1632, 1224), Image.Resampling.BICUBIC)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=80)
    return kept.getvalue()


PLACES: list[tuple[float, float]] = []


@contextmanager
def served(port: int, processes: int) -> Iterator[None]:
    """The whole house; fills `PLACES` the first time."""
    command = [sys.executable, "-m", "commonbeat.front.cli.main", "up", "--demo"]
    house = subprocess.Popen(
        [*command, "--port", str(port), "--web", str(processes)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        if not any(line.startswith("Ready: ") for line in house.stdout or ()):
            raise SystemExit("the house did not start; run `commonbeat up --demo` to see why")
        if not PLACES:
            PLACES.extend(places())
        time.sleep(2)  # every process has answered its first request
        yield
    finally:
        house.terminate()
        house.wait(timeout=120)


def django_ready() -> None:
    """Reach the house's database from here."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()


def places() -> list[tuple[float, float]]:
    """Points in the city that a report may be made for."""
    django_ready()
    from commonbeat.city.places.models import MapPoint

    return list(MapPoint.objects.values_list("lon", "lat")[:5000])


def on_file(numbers: list[str]) -> int:
    """How many of the acknowledged reports are on file with their photo."""
    django_ready()
    from django.db import connections

    from commonbeat.community.requests.models import ServiceRequest

    connections.close_all()  # the server was another one before
    return ServiceRequest.objects.filter(number__in=numbers).count()


if __name__ == "__main__":
    main()

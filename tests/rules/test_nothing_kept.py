"""Anonymous doors keep nothing about the visitor: everything they can write to is searched for what came with them.

Each file ``tests/rules/doors/<topic>.py`` has a function ``doors(client) -> Typed`` that sends every form of its
topic which needs no account. The client comes from an address and with a browser that stand nowhere else. Searched
afterwards: every row of every table, every file of the home, what was logged and printed, and a backup.
"""

import base64
import hashlib
import importlib.util
import logging
import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg import sql
from rules.nothing_kept import Typed

from commonbeat.front.cli import backups
from commonbeat.kernel.contact.codes import normal
from commonbeat.kernel.database.urls import database_url
from commonbeat.kernel.notify import actions
from commonbeat.kernel.notify.models import Message

HERE = Path(__file__).parent / "doors"
TOPICS = sorted(path.stem for path in HERE.glob("*.py"))
ADDRESS, FORWARDED, IPV6 = "203.0.113.77", "198.51.100.201", "2001:db8:77:31::beef"
BROWSER, REQUEST_ID, FROM = "MarkerBrowser/77.31", "marker-request-7731", "https://marker-referrer.example/"
MARKERS = (ADDRESS, FORWARDED, IPV6, "MarkerBrowser", REQUEST_ID, "marker-referrer")
# Where residents' words may be are the tables of their cases; never here.
NOT_FOR_WORDS = ("audit_", "notify_", "procrastinate_", "django_", "access_", "account", "axes_", "jobs_")
NOT_FOR_FILES = ("limits-",)


def load(topic: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"doors_{topic}", HERE / f"{topic}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def forms(text: str) -> set[str]:
    """A text as it may stand in a store: plain, without separators, in hex, in base 64, as a bare hash."""
    plain = text.encode()
    found = {text, plain.hex(), base64.b64encode(plain).decode().rstrip("=")}
    found |= {hashlib.new(name, plain).hexdigest() for name in ("md5", "sha1", "sha256")}
    code = normal(text)
    if code:
        found |= {code, code.lower(), code.encode().hex(), hashlib.sha256(code.encode()).hexdigest()}
    return {one.lower() for one in found}


def stands_in(text: str, store: str) -> bool:
    return any(form in store for form in forms(text))


def tables() -> dict[str, str]:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [name for (name,) in cursor.fetchall()]
    with psycopg.connect(_owner_of(connection.settings_dict["NAME"])) as owner:
        return {
            name: "\n".join(
                row
                for (row,) in owner.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name)))
            ).lower()
            for name in names
        }


def _owner_of(database: str) -> str:
    head, question, query = database_url("owner").partition("?")
    return f"{head.rsplit('/', 1)[0]}/{database}{question}{query}"


def files(home: Path) -> dict[str, str]:
    """Every file of the home, by its path."""
    return {
        str(path.relative_to(home)): f"{path.name}\n{path.read_bytes().decode('latin-1')}".lower()
        for path in home.rglob("*")
        if path.is_file()
    }


def backup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Everything ``commonbeat backup`` writes, readable."""
    whole = folder / "whole.tar"
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_OWNER_URL", _owner_of(connection.settings_dict["NAME"]))
        backups.write_backup(whole)
    with tarfile.open(whole) as tar:
        tar.extractall(folder / "out", filter="data")
    dump = subprocess.run(
        [backups._program("pg_restore"), "--file=-", str(folder / "out" / backups.DUMP)],
        capture_output=True, check=True,
    )  # fmt: skip
    names = "\n".join(str(path) for path in (folder / "out").rglob("*"))
    return f"{names}\n{dump.stdout.decode()}".lower()


def send_everything() -> None:
    """What the worker would send, now."""
    Message.objects.filter(state="queued").update(next_try_at=timezone.now())
    for key in Message.objects.filter(state="queued").values_list("pk", flat=True):
        actions.deliver(key)


@pytest.fixture
def visit(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A home of the test's own, and what makes a client one that can be told from all others."""
    settings.COMMONBEAT_HOME = tmp_path / "home"
    settings.COMMONBEAT_HOME.mkdir()
    settings.TRUSTED_PROXIES = 1
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setenv("COMMONBEAT_MAIL", "file")
    monkeypatch.setenv("COMMONBEAT_SMS", "file")
    return {
        "REMOTE_ADDR": ADDRESS,
        "HTTP_X_FORWARDED_FOR": f"{IPV6}, {FORWARDED}",
        "HTTP_USER_AGENT": BROWSER,
        "HTTP_X_REQUEST_ID": REQUEST_ID,
        "HTTP_REFERER": FROM,
    }


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_is_kept(
    topic: str, fresh_db: str, visit, tmp_path: Path, monkeypatch, caplog, capfd
) -> None:
    caplog.set_level(logging.DEBUG)
    typed: Typed = load(topic).doors(Client(raise_request_exception=False, **visit))
    send_everything()
    printed = "".join(capfd.readouterr())
    logs = f"{caplog.text}\n{printed}".lower()
    stores = {f"table {name}": text for name, text in tables().items()}
    stores |= {f"file {name}": text for name, text in files(django_settings.COMMONBEAT_HOME).items()}
    stores |= {"log": logs, "backup": backup(tmp_path, monkeypatch)}

    wrong = [
        f"{text!r} in {place}"
        for place, store in stores.items()
        for text in (*MARKERS, *typed.codes, *typed.nowhere)
        if stands_in(text, store) and not (place.startswith("file outbox/") and text in typed.codes)
    ]
    for place, store in stores.items():
        kind, _, name = place.partition(" ")
        if place == "backup":
            continue  # holds the tables, which are looked at one by one
        if kind in ("log", "file") or name.startswith(NOT_FOR_WORDS):
            wrong += [f"{text!r} in {place}" for text in typed.words if text.lower() in store]
        may_know = {"contact_party", *typed.people_in}
        if name not in may_know and not name.startswith("outbox/"):
            wrong += [f"{text!r} in {place}" for text in typed.people if text.lower() in store]
    assert wrong == [], "\n".join(wrong)
    assert not typed.words or any(text.lower() in stores["backup"] for text in typed.words), (
        "nothing was taken"
    )


def test_every_anonymous_form_is_sent_by_a_file_of_doors() -> None:
    """A namespace for everybody that takes forms has a file here."""
    from django.urls import get_resolver

    public = set(django_settings.PUBLIC_NAMESPACES)
    there = set(_namespaces(get_resolver())) & public
    reading_only = {"portal", "live", "api-v1"}
    missing = there - reading_only - set(TOPICS)
    assert missing == set(), f"add tests/rules/doors/<topic>.py with doors(client) for {sorted(missing)}"


def _namespaces(resolver: Any) -> Iterator[str]:
    """Every namespace of the site."""
    for one in getattr(resolver, "url_patterns", []):
        if getattr(one, "namespace", None):
            yield one.namespace
        yield from _namespaces(one)


PATHS = [
    "/track/7KQF-M2XA-01ZD-9TBC/", "/track/?code=7KQF-M2XA-01ZD-9TBC", "/track/link/7KQF-M2XA-01ZD-9TBC/x/",
    "/es/track/7KQF-M2XA-01ZD-9TBC", "/7KQF-M2XA-01ZD-9TBC", "/track/case/files/7KQF-M2XA-01ZD-9TBC/",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("how", ["get", "post", "delete"])
def test_a_code_in_an_address_is_not_logged(visit, caplog, capfd, path: str, how: str) -> None:
    caplog.set_level(logging.DEBUG)
    strict = Client(raise_request_exception=False, enforce_csrf_checks=True, **visit)
    getattr(strict, how)(path)
    said = f"{caplog.text}{''.join(capfd.readouterr())}"
    assert "7KQF" not in said
    assert ADDRESS not in said
    assert FORWARDED not in said


@pytest.mark.django_db
def test_a_refused_form_and_a_failing_page_leave_no_trace(visit, caplog, monkeypatch) -> None:
    from commonbeat.kernel.contact import links

    caplog.set_level(logging.DEBUG)

    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("7KQF-M2XA came from a browser")

    monkeypatch.setattr(links.MagicLink.objects, "filter", fails)
    client = Client(raise_request_exception=False, **visit)
    assert client.post("/track/link/7KQF-M2XA/").status_code == 500
    assert Client(enforce_csrf_checks=True, **visit).post("/track/", {"code": "7KQF-M2XA"}).status_code == 403
    assert "Answer 500 at portal_track:link" in caplog.text
    assert "builtins.RuntimeError" in caplog.text
    assert "Answer 403 at portal_track:home" in caplog.text
    logged = "\n".join(line for line in caplog.text.splitlines() if "raise RuntimeError" not in line)
    assert "7KQF" not in logged


def test_the_real_web_server_writes_no_log_of_visits(live: str, caplog, capfd) -> None:
    import socket
    from urllib.parse import urlsplit

    caplog.set_level(logging.DEBUG)
    at = urlsplit(live)
    requests = [
        b"GET /track/7KQF-M2XA/ HTTP/1.1\r\nHost: localhost\r\nUser-Agent: MarkerBrowser/77.31\r\nConnection: close\r\n\r\n",
        b"GET /track/7KQF-M2XA HTTP/9.9\r\n\r\n",
        b"POST /track/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7KQF-M2XA\r\n\r\n",
        b"7KQF-M2XA\r\n\r\n",
        b"GET /track/ HTTP/1.1\r\nHost: 7KQF-M2XA.example\r\nConnection: close\r\n\r\n",
    ]
    for request in requests:
        with socket.create_connection((at.hostname, at.port), timeout=10) as line:
            line.sendall(request)
            answer = b"".join(iter(lambda: line.recv(4096), b""))  # to its end: the server closes after each
            assert re.match(rb"HTTP/1\.[01] [45]\d\d", answer)
    said = f"{caplog.text}{''.join(capfd.readouterr())}"
    assert "7KQF" not in said
    assert "MarkerBrowser" not in said

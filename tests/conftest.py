"""The test run's database: one template built by the owner, cloned for each worker and for each test that commits."""

import fcntl
import gc
import hashlib
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

REPO = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("COMMONBEAT_SHARED", REPO.parent / "shared"))
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def _owner(dbname: str | None = None) -> psycopg.Connection:
    """A connection as the owner, to its own database or to ``dbname``."""
    from commonbeat.kernel.database.urls import database_url

    extra = {"dbname": dbname} if dbname else {}
    return psycopg.connect(database_url("owner"), autocommit=True, **extra)


def _rename(url: str, dbname: str) -> str:
    """``url`` with another database name."""
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{dbname}" + (f"?{query}" if query else "")


def _build_template(name: str) -> None:
    from commonbeat.kernel.database.grants import grant
    from commonbeat.kernel.database.urls import database_url

    with _owner() as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    owner_url = _rename(database_url("owner"), name)
    env = {**os.environ, "COMMONBEAT_DB_ROLE": "owner", "DATABASE_OWNER_URL": owner_url}
    env["DATABASE_URL"] = _rename(database_url("app"), name)
    env["DATABASE_READ_URL"] = _rename(database_url("read"), name)
    migrate = [sys.executable, str(REPO / "manage.py"), "migrate", "--verbosity=0"]
    subprocess.run(migrate, env=env, check=True, cwd=REPO)
    grant(owner_url)


def pytest_configure(config: pytest.Config) -> None:
    """Start the database and build the template, once for all workers."""
    gc.disable()  # until everything is imported and collected: nothing of it is garbage
    if not _is_controller(config) or config.option.collectonly or "COMMONBEAT_TEST_TEMPLATE" in os.environ:
        return
    if "DATABASE_URL" not in os.environ:
        from commonbeat.kernel.database import embedded

        config.stash[_CLUSTER] = embedded.start_for_tests()
    if os.environ.get("COMMONBEAT_TEST_KEEP") == "1":
        os.environ["COMMONBEAT_TEST_TEMPLATE"] = _kept_template()
        return
    name = f"cbt_{uuid.uuid4().hex[:8]}"
    os.environ["COMMONBEAT_TEST_TEMPLATE"] = name
    config.stash[_TEMPLATE] = name
    _build_template(name)


def _kept_template() -> str:
    """The template of these very migrations, built once and left on the server for the next run.

    For work on one's own server (``COMMONBEAT_TEST_KEEP=1``): a run then begins at once. Another set of migrations is
    another template; drop the old ones (``cbk_…``) when they are in the way.
    """
    digest = hashlib.sha256()
    # The shipped forms are stored by the migrations too.
    sources = sorted([*(REPO / "src").glob("**/migrations/*.py"), *(REPO / "src").glob("**/data/*.toml")])
    for path in [*sources, REPO / "src/commonbeat/kernel/database/grants.py"]:
        digest.update(str(path.relative_to(REPO)).encode() + path.read_bytes())
    name = f"cbk_{digest.hexdigest()[:12]}"
    with _owner() as conn:
        conn.execute("SELECT pg_advisory_lock(hashtext('commonbeat test template'))")
        if conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        making = f"{name}_{uuid.uuid4().hex[:6]}"
        try:
            _build_template(making)
        except BaseException:
            _drop(making)
            raise
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        conn.execute(rename.format(sql.Identifier(making), sql.Identifier(name)))
    return name


# What takes longest is begun first, so that no worker sits with it alone at the end; programs that start and stop wait
# much, so they run beside the browser.
LONGEST_FIRST = (
    "front/cli/test_up",
    "journeys/test_marisol",
    "journeys/",
    "front/cli/",
    "demo/",
    "rules/test_url_table",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first (the Makefile asks the workers to keep this order)."""

    def rank(item: pytest.Item) -> int:
        name = item.path.relative_to(REPO / "tests").as_posix()
        return next(
            (n for n, start in enumerate(LONGEST_FIRST) if name.startswith(start)), len(LONGEST_FIRST)
        )

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """Keep what stays until the end (modules, six thousand tests) out of the collector's rounds from here on."""
    gc.collect()
    gc.freeze()
    gc.enable()


_CLUSTER = pytest.StashKey[Any]()
_TEMPLATE = pytest.StashKey[str]()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Drop what this run made."""
    city = Path(os.environ.get("COMMONBEAT_TEST_HOME", "/nowhere")) / "marisol.name"
    if _is_controller(config) and city.exists():
        _drop(city.read_text())
    if _TEMPLATE in config.stash:
        _drop(config.stash[_TEMPLATE])
    if _CLUSTER in config.stash:
        config.stash[_CLUSTER].stop()
    if _is_controller(config) and "COMMONBEAT_TEST_HOME" in os.environ:
        shutil.rmtree(os.environ["COMMONBEAT_TEST_HOME"], ignore_errors=True)


def _drop(name: str) -> None:
    """Drop a database; a connection that is still leaving (the owner may not end the app's) is waited for."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with _owner() as conn:
        for _ in range(50):
            try:
                conn.execute(statement)
                return
            except psycopg.errors.ObjectInUse:
                time.sleep(0.1)
        logging.getLogger(__name__).warning("database %s is still in use and stays behind", name)


def _copy(name: str, template: str) -> None:
    """Make a database that begins as another one stands.

    Its files are copied as they are: block by block through the server's memory, the default, costs three times as much.
    """
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    with _owner() as conn:
        conn.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def _tell_key(name: str) -> None:
    """Let a copy believe claims of this run's home: a kept template knows the key of another."""
    from commonbeat.kernel.database.urls import database_url
    from commonbeat.kernel.walls import keys

    keys.install(_rename(database_url("owner"), name))


@contextmanager
def _cloned(template: str = "") -> Iterator[str]:
    """A copy of the template (or of another database), in use as the default database while the block runs."""
    from django.db import connections

    template = template or os.environ["COMMONBEAT_TEST_TEMPLATE"]
    name = f"{template}_{uuid.uuid4().hex[:6]}"
    _copy(name, template)
    _tell_key(name)
    settings_dict = connections.settings["default"]
    before = settings_dict["NAME"]
    connections["default"].close()
    settings_dict["NAME"] = connections["default"].settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connections["default"].close()
        settings_dict["NAME"] = connections["default"].settings_dict["NAME"] = before
        _drop(name)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """This worker's own copy of the template (replaces pytest-django's)."""
    with django_db_blocker.unblock(), _cloned():
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test begins in English: a request to a Spanish page leaves its language active in the thread."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def own_visits(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test counts its own visits to anonymous doors: all of them come from one address."""
    from commonbeat.kernel.access import limits

    own = tmp_path_factory.getbasetemp() / "visits" / uuid.uuid4().hex

    def folder() -> Path:
        own.mkdir(parents=True, exist_ok=True)
        return own

    monkeypatch.setattr(limits, "_folder", folder)


@pytest.fixture
def fresh_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own, where it may commit; yields its name."""
    with django_db_blocker.unblock(), _cloned() as name:
        yield name


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database that the tests of one module share, where they may commit; yields its name."""
    with django_db_blocker.unblock(), _cloned() as name:
        yield name


@pytest.fixture
def fresh_addresses(fresh_db: str) -> dict[str, str]:
    """What a process of its own finds in its environment to work on the test's own database."""
    from commonbeat.kernel.database.urls import VARIABLES, database_url

    return {variable: _rename(database_url(role), fresh_db) for role, variable in VARIABLES.items()}


@pytest.fixture
def owner_connection(fresh_db: str) -> Iterator[psycopg.Connection]:
    """The owner's connection to the test's own database (for tampering, and for proving walls)."""
    with _owner(fresh_db) as conn:
        yield conn


@contextmanager
def _served() -> Iterator[str]:
    """A web server on the current default database while the block runs; yields its address."""
    from django.db import connections
    from waitress import create_server, wasyncore

    from config.wsgi import application

    # The server's threads give their connections back after each request, so that the database can be dropped.
    settings_dict = connections.settings["default"]
    before, settings_dict["CONN_MAX_AGE"] = settings_dict.get("CONN_MAX_AGE", 0), 0
    server = create_server(
        application, host="127.0.0.1", port=0, threads=4, clear_untrusted_proxy_headers=True
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Closed by its own thread: closed from here, its loop could be waiting on what is no longer open.
        # Its loop may be awake already and have closed, the trigger too, before the trigger is pulled.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(timeout=5)
        server.task_dispatcher.shutdown()
        settings_dict["CONN_MAX_AGE"] = before


@pytest.fixture
def live(fresh_db: str) -> Iterator[str]:
    """A running web server on a database of its own; yields its address."""
    with _served() as address:
        yield address


@pytest.fixture(scope="module")
def marisol(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo city (its last ten weeks), served for a whole module of journeys; yields its address.

    It is built once for all workers; each module gets a copy.
    """
    home = Path(os.environ["COMMONBEAT_TEST_HOME"])
    with django_db_blocker.unblock():
        with (home / "marisol.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (home / "marisol.name").exists():
                (home / "marisol.name").write_text(_built_city())
        os.environ["COMMONBEAT_TEST_SIGNINS"] = (home / "demo-signins.json").read_text()
        with _cloned((home / "marisol.name").read_text()), _served() as address:
            yield address


def _built_city() -> str:
    """Build the demo city; the name of its database, which `pytest_unconfigure` drops."""
    from datetime import date

    from commonbeat.demo.build import build

    with _cloned() as name:
        build(lambda line: None, today=date(2026, 5, 26), weeks=10)
        kept = f"cbm_{uuid.uuid4().hex[:8]}"
        from django.db import connections

        connections["default"].close()
        _copy(kept, name)
    return kept


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, headless; ended with its module, because its event loop would stay in this thread."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed; `make setup-test` installs it where apt is allowed")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real data for proofs; tests that need it are skipped where it is not at hand."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("real data is not at hand; set COMMONBEAT_SHARED to its folder")
    return folder

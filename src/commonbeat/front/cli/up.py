"""``commonbeat up``: database, web, worker and live pages in one go, until Ctrl-C."""

import contextlib
import http.client
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import FrameType

import typer

from commonbeat.front.cli.disk import nearly_full
from commonbeat.front.cli.keeper import Keeper
from commonbeat.front.cli.keys import KeyInForce
from commonbeat.front.cli.migrating import bring_up_to_date
from commonbeat.front.cli.surroundings import SUPERVISED, child_environment, own_command
from commonbeat.front.cli.unprivileged import lowered, with_new_keys
from commonbeat.kernel.database import tether
from commonbeat.kernel.database.embedded import Server, serving
from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import home
from commonbeat.kernel.database.lock import only_one
from commonbeat.kernel.database.urls import is_embedded

ROUND = 0.3  # seconds between two looks at the children
PORT_PATIENCE = 5.0  # seconds; the web process of a killed `up` needs a moment to leave
LIVE_URL = "COMMONBEAT_LIVE_URL"
SITE_URL = "COMMONBEAT_URL"
HIGHEST_PORT = 65_535
SLOW_START = 60.0  # seconds without an answer after which we say so


class AskedToStop(Exception):
    """Ctrl-C or a signal from the system's own supervisor."""


def register(app: typer.Typer) -> None:
    """Add ``up``."""

    @app.command()
    def up(
        port: int = typer.Option(8000, help="Port of the site."),
        host: str = typer.Option("127.0.0.1", help="Address to listen on."),
        demo: bool = typer.Option(False, "--demo", help="Build the demo city when the database is empty."),
        worker: bool = typer.Option(True, help="Also do the background work."),
        web: int = typer.Option(1, min=1, max=64, help="Web processes; about one for each core."),
    ) -> None:
        """Start the database, the site and the background work; Ctrl-C stops them all."""
        _listen_to_signals()
        try:
            with ExitStack() as stack:
                run(stack, host=host, port=port, demo=demo, worker=worker, web=web)
        except AskedToStop:
            say("Stopped.")


def run(stack: ExitStack, *, host: str, port: int, demo: bool, worker: bool, web: int = 1) -> None:
    """Start everything and look after it until a signal comes.

    Args:
        stack: stops what was started, last first.
        host: address to listen on.
        port: port of the site.
        demo: build the demo city when the database is empty.
        worker: also start the worker.
        web: how many web processes share the port.

    Raises:
        DatabaseTrouble: something cannot start; the text says why and what to do.
        AskedToStop: a signal came.
    """
    server = stack.enter_context(_database())
    stack.callback(_ignore_signals)  # runs first: a second Ctrl-C must not cut the stopping short
    check_port(host, port)
    if warning := nearly_full():
        say(warning)
    bring_up_to_date()
    if demo:
        _build_demo()
    keeper = Keeper(say)
    stack.callback(keeper.stop)
    stack.callback(_ignore_signals)
    live = live_address(host, port)
    known = {SUPERVISED: "1", LIVE_URL: live, SITE_URL: site_address(host, port)}
    key = KeyInForce()
    rights = lowered(child_environment(**known), port)
    if rights.warning:
        say(rights.warning)
    site = own_command("web", "--host", host, "--port", str(port))
    for number in range(1, web + 1):
        name = "web" if web == 1 else f"web {number}"
        keeper.keep(name, site, rights.environment, rights.options)
    if worker:
        keeper.keep("worker", own_command("worker"), rights.environment, rights.options)
    if live:
        pages = own_command("live", "--host", host, "--port", str(port + 1))
        keeper.keep("live", pages, rights.environment, rights.options)
    _look_after(keeper, server, host, port, lambda: hand_on(key, keeper, rights.environment))


def site_address(host: str, port: int) -> str:
    """What links in messages, feeds and Open311 begin with: the address in the environment, otherwise where we listen."""
    return os.environ.get(SITE_URL) or f"http://{_for_person(host)}:{port}"


def live_address(host: str, port: int) -> str:
    """Where browsers reach the live process on the port above the site's; "" when another program listens there.

    An address given in the environment (a proxy's, for instance) is kept.
    """
    try:
        if port >= HIGHEST_PORT:
            raise DatabaseTrouble("There is no port above the highest one.")
        check_port(host, port + 1, patience=0)
    except DatabaseTrouble:
        say(f"Port {port + 1} is taken, so pages ask for news every ten seconds instead of being told.")
        return ""
    return os.environ.get(LIVE_URL) or f"http://{_for_person(host)}:{port + 1}/live/"


def _look_after(
    keeper: Keeper, server: Server | None, host: str, port: int, see_to_key: Callable[[], None]
) -> None:
    announcement = Announcement(host, port)
    while True:
        if server is not None and not server.alive():
            say("The database ended; starting it again.")
            server.start()
        keeper.look_after()
        see_to_key()
        announcement.look()
        time.sleep(ROUND)


def hand_on(key: KeyInForce, keeper: Keeper, environment: dict[str, str]) -> None:
    """Start site and worker again, each beside the old one, once `commonbeat keys rotate` changed the key."""
    if key.was_changed():
        say(
            "The key of protected records was changed; starting site and worker again, each beside the old one."
        )
        keeper.renew(with_new_keys(environment), but=("live",))  # which looks at no record


class Announcement:
    """The one Ready line, printed when the site answers for the first time."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.made = self.warned = False
        self.began = self.next_look = time.monotonic()

    def look(self) -> None:
        """Ask the site; ever more seldom, for each refusal of a site in trouble fills its log."""
        now = time.monotonic()
        if self.made or now < self.next_look:
            return
        self.made = answers(self.host, self.port)
        self.next_look = now + min(5.0, (now - self.began) / 4)
        if self.made:
            print(f"Ready: http://{_for_person(self.host)}:{self.port}", flush=True)
        elif not self.warned and now - self.began > SLOW_START:
            self.warned = True
            say("The site does not answer yet; the lines above say why.")


@contextlib.contextmanager
def _database() -> Iterator[Server | None]:
    """The embedded server, or ``None`` with a server of one's own; either way this home is ours alone."""
    if is_embedded():
        with serving() as server:
            yield server
    else:
        with only_one():
            yield None


def _build_demo() -> None:
    """Let the demo city be built by a process of its own, and show its sign-ins."""
    child = tether.start(own_command("demo", "--when-empty"), env=child_environment(**{SUPERVISED: "1"}))
    try:
        code = child.wait()
    except BaseException:
        tether.stop(child)
        raise
    if code != 0:
        raise DatabaseTrouble("The demo city could not be built; the lines above say why.")
    show_sign_ins()


def show_sign_ins() -> None:
    """Print the demo's sign-ins, when there are any."""
    file = home() / "demo-signins.json"
    if not file.is_file():
        return
    say("Demo sign-ins (role: e-mail, password, secret for the code):")
    for role, entry in json.loads(file.read_text()).items():
        say(f"  {role}: " + "  ".join(str(value) for value in entry.values()))


def check_port(host: str, port: int, patience: float = PORT_PATIENCE) -> None:
    """See that we can listen there.

    Args:
        host: address.
        port: port.
        patience: seconds to wait for another program to leave.

    Raises:
        DatabaseTrouble: another program listens there, or the address is not ours.
    """
    until = time.monotonic() + patience
    while True:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
            return
        except OSError as error:
            if time.monotonic() >= until:
                raise DatabaseTrouble(
                    f"Cannot listen on {host} port {port}: {error.strerror}. Choose another one with --port."
                ) from error
        time.sleep(0.2)


def answers(host: str, port: int) -> bool:
    """Whether the site answers a request with anything but a failure of its own."""
    connection = http.client.HTTPConnection(_for_address(host).strip("[]"), port, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _for_address(host: str) -> str:
    """The name under which a browser on this machine reaches ``host``."""
    if host in {"0.0.0.0", "::"}:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _for_person(host: str) -> str:
    """The same as a name where there is one: browsers keep passkeys for names, never for addresses of numbers."""
    address = _for_address(host)
    return "localhost" if address in {"127.0.0.1", "[::1]"} else address


def say(sentence: str) -> None:
    """Print a sentence on standard error; standard output carries the Ready line alone."""
    print(sentence, file=sys.stderr, flush=True)


def _listen_to_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ask_to_stop)
    if (
        signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
    ):  # started with nohup: stay when the terminal goes
        signal.signal(signal.SIGHUP, _ask_to_stop)


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    raise AskedToStop

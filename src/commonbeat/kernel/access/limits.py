"""How often one address may knock at an anonymous door, counted so that nobody can tell later who knocked.

An address is hashed under a random key that lives for one hour in a file of the home's ``cache`` folder: outside the
database, its logs and every backup. Key and counters are deleted together when the hour is over; what stays is how
many were refused at which door in which hour.

The counters are in SQLite because several processes count at once and PostgreSQL would keep them in its write-ahead
log and in backups.
"""

import hashlib
import hmac
import ipaddress
import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Literal

from django.http import HttpRequest

from commonbeat.kernel.audit.log import Actor
from commonbeat.kernel.audit.middleware import address_of
from commonbeat.kernel.database.home import home

HOUR_S = 3600
MINUTE_S = 60
WAIT_S = 5.0
_TABLES = """
CREATE TABLE IF NOT EXISTS hour (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS knock (who BLOB PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
"""


class TooMany(Exception):
    """Too many requests from one address.

    Attributes:
        door: the door that was knocked at.
        seconds: when to come again, in seconds from now.
    """

    def __init__(self, door: str, seconds: int) -> None:
        super().__init__(f"Too many requests at {door}; come again in {seconds} s.")
        self.door = door
        self.seconds = seconds


def limited(
    door: str, request: HttpRequest, *, most: int, within: Literal["hour", "minute"] = "hour"
) -> None:
    """Count one knock, and stop it when there were too many from its address.

    Args:
        door: name of the door, for instance ``tracking code``; doors count apart.
        request: whose address counts; of an IPv6 address its first 64 bits.
        most: how many are let in.
        within: in each full hour, or each full minute of it.

    Raises:
        TooMany: this one is beyond ``most``.
    """
    now = time.time()
    length = HOUR_S if within == "hour" else MINUTE_S
    slot = int(now // length)
    if _count(int(now // HOUR_S), f"{door}|{within}|{slot}|{_neighbourhood(request)}") > most:
        raise TooMany(door, int((slot + 1) * length - now) + 1)


def anonymous(request: HttpRequest) -> Actor:
    """Who acts at an anonymous door: a resident, and nothing else is known about them."""
    return Actor("resident")


def _neighbourhood(request: HttpRequest) -> str:
    """The part of an address that stands for one household or company."""
    text = address_of(request)
    if not text:
        return "unknown"
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return text


def _folder() -> Path:
    """Where the hours are counted."""
    folder = home() / "cache" / "limits"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _count(hour: int, what: str) -> int:
    """Add one to a counter of an hour and return it."""
    path = _folder() / f"limits-{hour}.db"
    if not path.exists():
        forget_past_hours(hour)
    with closing(sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)) as counters:
        counters.execute("PRAGMA synchronous=OFF")
        counters.execute("PRAGMA journal_mode=MEMORY")
        counters.executescript(_TABLES)
        counters.execute("INSERT OR IGNORE INTO hour VALUES (1, ?)", (secrets.token_bytes(32),))
        (key,) = counters.execute("SELECT key FROM hour").fetchone()
        who = hmac.new(key, what.encode(), hashlib.sha256).digest()[:16]
        (n,) = counters.execute(
            "INSERT INTO knock VALUES (?, 1) ON CONFLICT (who) DO UPDATE SET n = n + 1 RETURNING n", (who,)
        ).fetchone()
    return int(n)


def forget_past_hours(hour: int | None = None) -> int:
    """Delete keys and counters of every hour but the present one.

    Returns:
        How many hours were forgotten.
    """
    present = f"limits-{int(time.time() // HOUR_S) if hour is None else hour}.db"
    past = [path for path in _folder().glob("limits-*.db*") if path.name != present]
    for path in past:
        path.unlink(missing_ok=True)
    return len(past)

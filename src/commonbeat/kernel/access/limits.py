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
import logging
import math
import secrets
import sqlite3
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Literal

import uuid6
from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from commonbeat.kernel.audit.log import Actor
from commonbeat.kernel.audit.middleware import address_of
from commonbeat.kernel.database.home import cache_folder

HOUR_S = 3600
MINUTE_S = 60
WAIT_S = 5.0
# Both or none: whoever sees the key's table may count on the other one.
_TABLES = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS hour (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS knock (who BLOB PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
COMMIT;
"""
_ADD = "INSERT INTO knock VALUES (?, 1) ON CONFLICT (who) DO UPDATE SET n = n + 1 RETURNING n"
_REFUSED = """
INSERT INTO access_doorrefusal (id, door, hour, n) VALUES (%s, %s, %s, 1)
ON CONFLICT (door, hour) DO UPDATE SET n = access_doorrefusal.n + 1
"""
_log = logging.getLogger(__name__)


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

    Call it before a transaction is begun, so that the refusal stays counted.

    Args:
        door: name of the door, for instance ``tracking code``; doors count apart.
        request: whose address counts; of an IPv6 address its first 64 bits.
        most: how many are let in.
        within: in each full hour, or each full minute of it.

    Raises:
        TooMany: this one is beyond ``most``.
    """
    _limit(door, _neighbourhood(request), most, within)


def limited_holder(door: str, who: str, *, most: int) -> None:
    """Count one knock of somebody who is known, whatever the address, and stop it when there were too many.

    Args:
        door: name of the door.
        who: for instance the id of a key.
        most: how many are let in, in each full hour.

    Raises:
        TooMany: this one is beyond ``most``.
    """
    _limit(door, f"holder|{who}", most, "hour")


def _limit(door: str, who: str, most: int, within: Literal["hour", "minute"]) -> None:
    now = time.time()
    length = HOUR_S if within == "hour" else MINUTE_S
    slot = int(now // length)
    if _count(int(now // HOUR_S), f"{door}|{within}|{slot}|{who}") > most:
        count_refusal(door)
        raise TooMany(door, math.ceil((slot + 1) * length - now))


def first_times(door: str, who: str, *, most: int) -> bool:
    """Count one knock of somebody known by a number or name, and say whether it is among the first of this hour.

    Like an address, who it was is kept only as a hash under a key that lives for the hour.

    Args:
        door: name of the door.
        who: for instance a telephone number.
        most: how many count as first.
    """
    return _count(int(time.time() // HOUR_S), f"{door}|who|{who}") <= most


def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """The page for somebody who was stopped: when to come again, and the telephone for those who cannot wait."""
    context = {"status": 429, "minutes": math.ceil(error.seconds / MINUTE_S)}
    page = render_to_string("ui/errors/429.html", context, request=request)
    response = HttpResponse(page, status=429, headers={"Retry-After": str(error.seconds)})
    add_never_cache_headers(response)
    return response


def count_refusal(door: str) -> None:
    """Count that a door refused somebody in this hour, for staff to see."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED, (uuid6.uuid7(), door, hour))


def refusals(since: datetime) -> list[tuple[str, datetime, int]]:
    """How many requests each door refused in each hour: door, start of the hour, how many; the newest first.

    Args:
        since: hours that began at this moment or later.
    """
    rows = apps.get_model("access", "DoorRefusal").objects.filter(hour__gte=since)
    return [(row.door, row.hour, row.n) for row in rows]


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
    return cache_folder("limits")


def _count(hour: int, what: str) -> int:
    """Add one to a counter of an hour and return it; 0 when counting is impossible, for the door then stays open."""
    path = _folder() / f"limits-{hour}.db"
    if not path.exists():
        forget_past_hours(hour)
    try:
        return _add(path, what)
    except sqlite3.OperationalError as error:
        _log.error("Visits cannot be counted in %s (%s); no door is limited meanwhile.", path.parent, error)
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)  # a crash left it unreadable: the hour begins anew
    return 0


def _add(path: Path, what: str) -> int:
    """Add one to a counter in a file."""
    with closing(sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)) as counters:
        counters.execute("PRAGMA synchronous=OFF")
        counters.execute("PRAGMA journal_mode=MEMORY")
        who = hmac.new(_key(counters), what.encode(), hashlib.sha256).digest()[:16]
        (n,) = counters.execute(_ADD, (who,)).fetchone()
    return int(n)


def _key(counters: sqlite3.Connection) -> bytes:
    """The hour's key, made by whoever comes first."""
    try:
        found = counters.execute("SELECT key FROM hour").fetchone()
    except sqlite3.OperationalError:  # no table yet
        counters.executescript(_TABLES)
        found = None
    if found is None:
        counters.execute("INSERT OR IGNORE INTO hour VALUES (1, ?)", (secrets.token_bytes(32),))
        found = counters.execute("SELECT key FROM hour").fetchone()
    return bytes(found[0])


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

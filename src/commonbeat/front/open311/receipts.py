"""Answers to reports of the last minutes, so that a client that heard nothing may send the same report again.

What was sent is known again by a keyed hash, and the answer is sealed with a key made of what was sent: only who sends
the same report once more, with the same API key, can have the same answer. The file is in the home's ``cache`` folder,
outside the database and its backups, and each row leaves it after a quarter of an hour.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from commonbeat.kernel.database.home import cache_folder

KEPT_S = 15 * 60
WAIT_S = 5.0
PATIENCE, PAUSE_S = 40, 0.05
_log = logging.getLogger(__name__)
_TABLE = """
CREATE TABLE IF NOT EXISTS receipt (what BLOB PRIMARY KEY, at REAL NOT NULL, submit_key TEXT NOT NULL, answer BLOB)
WITHOUT ROWID
"""


@dataclass(frozen=True)
class Receipt:
    """A report that is being taken in.

    Attributes:
        submit_key: the same for the same report within a quarter of an hour.
        answer: what was answered the first time, or None.
    """

    what: bytes
    seal: bytes
    submit_key: str
    answer: Mapping[str, Any] | None


def receipt_of(parts: Mapping[str, Any]) -> Receipt:
    """The receipt of a report.

    Args:
        parts: everything that makes two reports the same, as JSON can hold it.
    """
    sent = json.dumps(parts, sort_keys=True, default=str).encode()
    what, seal = _keyed("known", sent), base64.urlsafe_b64encode(_keyed("sealed", sent))
    now = time.time()
    with _file() as rows:
        rows.execute("DELETE FROM receipt WHERE at < ?", (now - KEPT_S,))
        rows.execute(
            "INSERT OR IGNORE INTO receipt VALUES (?, ?, ?, NULL)", (what, now, secrets.token_urlsafe(24))
        )
        submit_key, answer = rows.execute(
            "SELECT submit_key, answer FROM receipt WHERE what = ?", (what,)
        ).fetchone()
    return Receipt(what, seal, submit_key, _opened(seal, answer))


def keep(receipt: Receipt, answer: Mapping[str, Any], *, first: bool) -> Mapping[str, Any]:
    """Keep what is answered, sealed; where the same report came twice at once, the answer of the first one stands.

    Args:
        receipt: from ``receipt_of``.
        answer: what JSON can hold.
        first: whether this answer holds the tracking code.

    Returns:
        The answer to give.
    """
    sealed = Fernet(receipt.seal).encrypt(json.dumps(answer).encode())
    with _file() as rows:
        kept = "UPDATE receipt SET answer = ? WHERE what = ? AND (answer IS NULL OR ?)"
        rows.execute(kept, (sealed, receipt.what, first))
        row = rows.execute("SELECT answer FROM receipt WHERE what = ?", (receipt.what,)).fetchone()
    return _opened(receipt.seal, row[0] if row else None) or answer


def _opened(seal: bytes, answer: bytes | None) -> Mapping[str, Any] | None:
    if answer is None:
        return None
    try:
        return dict(json.loads(Fernet(seal).decrypt(answer)))
    except InvalidToken:
        return None


def _keyed(purpose: str, sent: bytes) -> bytes:
    key = hashlib.sha256(f"commonbeat.open311.receipts.{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, sent, hashlib.sha256).digest()


def _path() -> Path:
    return cache_folder("open311") / "receipts.db"


@contextmanager
def _file() -> Iterator[sqlite3.Connection]:
    """The receipts; an unreadable file is begun anew, one that is only busy is waited for."""
    path = _path()
    try:
        rows = _patiently(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as broken:
        _log.error("The receipts of Open311 cannot be read (%s); they begin anew.", broken)
        path.unlink(missing_ok=True)
        rows = _opened_file(path)
    with closing(rows), rows:
        yield rows


def _patiently(path: Path) -> sqlite3.Connection:
    """Open the file; while another process begins it, SQLite may say at once that it is locked."""
    for _again in range(PATIENCE):
        try:
            return _opened_file(path)
        except sqlite3.OperationalError:
            time.sleep(PAUSE_S)
    return _opened_file(path)


def _opened_file(path: Path) -> sqlite3.Connection:
    rows = sqlite3.connect(path, timeout=WAIT_S)
    rows.execute("PRAGMA secure_delete=ON")
    rows.execute("PRAGMA synchronous=OFF")
    rows.execute(_TABLE)
    return rows

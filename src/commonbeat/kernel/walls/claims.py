"""Who looks, as what and why, in the words the database checks. Claims are good for one transaction only."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection

from .errors import NotThere, WallsClosed
from .keys import signing_key

LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Claims:
    """What is claimed.

    Attributes:
        tx: number of the transaction, as its audit row has it.
        account: id of the account that looks; empty for the platform itself and for people without one.
        labels: kind → (labels opened for reading, labels opened for writing). A kind not named stays shut.
        case: the case the look keeps to; empty: all.
        opened: a case opened by something else than a grant (a code, or it is just being made).
        writing: whether grants and what is opened count for writing too.
        governs: ``grant``, ``recuse``, ``ask``, ``consent`` or ``lift``: what may be written about who is let in.
        purpose: name of the purpose.
        request: id of the request, as in the audit log.
        own: opens rows about this account, where tables say so, and nothing else.
        door: only finds the conversation that belongs to a code.
        lasts: how long statements may begin with these claims.
    """

    tx: int
    account: str = ""
    labels: Mapping[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    case: str = ""
    opened: str = ""
    writing: bool = False
    governs: str = ""
    purpose: str = ""
    request: str = ""
    own: bool = False
    door: bool = False
    lasts: timedelta = LASTS

    def payload(self, database: str) -> str:
        """The text that is signed.

        Args:
            database: name of the database they are good for.
        """
        said: dict[str, Any] = {
            "t": str(self.tx),
            "d": database,
            "x": round(time.time() + self.lasts.total_seconds(), 3),
            "a": self.account,
            "k": {name: {"r": _listed(r), "w": _listed(w)} for name, (r, w) in sorted(self.labels.items())},
            "c": self.case or None,
            "o": self.opened or None,
            "m": self.writing,
            "g": self.governs or None,
            "p": self.purpose,
            "q": self.request,
        }
        if self.own:
            said["y"] = True
        if self.door:
            said["v"] = True
        return json.dumps(said, separators=(",", ":"))


def _listed(labels: frozenset[str]) -> str:
    """Labels as PostgreSQL writes an array; their names need no quotes (`declare.register_kind`)."""
    return "{" + ",".join(sorted(labels)) + "}"


def put(claims: Claims, *, case: str = "") -> str:
    """Tell the database, for the rest of the transaction.

    Args:
        claims: what is claimed.
        case: a case that must be open with them.

    Returns:
        What was set, to be set again after a look within this one.

    Raises:
        WallsClosed: the database does not believe it, or this process was not given the key.
        NotThere: the case is not open.
    """
    try:
        text = signing_key().signed(claims.payload(connection.settings_dict["NAME"]))
    except KeyError:
        raise WallsClosed("This process was not given the key for protected records.") from None
    with connection.cursor() as cursor:
        if case:
            cursor.execute("SELECT walls_enter_case(%s, %s)", [text, case])
        else:
            cursor.execute("SELECT CASE WHEN walls_enter(%s) THEN true END", [text])
        (opened,) = cursor.fetchone()
    if opened is None:
        raise WallsClosed(
            "The database does not know this process's key. Run `commonbeat migrate`, then start the processes again."
        )
    if not opened:
        raise NotThere
    return text


def put_back(text: str) -> None:
    """Set what was set before a look; empty: nobody looks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('commonbeat.walls', %s, true)", [text])

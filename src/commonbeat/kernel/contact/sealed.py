"""The answer to a form, kept for an hour for whoever sent it, so that a lost connection loses no tracking code.

A code is shown once and stored only as a hash. But an answer can be lost on its way to a telephone, and a page can be
loaded again. So the answer is kept here, sealed with the form's own random key, which only the sender's page holds: a
copy of these files tells nobody anything. Files live in the home's ``cache`` folder, outside database and backup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from commonbeat.kernel.database.home import cache_folder

KEPT_SECONDS = 3600
SHORTEST_KEY = 16


def keep(key: str, answer: dict[str, Any]) -> None:
    """Seal an answer under the form's key (at least `SHORTEST_KEY` signs; a shorter one keeps nothing)."""
    if len(key) < SHORTEST_KEY:
        return
    _forget()
    path = _path(key)
    part = path.with_suffix(".part")
    part.write_bytes(_cipher(key).encrypt(json.dumps(answer).encode()))
    part.replace(path)


def kept(key: str) -> dict[str, Any] | None:
    """The answer that was sealed under this key within the hour, or None."""
    path = _path(key)
    try:
        if path.stat().st_mtime < time.time() - KEPT_SECONDS:
            return None
        answer: dict[str, Any] = json.loads(_cipher(key).decrypt(path.read_bytes()))
    except (FileNotFoundError, InvalidToken):
        return None
    return answer


def _folder() -> Path:
    return cache_folder("answers")


def _path(key: str) -> Path:
    """The file of a key; its name is a hash under another label than the cipher's key."""
    return _folder() / hashlib.sha256(b"name:" + key.encode()).hexdigest()


def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"seal:" + key.encode()).digest()))


def _forget() -> None:
    """Delete what is older than an hour; another worker may be doing the same at this moment."""
    oldest = time.time() - KEPT_SECONDS
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()

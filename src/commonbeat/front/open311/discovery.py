"""The discovery document: which endpoints there are, in which formats, whom to ask."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commonbeat.kernel.database.home import cache_folder

from . import here, services
from .formats import BARE_TYPES, JSON, XML


def document() -> dict[str, Any]:
    """The discovery document."""
    changed = changeset()
    kinds = (("production", here.PRODUCTION), ("test", here.TEST))
    return {
        "changeset": changed,
        "contact": here.contact(),
        "key_service": here.key_service(),
        "endpoints": [
            {
                "specification": here.SPECIFICATION,
                "url": here.endpoint(version),
                "changeset": changed,
                "type": kind,
                "formats": [BARE_TYPES[XML], BARE_TYPES[JSON]],
            }
            for kind, version in kinds
        ],
    }


def changeset() -> str:
    """When the services or their definitions last changed, as far as this installation saw it.

    What the services are is hashed, and the moment a new hash was first seen is kept in the home's ``cache`` folder.
    Losing it only makes clients read the lists once more.
    """
    now = datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    digest = _digest()
    path = cache_folder("open311") / "changeset.json"
    try:
        kept = json.loads(path.read_text())
        if kept["digest"] == digest:
            return str(kept["since"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    _write(path, {"digest": digest, "since": now})
    return now


def _digest() -> str:
    listed = [
        [one.code, one.name, one.description, one.keywords, one.group, services.attributes(one, language)]
        for language in ("en", "es")
        for one in services.offered(language)
    ]
    said = [listed, here.base(), here.contact()]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _write(path: Path, content: dict[str, str]) -> None:
    """Write in one step, so that nobody reads half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file)
    os.replace(name, path)

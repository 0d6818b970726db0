"""The bytes that are hashed: the same rules as the database trigger's, written once more in Python.

A field is ``<length in bytes>:<UTF-8 text>``, a missing one ``-``. No two lists of fields give the same bytes,
because each length says where its text ends.

- leaf of a row = SHA-256(salt ‖ fields of the row)
- root of a seal = SHA-256(root before ‖ fields of the seal ‖ for each row its number as a field ‖ its leaf)
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256

FIRST_PREVIOUS = bytes(32)

ROW_FIELDS = (
    "seq", "at", "tx", "cluster", "actor_kind", "actor_id", "role", "agency", "address", "session", "action",
    "object_kind", "object_id", "purpose", "case_ref", "reason", "outcome", "request_id", "details",
)  # fmt: skip
SEAL_FIELDS = ("no", "sealed_at", "count", "first_at", "last_at", "cluster", "from_tx", "to_tx", "next_tx")

_AS_TEXT = {
    "seq": "seq::text",
    "at": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "tx": "tx::text",
    "details": "details::text",
}
ROW_AS_TEXTS = ", ".join(_AS_TEXT.get(name, name) for name in ROW_FIELDS)
"""SQL that reads the fields of a row of ``audit_entry`` as the texts that were hashed."""


def field(value: str | None) -> bytes:
    """One field."""
    if value is None:
        return b"-"
    raw = value.encode()
    return b"%d:%s" % (len(raw), raw)


def moment(at: datetime) -> str:
    """A time as it is hashed: UTC, microseconds."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def leaf_of(salt: bytes, texts: Iterable[str | None]) -> bytes:
    """The leaf of a row, from its salt and its fields in the order of `ROW_FIELDS`."""
    return sha256(salt + b"".join(map(field, texts))).digest()


def root_of(previous: bytes, texts: Iterable[str], leaves: Iterable[tuple[int, bytes]]) -> bytes:
    """The root of a seal, from the root before, its fields (`SEAL_FIELDS`) and its rows' numbers and leaves."""
    digest = sha256(previous)
    for text in texts:
        digest.update(field(text))
    for seq, leaf in leaves:
        digest.update(field(str(seq)) + leaf)
    return digest.digest()


def seal_texts(seal: object, fields: Sequence[str] = SEAL_FIELDS) -> list[str]:
    """The fields of a seal as texts."""
    values = (getattr(seal, name) for name in fields)
    return [moment(value) if isinstance(value, datetime) else str(value) for value in values]

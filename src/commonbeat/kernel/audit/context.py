"""What is known about the request an audit row is made in: one value, bound around the request or job."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

import uuid6


@dataclass(frozen=True)
class Origin:
    """Where a change comes from.

    Attributes:
        request_id: shared by every row of one request, job or command.
        address: network address of the person, when there is one.
        role: name of the role the person acts in.
        session: opaque id of the session (never the cookie's value).
        agency: opaque id of the agency, for shared logs.
        case: id of the protected case that is looked at, or its kind: every row written meanwhile belongs to it.
    """

    request_id: str = ""
    address: str | None = None
    role: str = ""
    session: str = ""
    agency: str = ""
    case: str = ""


_NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("audit_origin", default=_NOWHERE)


def origin() -> Origin:
    """The origin bound at this moment; empty outside every request and job."""
    return _current.get()


def new_request_id() -> str:
    """A fresh request id; ids of later requests sort after earlier ones."""
    return str(uuid6.uuid7())


@contextmanager
def bound(**known: Any) -> Iterator[Origin]:
    """Bind what is known for the length of the block, on top of what was bound before.

    Args:
        known: fields of `Origin`. A request id is made when none is bound yet.
    """
    known.setdefault("request_id", origin().request_id or new_request_id())
    token = _current.set(replace(origin(), **known))
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def amend(**known: Any) -> None:
    """Add what became known inside the present block (for instance the role, after sign-in)."""
    _current.set(replace(origin(), **known))

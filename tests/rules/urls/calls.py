"""Calls in the console."""

from uuid import UUID

READERS = [
    "chief", "command", "sergeant", "officer", "dispatcher", "analyst", "records", "ia_commander", "ia_investigator",
]  # fmt: skip
NO_CALL = {"pk": UUID(int=1)}

ROWS = {
    "calls:list": {"roles": READERS},
    "calls:map": {"roles": READERS},
    "calls:detail": {"roles": READERS, "args": NO_CALL, "ok": 404},
    "calls:export": {"roles": ["chief", "analyst"]},
    "calls:add_note": {"roles": ["sergeant", "officer", "dispatcher"], "args": NO_CALL, "ok": 405},
}

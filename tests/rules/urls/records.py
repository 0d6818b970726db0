"""Incidents in the console."""

from uuid import UUID

READERS = ["chief", "command", "sergeant", "officer", "analyst", "records", "ia_commander", "ia_investigator"]

ROWS = {
    "incidents:list": {"roles": READERS},
    "incidents:detail": {"roles": READERS, "args": {"pk": UUID(int=1)}, "ok": 404},
}

"""The weekly report in the console."""

READERS = ["chief", "command", "sergeant", "officer", "analyst", "pio"]
WEEK = {"week": "2024-W40"}  # no report was prepared for it

ROWS = {
    "report:latest": {"roles": READERS},
    "report:week": {"roles": READERS, "args": WEEK, "ok": 404},
    "report:download": {"roles": READERS, "args": WEEK | {"kind": "pdf"}, "ok": 404},
    "report:answer": {"roles": ["chief", "command", "analyst"], "args": WEEK | {"key": "x"}, "ok": 404},
    "report:release": {"roles": ["chief", "pio"], "args": WEEK, "ok": 404},
}

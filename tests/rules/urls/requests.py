"""Requests of residents in the console."""

from uuid import UUID

READERS = [
    "chief", "command", "sergeant", "officer", "dispatcher", "analyst", "pio", "code_enforcement", "community",
]  # fmt: skip
WORKERS = ["command", "code_enforcement", "community"]
INSPECTORS = ["code_enforcement"]
MANAGERS = ["chief", "command", "community"]
NO = {"pk": UUID(int=1)}

ROWS = {
    "requests:list": {"roles": READERS},
    "requests:map": {"roles": READERS},
    "requests:export": {"roles": ["chief", "command", "analyst", "code_enforcement"]},
    "requests:new": {"roles": WORKERS},
    "requests:round": {"roles": INSPECTORS},
    "requests:stop": {"roles": INSPECTORS, "args": NO, "ok": 404},
    "requests:categories": {"roles": MANAGERS},
    "requests:new_category": {"roles": MANAGERS},
    "requests:category": {"roles": MANAGERS, "args": {"code": "graffiti"}},
    "requests:templates": {"roles": MANAGERS},
    "requests:new_template": {"roles": MANAGERS},
    "requests:template": {"roles": MANAGERS, "args": {"code": "fixed"}},
    "requests:picture": {"roles": READERS, "args": NO, "ok": 404},
    "requests:show_picture": {"roles": WORKERS, "args": NO, "ok": 405},
    "requests:case": {"roles": READERS, "args": NO, "ok": 404},
    "requests:case_step": {"roles": INSPECTORS, "args": {**NO, "name": "cure"}, "ok": 404},
    "requests:detail": {"roles": READERS, "args": NO, "ok": 404},
    "requests:assign": {"roles": WORKERS, "args": NO, "ok": 405},
    "requests:write": {"roles": WORKERS, "args": {**NO, "what": "note"}, "ok": 405},
    "requests:step": {"roles": WORKERS, "args": {**NO, "name": "fix"}, "ok": 404},
    "requests:change": {"roles": WORKERS, "args": NO, "ok": 404},
    "requests:place": {"roles": WORKERS, "args": NO, "ok": 404},
    "requests:add_picture": {"roles": WORKERS, "args": NO, "ok": 405},
    "requests:identity": {"roles": WORKERS, "args": NO, "ok": 404},
    "requests:new_code": {"roles": WORKERS, "args": NO, "ok": 404},
    "requests:inspect": {"roles": INSPECTORS, "args": NO, "ok": 404},
    "requests:open_case": {"roles": INSPECTORS, "args": NO, "ok": 404},
}

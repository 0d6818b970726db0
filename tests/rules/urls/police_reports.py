"""Police reports in the console: clerks decide, dispatchers call and take vehicles over, chiefs read counts."""

from uuid import UUID

CLERKS = ["records"]
DESK = ["dispatcher", "records"]
COUNTS = ["chief", "command", "dispatcher", "records"]
NONE = {"pk": UUID(int=1)}

ROWS = {
    "police_reports:list": {"roles": CLERKS},
    "police_reports:counts": {"roles": COUNTS},
    "police_reports:new": {"roles": DESK},
    "police_reports:key_in": {"roles": DESK, "args": {"kind": "theft"}},
    "police_reports:calls": {"roles": DESK},
    "police_reports:call": {"roles": DESK, "args": NONE, "ok": 404},
    "police_reports:number": {"roles": DESK, "args": NONE, "ok": 405},
    "police_reports:end_call": {"roles": DESK, "args": NONE, "ok": 405},
    "police_reports:vehicles": {"roles": DESK},
    "police_reports:take_vehicle": {"roles": DESK, "args": NONE, "ok": 405},
    "police_reports:serials": {"roles": CLERKS},
    "police_reports:enter_serial": {"roles": CLERKS, "args": NONE, "ok": 405},
    "police_reports:export": {"roles": CLERKS},
    "police_reports:settings": {"roles": CLERKS},
    "police_reports:times": {"roles": CLERKS, "ok": 405},
    "police_reports:drop_time": {"roles": CLERKS, "args": NONE, "ok": 405},
    "police_reports:departments": {"roles": CLERKS, "ok": 405},
    "police_reports:drop_department": {"roles": CLERKS, "args": {"pk": 1}, "ok": 405},
    "police_reports:kinds": {"roles": CLERKS, "ok": 405},
    "police_reports:detail": {"roles": CLERKS, "args": NONE, "ok": 404},
    "police_reports:people": {"roles": CLERKS, "args": NONE, "ok": 405},
    "police_reports:new_code": {"roles": CLERKS, "args": NONE, "ok": 404},
    "police_reports:codes": {"roles": CLERKS, "args": NONE, "ok": 405},
    "police_reports:do": {"roles": CLERKS, "args": {**NONE, "step": "take"}, "ok": 405},
    "police_reports:file": {"roles": CLERKS, "args": {**NONE, "key": UUID(int=2)}, "ok": 404},
}

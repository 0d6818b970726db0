"""Complaints in the console. A case that is not there looks like one that is not yours: 404 for whoever holds a purpose."""

from uuid import UUID

from commonbeat.accountability.complaints.doing import DOINGS

OPENERS = ["chief", "command", "sergeant", "ia_commander", "ia_investigator", "city_manager", "oversight"]
WORKERS = ["command", "sergeant", "ia_commander", "ia_investigator", "city_manager"]
COMMANDERS = ["ia_commander", "city_manager"]
DECIDERS = ["chief", "city_manager"]
INTAKE = [
    "chief",
    "command",
    "sergeant",
    "dispatcher",
    "records",
    "ia_commander",
    "ia_investigator",
    "city_manager",
]
HELD = {"complaints.work": WORKERS, "complaints.command": COMMANDERS, "complaints.decide": DECIDERS}
NONE = {"pk": UUID(int=1)}
KNOWING = ["command", "ia_commander", "ia_investigator", "city_manager"]

ROWS = {
    "complaints:list": {"roles": OPENERS},
    "complaints:key_in": {"roles": INTAKE},
    "complaints:emergencies": {"roles": OPENERS},
    "complaints:answer": {
        "roles": ["chief", "ia_commander", "city_manager"],
        "args": {"emergency_id": UUID(int=1), "yes": "consent"},
        "ok": 405,
    },
    "complaints:detail": {"roles": OPENERS, "args": NONE, "ok": 404},
    "complaints:who": {"roles": KNOWING, "args": NONE, "ok": 404},
    "complaints:new_code": {"roles": KNOWING, "args": NONE, "ok": 404},
    "complaints:write": {"roles": WORKERS, "args": NONE, "ok": 405},
    "complaints:letter": {"roles": COMMANDERS, "args": NONE, "ok": 404},
    "complaints:sent_letter": {"roles": OPENERS, "args": NONE | {"letter_id": UUID(int=2)}, "ok": 404},
    "complaints:file": {"roles": OPENERS, "args": NONE | {"file_id": UUID(int=2)}, "ok": 404},
    **{f"complaints:{one.name}": {"roles": HELD[one.capability], "args": NONE, "ok": 405} for one in DOINGS},
}

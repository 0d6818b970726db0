"""Questions and town halls in the console."""

from uuid import UUID

READERS = ["chief", "command", "pio", "community"]
MODERATORS = ["chief", "pio", "community"]
HOSTS = ["pio", "community"]
NONE = {"pk": UUID(int=1)}
NO_HALL = {"slug": "no-such-evening"}

ROWS = {
    "questions:list": {"roles": READERS},
    "questions:key_in": {"roles": READERS},
    "questions:detail": {"roles": READERS, "args": NONE, "ok": 404},
    **{
        f"questions:{name}": {"roles": READERS, "args": NONE, "ok": 405}
        for name in ("answer", "clarify", "extend", "note", "go_on", "assign")
    },
    **{
        f"questions:{name}": {"roles": MODERATORS, "args": NONE, "ok": 405}
        for name in ("set_aside", "publish", "keep_private", "acknowledge")
    },
    "questions:who": {"roles": ["chief", "command", "community", "pio"], "args": NONE, "ok": 404},
    "questions:new_code": {"roles": ["chief", "command", "community", "pio"], "args": NONE, "ok": 404},
    "questions:alarms": {"roles": MODERATORS},
    "questions:alarm_piece": {"roles": MODERATORS},
    "questions:halls": {"roles": READERS},
    "questions:plan": {"roles": HOSTS},
    "questions:hall": {"roles": READERS, "args": NO_HALL, "ok": 404},
    "questions:change": {"roles": HOSTS, "args": NO_HALL, "ok": 404},
    "questions:open": {"roles": HOSTS, "args": NO_HALL, "ok": 405},
    "questions:close": {"roles": HOSTS, "args": NO_HALL, "ok": 405},
    "questions:board": {"roles": READERS, "args": NO_HALL, "ok": 404},
    "questions:board_piece": {"roles": READERS, "args": NO_HALL, "ok": 404},
    "questions:moderate": {
        "roles": MODERATORS,
        "args": NO_HALL | {"number": 1, "step": "approve"},
        "ok": 405,
    },
    "questions:reply": {"roles": MODERATORS, "args": NO_HALL | {"number": 1}, "ok": 405},
}

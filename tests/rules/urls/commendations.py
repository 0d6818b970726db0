"""Commendations and suggestions in the console."""

from uuid import UUID

READERS = ["chief", "command", "records", "pio", "community"]
WORKERS = ["chief", "command", "records", "community"]
PUBLISHERS = ["chief", "pio", "community"]
OWN = [
    "chief", "command", "sergeant", "officer", "dispatcher", "analyst", "records", "pio", "code_enforcement",
    "community", "ia_commander", "ia_investigator", "support_coordinator",
]  # fmt: skip
NONE = {"pk": UUID(int=1)}

ROWS = {
    "commendations:list": {"roles": READERS},
    "commendations:key_in": {"roles": WORKERS},
    "commendations:mine": {"roles": OWN},
    "commendations:mine_one": {"roles": OWN, "args": NONE, "ok": 404},
    "commendations:suggestions": {"roles": READERS},
    "commendations:key_in_suggestion": {"roles": WORKERS},
    "commendations:suggestion": {"roles": READERS, "args": NONE, "ok": 404},
    "commendations:detail": {"roles": READERS, "args": NONE, "ok": 404},
    **{
        f"commendations:{name}": {"roles": WORKERS, "args": NONE, "ok": 405}
        for name in (
            "consider", "answer", "close_suggestion", "assign", "say_suggestion", "note_suggestion",
            "match", "pass_on", "close", "give_up", "say", "note",
        )
    },
    "commendations:unmatch": {"roles": WORKERS, "args": NONE | {"praised": 1}, "ok": 405},
    **{
        f"commendations:{name}": {"roles": PUBLISHERS, "args": NONE, "ok": 405}
        for name in ("publish", "keep_private")
    },
    **{
        f"commendations:{name}": {"roles": WORKERS, "args": NONE, "ok": 404}
        for name in ("who", "new_code", "who_suggestion", "new_code_suggestion")
    },
    "commendations:file": {"roles": READERS, "args": NONE | {"key": UUID(int=2)}, "ok": 404},
}  # fmt: skip

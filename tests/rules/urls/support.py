"""Early support in the console. Files that are not there answer 404 to whoever may look after some, 403 to all others."""

from uuid import UUID

NO = {"file": UUID(int=1), "pk": UUID(int=2)}
REVIEW = ["command", "sergeant", "support_coordinator"]
OWN = ["chief", "command", "sergeant", "officer", "ia_commander", "ia_investigator", "support_coordinator"]
SWITCH = ["chief", "support_coordinator"]
MANAGE = ["support_coordinator"]

ROWS = {
    "support:list": {"roles": REVIEW},
    "support:mine": {"roles": OWN},
    "support:answer": {"roles": OWN, "ok": 405},
    "support:settings": {"roles": SWITCH},
    "support:new_notice": {"roles": SWITCH},
    "support:confirm_notice": {"roles": SWITCH, "args": {"pk": 1}, "ok": 405},
    "support:withdraw_notice": {"roles": SWITCH, "args": {"pk": 1}, "ok": 405},
    "support:supervisors": {"roles": MANAGE},
    "support:alert": {"roles": REVIEW, "args": NO, "ok": 404},
    "support:talk": {"roles": REVIEW, "args": NO, "ok": 405},
    "support:plan": {"roles": REVIEW, "args": NO, "ok": 405},
    "support:follow_up": {"roles": REVIEW, "args": NO, "ok": 405},
    "support:effect": {"roles": REVIEW, "args": NO, "ok": 405},
    "support:step": {"roles": REVIEW, "args": {**NO, "name": "acknowledge"}, "ok": 405},
}

"""An officer's own page, one officer in a case, personnel files."""

from uuid import UUID

from commonbeat.accountability.discipline.doing import DOINGS
from commonbeat.front.roles import ROLES

ONE, TWO = UUID(int=1), UUID(int=2)
PAPER, OWN_FILE = {"pk": ONE}, {"pk": ONE, "file_id": TWO}
OFFICER, FILE = {"case": ONE, "pk": TWO}, {"case": ONE, "pk": TWO, "file_id": ONE}
NOBODY = {"member": 999_999_999}


def holders(name: str) -> list[str]:
    """Roles that hold a capability."""
    return [role for role, one in ROLES.items() if name in one.capabilities]


FILES, AGREEMENTS = holders("discipline.files"), holders("discipline.agreements")

ROWS = {
    "discipline:mine": {"roles": ["*"]},
    "discipline:paper": {"roles": ["*"], "args": PAPER, "ok": 404},
    "discipline:text": {"roles": ["*"], "args": PAPER, "ok": 404},
    "discipline:own_file": {"roles": ["*"], "args": OWN_FILE, "ok": 404},
    **{
        f"discipline:{name}": {"roles": ["*"], "args": PAPER, "ok": 405}
        for name in ("sign", "answer", "ask_time", "appeal", "mediation")
    },
    "discipline:officer": {"roles": holders("complaints.open"), "args": OFFICER, "ok": 404},
    "discipline:file": {"roles": holders("complaints.open"), "args": FILE, "ok": 404},
    **{
        f"discipline:do_{one.name.replace('-', '_')}": {
            "roles": holders(one.capability),
            "args": OFFICER,
            "ok": 405,
        }
        for one in DOINGS
    },
    "discipline:find": {"roles": FILES},
    "discipline:personnel": {"roles": FILES, "args": NOBODY, "ok": 404},
    "discipline:export": {"roles": FILES, "args": NOBODY, "ok": 405},
    "discipline:separate": {"roles": FILES, "args": NOBODY, "ok": 404},
    "discipline:agreements": {"roles": AGREEMENTS},
}

"""Records owed: the commander and the city manager work, the chief and oversight look; a case that is not theirs is not there."""

from typing import Any

import uuid6
from factories import complaints as make

DOJ = ["ia_commander", "chief", "city_manager"]
READ = [*DOJ, "oversight"]
WORK = ["ia_commander", "city_manager"]


def nothing() -> dict[str, Any]:
    """A complaint that is not there."""
    return {"case": uuid6.uuid7()}


def nothing_of_nothing() -> dict[str, Any]:
    """A record that is not there."""
    return {"case": uuid6.uuid7(), "pk": uuid6.uuid7()}


def a_case() -> dict[str, Any]:
    """A complaint."""
    return {"case": make.taken().complaint_id}


ROWS = {
    "disclosure:duties": {"roles": READ},
    "disclosure:yearly": {"roles": DOJ},
    "disclosure:yearly_csv": {"roles": DOJ},
    "disclosure:case": {"roles": READ, "args": nothing, "ok": 404},
    "disclosure:take": {"roles": WORK, "args": nothing, "ok": 405},
    "disclosure:begin_report": {"roles": WORK, "args": nothing, "ok": 405},
    "disclosure:sent": {"roles": WORK, "args": nothing_of_nothing, "ok": 404},
    "disclosure:request": {"roles": READ, "args": nothing_of_nothing, "ok": 404},
    **{
        f"disclosure:do_{name}": {"roles": WORK, "args": nothing_of_nothing, "ok": 405}
        for name in ("delay", "go_on", "redact", "release", "refuse", "withdraw")
    },
}

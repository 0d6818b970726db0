"""The workbench in the console."""

from uuid import UUID

READERS = ["chief", "command", "analyst"]
NO_RUN = {"pk": UUID(int=1)}

ROWS = {
    "workbench:home": {"roles": READERS},
    "workbench:saved": {"roles": READERS},
    "workbench:page": {"roles": READERS, "args": {"name": "nothing"}, "ok": 404},
    "workbench:progress": {"roles": READERS, "args": NO_RUN, "ok": 404},
    "workbench:cancel": {"roles": READERS, "args": NO_RUN, "ok": 405},
    "workbench:save": {"roles": ["analyst"], "args": NO_RUN, "ok": 405},
    "workbench:withdraw": {"roles": ["analyst"], "args": NO_RUN, "ok": 405},
    "workbench:propose": {"roles": READERS},
    "workbench:proposal": {"roles": READERS, "args": NO_RUN, "ok": 404},
    "workbench:proposal_geojson": {"roles": READERS, "args": NO_RUN, "ok": 404},
    "workbench:move": {"roles": ["analyst"], "args": NO_RUN, "ok": 405},
    "workbench:lock": {"roles": ["analyst"], "args": NO_RUN, "ok": 405},
}

"""Interviews, evidence and criminal tracks in the console; a case that is not there is a 404 for whoever holds a purpose."""

from uuid import UUID

OPENERS = ["chief", "command", "sergeant", "ia_commander", "ia_investigator", "city_manager", "oversight"]
WORKERS = ["command", "sergeant", "ia_commander", "ia_investigator", "city_manager"]
CRIMINAL = ["chief", "ia_commander", "ia_investigator", "city_manager", "criminal_investigator"]
OPEN_TRACKS = ["ia_commander", "city_manager"]
CASE = {"pk": UUID(int=1)}
INTERVIEW = CASE | {"interview": UUID(int=2)}
ITEM = CASE | {"item": UUID(int=2)}
TRACK = {"track": UUID(int=1)}

ROWS = {
    "interviews:new": {"roles": WORKERS, "args": CASE, "ok": 404},
    "interviews:interview": {"roles": OPENERS, "args": INTERVIEW, "ok": 404},
    "interviews:do": {"roles": WORKERS, "args": INTERVIEW | {"what": "hold"}, "ok": 405},
    "interviews:served": {"roles": OPENERS, "args": INTERVIEW | {"notice": UUID(int=3)}, "ok": 404},
    "interviews:file": {"roles": OPENERS, "args": INTERVIEW | {"key": UUID(int=3)}, "ok": 404},
    "interviews:new_evidence": {"roles": WORKERS, "args": CASE, "ok": 404},
    "interviews:evidence": {"roles": OPENERS, "args": ITEM, "ok": 404},
    "interviews:do_evidence": {"roles": WORKERS, "args": ITEM | {"what": "check"}, "ok": 405},
    "interviews:evidence_file": {"roles": OPENERS, "args": ITEM | {"key": UUID(int=3)}, "ok": 404},
    "interviews:new_track": {"roles": OPEN_TRACKS, "args": CASE, "ok": 404},
    "interviews:tracks": {"roles": CRIMINAL},
    "interviews:track": {"roles": CRIMINAL, "args": TRACK, "ok": 404},
    "interviews:do_track": {"roles": CRIMINAL, "args": TRACK | {"what": "note"}, "ok": 405},
}

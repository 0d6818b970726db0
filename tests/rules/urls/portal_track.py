"""The tracking pages: open to everybody; what needs an open case sends those without one to enter their code."""

_KEY = {"key": "01900000-0000-7000-8000-000000000000"}
_TOKEN = {"token": "x" * 22}

ROWS = {
    "portal_track:home": {"open": True},
    "portal_track:leave": {"open": True, "ok": 405},
    "portal_track:case": {"open": True, "ok": 302},
    "portal_track:printed": {"open": True, "ok": 302},
    "portal_track:write": {"open": True, "ok": 405},
    "portal_track:do": {"open": True, "ok": 405, "args": {"name": "withdraw"}},
    "portal_track:messages": {"open": True, "ok": 405},
    "portal_track:file": {"open": True, "ok": 302, "args": _KEY},
    "portal_track:small_picture": {"open": True, "ok": 302, "args": _KEY},
    "portal_track:link": {"open": True, "args": _TOKEN},
    "portal_track:new_link": {"open": True, "ok": 405, "args": _TOKEN},
    "portal_track:stop": {"open": True, "args": _TOKEN},
}

"""Open311: open to everybody; what is not there is said as a document (tests/front/open311)."""

_MISSING = {"open": True, "ok": 404}

ROWS = {
    "open311:discovery": {"open": True},
    "open311:openapi": {"open": True},
    "open311:media": {**_MISSING, "args": {"token": "00000000-0000-4000-8000-000000000000"}},
    "open311:discovery_v2": {"open": True},
    "open311:discovery_test": {"open": True},
    "open311:nothing": {"skip": "answers 404 by design: tests/front/open311/test_errors.py"},
}
for _end in ("v2", "test", "short"):
    ROWS |= {
        f"open311:services_{_end}": {"open": True},
        f"open311:definition_{_end}": {"open": True, "args": {"code": "graffiti"}},
        f"open311:requests_{_end}": {"open": True},
        f"open311:updates_{_end}": {"open": True},
        f"open311:request_{_end}": {**_MISSING, "args": {"code": "R26-000001"}},
        f"open311:token_{_end}": {**_MISSING, "args": {"code": "R26-000001"}},
    }

"""Questions and town halls in public: everything is open to everybody."""

NO_HALL = {"slug": "no-such-evening"}

ROWS = {
    "portal_questions:ask": {"open": True},
    "portal_questions:answers": {"open": True},
    "portal_questions:answer": {"open": True, "args": {"number": "Q26-0001"}, "ok": 404},
    "portal_questions:useful": {"open": True, "args": {"number": "Q26-0001"}, "ok": 405},
    "portal_questions:rules": {"open": True},
    "portal_questions:halls": {"open": True},
    **{
        f"portal_questions:{name}": {"open": True, "args": NO_HALL, "ok": 404}
        for name in ("hall", "piece", "hall_ask", "stage", "stage_piece", "code")
    },
    "portal_questions:vote": {"open": True, "args": NO_HALL | {"number": 1}, "ok": 405},
}

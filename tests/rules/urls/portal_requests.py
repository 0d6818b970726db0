"""The issues door: everything is open to everybody; what is not there is not there for anybody."""

NOBODY = "00000000-0000-4000-8000-000000000000"
ROWS = {
    "portal_requests:home": {"open": True},
    "portal_requests:choose": {"open": True},
    "portal_requests:report": {"open": True, "args": {"category": "no-such-kind"}, "ok": 404},
    "portal_requests:place": {"open": True, "ok": 405},
    "portal_requests:carried_picture": {"open": True, "args": {"token": "no-such-token"}, "ok": 404},
    "portal_requests:picture": {"open": True, "args": {"token": "no-such-token"}, "ok": 404},
    "portal_requests:list": {"open": True},
    "portal_requests:csv": {"open": True, "ok": 404},
    "portal_requests:feed": {"open": True, "ok": 404},
    "portal_requests:watch": {"open": True},
    "portal_requests:confirm_watch": {"open": True, "args": {"token": "no-such-token"}},
    "portal_requests:unwatch": {"open": True, "args": {"token": "no-such-token"}},
    "portal_requests:confirm_follow": {"open": True, "args": {"token": "no-such-token"}},
    "portal_requests:unfollow": {"open": True, "args": {"token": "no-such-token"}},
    "portal_requests:drafts": {"open": True},
    "portal_requests:manifest": {"open": True},
    "portal_requests:worker": {"open": True},
    "portal_requests:detail": {"open": True, "args": {"public_id": NOBODY}, "ok": 404},
}

"""Doors for other services: everybody reaches them, and only what is signed is believed."""

ROWS = {"webhooks:sms": {"open": True, "ok": 405}, "webhooks:email": {"open": True, "ok": 405}}

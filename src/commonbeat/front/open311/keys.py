"""Who may report and post progress: keys, their scopes, and how often anybody may call."""

from __future__ import annotations

from django.http import HttpRequest

from commonbeat.kernel.access import api_keys, limits
from commonbeat.kernel.access.models import ApiKey

from .faults import Refused, refused
from .given import Given

READ, WRITE, UPDATES = "open311.read", "open311.write", "open311.updates"
READS_AN_HOUR = 3_000
WRONG_KEYS_AN_HOUR = 60
SHARE_OF_ONE_ADDRESS = 2  # one telephone never uses up more than half of the key of its app
LEAST_FOR_ONE_ADDRESS = 60
_WHY = {
    "missing": "api_key was not provided. Reporting and posting progress need a key; discovery says how to get one.",
    "unknown": "api_key is not a key of this endpoint.",
    "expired": "api_key has expired. Discovery says whom to ask for a new one.",
    "revoked": "api_key was revoked. Discovery says whom to ask.",
    "scope": "api_key is not good for this call.",
}


def presented(request: HttpRequest, given: Given) -> str:
    """The key of a call: parameter ``api_key`` or header ``X-Api-Key``; "" for none."""
    return (given.text("api_key") or request.headers.get("X-Api-Key", "").strip())[:200]


def may_read(request: HttpRequest, given: Given) -> None:
    """Count a read. A key that is good for reading counts on its own; one that is not is no harm: reading is open.

    Raises:
        Refused: too many calls in this hour.
    """
    try:
        try:
            api_keys.counted(api_keys.verified(presented(request, given), READ))
        except api_keys.BadKey:
            limits.limited("open311 read", request, most=READS_AN_HOUR)
    except limits.TooMany as many:
        raise _slower(many) from many


def may_write(request: HttpRequest, given: Given, scope: str) -> ApiKey:
    """The key of a call that changes something, counted by key and by address.

    Raises:
        Refused: the key is missing, wrong or not good for this (403), or too many calls in this hour (429).
    """
    try:
        try:
            key = api_keys.verified(presented(request, given), scope)
        except api_keys.BadKey as bad:
            limits.limited("open311 wrong key", request, most=WRONG_KEYS_AN_HOUR)
            raise refused(403, _WHY[bad.why]) from bad
        limits.limited(f"open311 {key.prefix}", request, most=share(key))
        api_keys.counted(key)
    except limits.TooMany as many:
        raise _slower(many) from many
    return key


def share(key: ApiKey) -> int:
    """How many calls of a key may come from one address in an hour."""
    return min(key.per_hour, max(LEAST_FOR_ONE_ADDRESS, key.per_hour // SHARE_OF_ONE_ADDRESS))


def _slower(many: limits.TooMany) -> Refused:
    return refused(
        429,
        f"Too many calls in this hour. Come again in {many.seconds} seconds.",
        Retry_After=str(many.seconds),
    )

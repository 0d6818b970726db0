"""How old a session is and what that means: open, locked after idleness, over after a working day (CJIS AC-11, IA-5)."""

import time
from enum import Enum
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from commonbeat.kernel.audit.middleware import address_of

from .models import OpenSession

SIGNED_IN = "access_signed_in_at"
SEEN = "access_seen_at"
LOCKED = "access_locked"
NOTICE = "access_notice_accepted_at"
PASSWORD_AGAIN = "access_password_again_at"
# Writing the session on each click would double the writes of a busy console.
SEEN_EVERY_S = 60


class State(Enum):
    """What a session lets its owner do."""

    OPEN = "open"
    LOCKED = "locked"
    OVER = "over"


def now_s() -> float:
    """Seconds since the epoch; one place, so that tests can move the clock."""
    return time.time()


def state_of(session: Any) -> State:
    """The state of a signed-in session.

    Args:
        session: the request's session; one that never noted its sign-in counts as over.
    """
    now = now_s()
    if now - session.get(SIGNED_IN, 0) >= settings.SIGN_IN_LASTS.total_seconds():
        return State.OVER
    if session.get(LOCKED) or now - session.get(SEEN, 0) >= settings.IDLE_LOCK_AFTER.total_seconds():
        return State.LOCKED
    return State.OPEN


def is_offered_again(session: Any) -> bool:
    """Whether the session is old enough to offer a new sign-in between two calls."""
    return bool(now_s() - session.get(SIGNED_IN, 0) >= settings.SIGN_IN_OFFERED_FROM.total_seconds())


def seen(session: Any) -> None:
    """Note that the person did something, at most once a minute."""
    now = now_s()
    if now - session.get(SEEN, 0) > SEEN_EVERY_S:
        session[SEEN] = now


def begin(request: HttpRequest, user: Any) -> None:
    """Note a sign-in in the session and in the list of open sessions."""
    session = request.session
    session[SIGNED_IN] = session[SEEN] = now_s()
    session.pop(LOCKED, None)
    if not session.session_key:
        session.create()
    OpenSession.objects.update_or_create(
        key=session.session_key,
        defaults={
            "user": user,
            "signed_in_at": timezone.now(),
            "address": address_of(request),
            "browser": request.headers.get("User-Agent", "")[:200],
            "ended_at": None,
        },
    )


def unlock(session: Any) -> None:
    """Open a locked session again."""
    session.pop(LOCKED, None)
    session[SEEN] = now_s()


def renew(request: HttpRequest) -> None:
    """Start another working day in the same session, under a new session token.

    The form token is not rotated, so that a form open in another window can still be sent.
    """
    session = request.session
    before = session.session_key
    session.cycle_key()
    session[SIGNED_IN] = now_s()
    session.pop(PASSWORD_AGAIN, None)
    unlock(session)
    OpenSession.objects.filter(key=before).update(key=session.session_key, signed_in_at=timezone.now())


def end(session: Any) -> None:
    """Mark a session as ended in the list."""
    OpenSession.objects.filter(key=session.session_key, ended_at=None).update(ended_at=timezone.now())


def end_one(open_session: OpenSession) -> None:
    """End a session from elsewhere: its cookie is worth nothing from now on."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store(open_session.key).delete()
    open_session.ended_at = timezone.now()
    open_session.save(update_fields=["ended_at"])


def end_all(user: Any, but: str | None = None) -> int:
    """End every session of an account.

    Args:
        user: the account.
        but: key of a session to leave open.

    Returns:
        How many were ended.
    """
    running = list(OpenSession.objects.filter(user=user, ended_at=None).exclude(key=but or ""))
    for one in running:
        end_one(one)
    return len(running)

"""Ways back into a conversation without typing the code: a link sent once, and a cookie for half an hour of use."""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from commonbeat.kernel.access.limits import limited
from commonbeat.kernel.contact.codes import keyed
from commonbeat.kernel.contact.models import Conversation, MagicLink
from commonbeat.kernel.walls import at_the_door, keeping_house

LINK_LASTS = timedelta(days=7)
LINK_REMEMBERED = timedelta(days=90)
TOKEN_BYTES = 16
COOKIE = "cb_case"
COOKIE_SECONDS = 30 * 60
TRIES_AN_HOUR = 60
DOOR = "link from a message"
ASK_DOOR = "new link asked for"
ASKS_AN_HOUR = 10
_cookies = signing.TimestampSigner(salt="commonbeat.contact.case")
_stops = signing.Signer(salt="commonbeat.contact.stop")


def new_link(conversation: Conversation) -> str:
    """The token of a fresh link (128 random bits); only its keyed hash is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    MagicLink.objects.create(
        conversation=conversation, token_hash=keyed("link", token), made_at=now, ends_at=now + LINK_LASTS
    )
    return token


def open_link(token: str, *, request: HttpRequest) -> Conversation | None:
    """Use up a link: it opens its conversation once.

    Args:
        token: from the address.
        request: whose address counts against guessing.

    Returns:
        The conversation; ``None`` whatever is wrong with the link.

    Raises:
        TooMany: too many links were tried from this address within the hour.
    """
    limited(DOOR, request, most=TRIES_AN_HOUR)
    now, wanted = timezone.now(), keyed("link", token)
    usable = Q(used_at=None, ends_at__gt=now) & (
        Q(conversation__code_ends_at=None) | Q(conversation__code_ends_at__gt=now)
    )
    with at_the_door():
        opened = MagicLink.objects.filter(usable, token_hash=wanted).update(used_at=now)
        found = Conversation.objects.filter(links__token_hash=wanted).first()
    return found if opened else None


def conversation_of_link(token: str, *, request: HttpRequest) -> Conversation | None:
    """The conversation a link belonged to, also when it is used or over: a new one may be sent to the same person.

    Raises:
        TooMany: too many were asked for from this address within the hour.
    """
    limited(ASK_DOOR, request, most=ASKS_AN_HOUR)
    wanted = keyed("link", token)
    with at_the_door():
        link = MagicLink.objects.filter(token_hash=wanted).select_related("conversation").first()
    return link.conversation if link else None


def forget_links() -> int:
    """Delete links that ended long ago; returns how many."""
    with keeping_house("contact.links"):
        return MagicLink.objects.filter(ends_at__lt=timezone.now() - LINK_REMEMBERED).delete()[0]


def keep_open(response: HttpResponse, conversation: Conversation) -> None:
    """Let this browser see the case for the next half hour; called again with each page, so that use prolongs it.

    The cookie is signed, read by no script, never sent from other sites, and dies with the code.
    """
    response.set_cookie(
        COOKIE,
        _cookies.sign_object({"c": conversation.pk.hex, "p": _proof(conversation)}),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def leave(response: HttpResponse) -> None:
    """Close the case in this browser."""
    response.delete_cookie(COOKIE, samesite="Strict")


def kept_open(request: HttpRequest) -> Conversation | None:
    """The conversation this browser has open, if any."""
    try:
        held = _cookies.unsign_object(request.COOKIES.get(COOKIE, ""), max_age=COOKIE_SECONDS)
        key, proof = UUID(held["c"]), str(held["p"])
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return None
    ended = Q(code_ends_at__isnull=False, code_ends_at__lte=timezone.now())
    with at_the_door():
        found = Conversation.objects.filter(~ended, pk=key).first()
    return found if found and hmac.compare_digest(_proof(found), proof) else None


def _proof(conversation: Conversation) -> str:
    """Ties a cookie to the code: with another code, old cookies open nothing."""
    return keyed("cookie", conversation.code_hash)[:32]


def stop_token(conversation: Conversation) -> str:
    """What stands in the link that stops messages: signed, good for nothing else, never ends."""
    return _stops.sign(conversation.pk.hex)


def conversation_to_stop(token: str) -> Conversation | None:
    """The conversation a stopping link names, or ``None`` for a link we never made."""
    try:
        key = UUID(_stops.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    with at_the_door():
        return Conversation.objects.filter(pk=key).first()

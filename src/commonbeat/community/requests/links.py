"""Addresses that go out in messages, with signed words in them instead of anything kept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import NoReverseMatch, reverse
from django.utils import translation

if TYPE_CHECKING:
    from .models import AreaWatch, Follower

CONFIRM_FOLLOW, STOP_FOLLOW = "requests.follow.confirm", "requests.follow.stop"
CONFIRM_WATCH, STOP_WATCH = "requests.watch.confirm", "requests.watch.stop"
CONFIRM_WITHIN_S = 7 * 24 * 3600


def token_for(purpose: str, pk: UUID) -> str:
    """A signed word that stands for one row and one purpose; it cannot be guessed or used for another."""
    return signing.dumps(str(pk), salt=purpose)


def row_of(purpose: str, token: str, *, within_s: int | None = None) -> UUID | None:
    """The row a word stands for, None when it was not made by us for this, or too long ago."""
    try:
        return UUID(signing.loads(token, salt=purpose, max_age=within_s))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def public_page(public_id: UUID, language: str) -> str:
    """The public page of a request, in the reader's language."""
    return _address("portal_requests:detail", f"issues/{public_id}/", language, public_id=public_id)


def confirm_following(follower: Follower) -> str:
    """The address that confirms following."""
    token = token_for(CONFIRM_FOLLOW, follower.pk)
    return _address(
        "portal_requests:confirm_follow", f"issues/follow/{token}/", follower.language, token=token
    )


def stop_following(follower: Follower) -> str:
    """The address that ends following."""
    token = token_for(STOP_FOLLOW, follower.pk)
    return _address("portal_requests:unfollow", f"issues/unfollow/{token}/", follower.language, token=token)


def confirm_watching(watch: AreaWatch) -> str:
    """The address that confirms an area watch."""
    token = token_for(CONFIRM_WATCH, watch.pk)
    return _address("portal_requests:confirm_watch", f"issues/watch/{token}/", watch.language, token=token)


def stop_watching(watch: AreaWatch) -> str:
    """The address that ends an area watch."""
    token = token_for(STOP_WATCH, watch.pk)
    return _address("portal_requests:unwatch", f"issues/unwatch/{token}/", watch.language, token=token)


def _address(name: str, path: str, language: str, **args: object) -> str:
    """The page of this name, or its usual path where the public pages are left out of this installation."""
    with translation.override(language):
        try:
            found = reverse(name, kwargs=args)
        except NoReverseMatch:
            found = f"/{'' if language == 'en' else f'{language}/'}{path}"
    return f"{settings.BASE_URL.rstrip('/')}{found}"

"""Being told: about one request, or about everything new near a place. Nothing is sent before an address is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit
from commonbeat.kernel.contact.codes import keyed
from commonbeat.kernel.notify import send

from . import links
from .models import AreaWatch, Category, Follower, PublicRequest
from .publication import project
from .shown import SubmitRefused

RESIDENT = audit.Actor("resident")
LEAST_RADIUS_M, MOST_RADIUS_M = 100, 5_000
MOST_WATCHES = 10
ASK_AGAIN_AFTER = timedelta(hours=1)
UNCONFIRMED_FOR = timedelta(days=7)
LONGEST_ADDRESS = 254
MOST_UNCONFIRMED = 10  # mails to one address that nobody answered: more would be a flood


def follow(public_id: UUID, email: str, language: str) -> None:
    """Ask to be told about a public request; a mail with a link confirms the address.

    The answer is the same whether the address follows already or not.

    Args:
        public_id: of the public request.
        email: where to write to.
        language: of the messages.

    Raises:
        SubmitRefused: no such public request, or not an e-mail address.
    """
    address = _address(email)
    row = PublicRequest.objects.filter(public_id=public_id).select_related("request").first()
    if row is None:
        raise SubmitRefused({"": _("This request is not public any more.")})
    waiting = Follower.objects.filter(address_key=_key(address), confirmed_at=None)
    if waiting.exclude(request=row.request).count() >= MOST_UNCONFIRMED:
        return
    with transaction.atomic():
        follower, made = Follower.objects.get_or_create(
            request=row.request,
            address_key=_key(address),
            defaults={"email": address, "language": _tongue(language), "asked_at": timezone.now()},
        )
        if follower.confirmed_at or not (made or _may_ask_again(follower)):
            return
        with translation.override(follower.language):
            body = _(
                "Somebody, most likely you, wants news about request %(number)s.\n\nConfirm it here:\n%(link)s\n\n"
                "If it was not you, do nothing."
            ) % {"number": row.number, "link": links.confirm_following(follower)}
            subject = _("Please confirm: news about a request")
        send(address, subject, body, forget=True)


def confirm_follow(token: str) -> UUID | None:
    """Confirm an address; the public request it follows from now on, None for a link that does not work (any more)."""
    follower = _found(Follower, links.CONFIRM_FOLLOW, token, links.CONFIRM_WITHIN_S)
    if follower is None:
        return None
    if follower.confirmed_at is None:
        with transaction.atomic():
            follower.confirmed_at = timezone.now()
            follower.save(update_fields=["confirmed_at"])
            audit.record(
                "requests.followed", actor=RESIDENT, object_kind="request", object_id=follower.request_id
            )
            project(follower.request)
    return PublicRequest.objects.filter(request=follower.request).values_list("public_id", flat=True).first()


def unfollow(token: str) -> bool:
    """End following and forget the address; whether there was something to end."""
    follower = _found(Follower, links.STOP_FOLLOW, token)
    if follower is None:
        return False
    with transaction.atomic():
        request = follower.request
        follower.delete()
        audit.record("requests.unfollowed", actor=RESIDENT, object_kind="request", object_id=request.pk)
        project(request)
    return True


def watch_area(
    lon: float, lat: float, radius_m: int, categories: Sequence[str], email: str, language: str
) -> None:
    """Ask to be told once a day about new public requests near a place.

    Args:
        lon, lat: middle of the area, degrees.
        radius_m: metres, 100 to 5,000.
        categories: codes; empty for all.
        email: where to write to.
        language: of the messages.

    Raises:
        SubmitRefused: by field.
    """
    address, errors = _address(email), {}
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        errors["place"] = _("Say where it is.")
    if not LEAST_RADIUS_M <= radius_m <= MOST_RADIUS_M:
        errors["radius_m"] = _("Choose a distance from %(least)d to %(most)d meters.") % {
            "least": LEAST_RADIUS_M,
            "most": MOST_RADIUS_M,
        }
    known = set(Category.objects.filter(private=False).values_list("code", flat=True))
    wanted = sorted(set(categories))
    if set(wanted) - known:
        errors["categories"] = _("Choose what it is about.")
    key = _key(address)
    if AreaWatch.objects.filter(address_key=key).count() >= MOST_WATCHES:
        errors["email"] = _("There are many watches for this address already. End one first.")
    if errors:
        raise SubmitRefused(errors)
    with transaction.atomic():
        watch = AreaWatch.objects.create(
            lon=round(lon, 5), lat=round(lat, 5), radius_m=radius_m, categories=wanted, address_key=key,
            email=address, language=_tongue(language), asked_at=timezone.now(),
        )  # fmt: skip
        with translation.override(watch.language):
            body = _(
                "Somebody, most likely you, wants news about issues near a place.\n\nConfirm it here:\n%(link)s\n\n"
                "If it was not you, do nothing."
            ) % {"link": links.confirm_watching(watch)}
            subject = _("Please confirm: news about your area")
        send(address, subject, body, forget=True)


def confirm_watch(token: str) -> bool:
    """Confirm an area watch; whether the link works."""
    watch = _found(AreaWatch, links.CONFIRM_WATCH, token, links.CONFIRM_WITHIN_S)
    if watch is None:
        return False
    if watch.confirmed_at is None:
        with transaction.atomic():
            watch.confirmed_at = watch.told_until = timezone.now()
            watch.save(update_fields=["confirmed_at", "told_until"])
            audit.record("requests.watched", actor=RESIDENT, object_kind="area_watch", object_id=watch.pk)
    return True


def unwatch(token: str) -> bool:
    """End an area watch and forget the address; whether there was something to end."""
    watch = _found(AreaWatch, links.STOP_WATCH, token)
    if watch is None:
        return False
    with transaction.atomic():
        audit.record("requests.unwatched", actor=RESIDENT, object_kind="area_watch", object_id=watch.pk)
        watch.delete()
    return True


def forget_unconfirmed() -> int:
    """Delete addresses nobody confirmed within a week; returns how many."""
    before = timezone.now() - UNCONFIRMED_FOR
    waiting = {"confirmed_at": None, "asked_at__lt": before}
    return sum(model.objects.filter(**waiting).delete()[0] for model in (Follower, AreaWatch))


def _found(model: Any, purpose: str, token: str, within_s: int | None = None) -> Any:
    pk = links.row_of(purpose, token, within_s=within_s)
    return model.objects.filter(pk=pk).first() if pk else None


def _address(email: str) -> str:
    """A checked address in lower case.

    Raises:
        SubmitRefused: it is none.
    """
    address = email.strip()
    try:
        validate_email(address)
        if len(address) > LONGEST_ADDRESS:
            raise ValidationError("too long")
    except ValidationError:
        raise SubmitRefused({"email": _("This is not an e-mail address.")}) from None
    head, _at, host = address.rpartition("@")
    return f"{head}@{host.lower()}"


def _key(address: str) -> str:
    return keyed("requests.address", address.lower())


def _tongue(language: str) -> str:
    code = language.partition("-")[0]
    return code if code in agency().languages else "en"


def _may_ask_again(follower: Follower) -> bool:
    """At most one mail an hour to an address that was not confirmed, so that nobody can be flooded."""
    if timezone.now() - follower.asked_at < ASK_AGAIN_AFTER:
        return False
    follower.asked_at = timezone.now()
    follower.save(update_fields=["asked_at"])
    return True

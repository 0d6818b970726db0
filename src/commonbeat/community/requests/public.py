"""What an anonymous visitor may do and see. The only file of this topic that public doors import.

Every answer is a plain value of ``shown``. Nothing here tells who reported an issue, where exactly it is, or anything
about a private one; codes and links are the only keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import submitting
from .catalogue import categories, category, search_categories
from .emergency import looks_like_emergency
from .following import confirm_follow, confirm_watch, follow, unfollow, unwatch, watch_area
from .locating import check_place, locate
from .posted import STATUSES as UPDATE_STATUSES
from .posted import post_update
from .progress import photo_tokens, updates
from .showing import card, cards, category_names, nearby, picture, state_words
from .shown import (
    CategoryShown,
    GroupShown,
    PlaceChecked,
    PlaceFound,
    PublicCard,
    PublicDetail,
    PublicPicture,
    PublicStep,
    SubmitRefused,
    Submitted,
    UnknownCategory,
    UnknownRequest,
    UpdateRefused,
    UpdateShown,
)

LINK = submitting.LINK
"""What an address of a picture looks like that is kept for staff."""

PICTURES = "requests.pictures"
"""Policy of ``kernel.attachments`` under which the form takes pictures."""

__all__ = [
    "LINK",
    "PICTURES",
    "UPDATE_STATUSES",
    "CategoryShown",
    "GroupShown",
    "PlaceChecked",
    "PlaceFound",
    "PublicCard",
    "PublicDetail",
    "PublicPicture",
    "PublicStep",
    "SubmitRefused",
    "Submitted",
    "UnknownCategory",
    "UnknownRequest",
    "UpdateRefused",
    "UpdateShown",
    "card",
    "cards",
    "categories",
    "category",
    "category_names",
    "check_place",
    "confirm_follow",
    "confirm_watch",
    "follow",
    "locate",
    "looks_like_emergency",
    "nearby",
    "photo_tokens",
    "picture",
    "post_update",
    "search_categories",
    "state_words",
    "submit",
    "unfollow",
    "unwatch",
    "updates",
    "watch_area",
]


def submit(
    *,
    category: str,
    description: str,
    lon: float,
    lat: float,
    place_text: str,
    place_source: str,
    answers: Mapping[str, Any],
    form_version: int | None,
    name: str = "",
    email: str = "",
    phone: str = "",
    wants: str = "",
    show_name: bool = False,
    photos: Sequence[str] = (),
    language: str,
    private: bool = False,
    source: str = "web",
    key: str = "",
    links: Sequence[str] = (),
) -> Submitted:
    """Take in a request.

    Args:
        category: code of one that does not end the form.
        description: the resident's words, at most 4,000 characters; data, never HTML.
        lon, lat: degrees WGS 84, in the city.
        place_text: as typed or found, at most 200 characters.
        place_source: ``pin``, ``address``, ``corner``, ``landmark`` or ``device``.
        answers: to the category's own questions, as ``forms.build(...).answers()`` gives them.
        form_version: number of the form version they answer; None for the current one.
        name, email, phone: who the resident is, as far as they say.
        wants: how to tell them that there is news: ``email``, ``sms`` or "".
        show_name: whether the name may stand on the public page.
        photos: tokens of uploaded pictures, at most three.
        language: the resident's, ``en`` or ``es``.
        private: never show it one by one.
        source: ``web``, ``open311`` or ``text``.
        key: names the form that was filled in; the same key gives the same request, with its code left out.
        links: addresses of pictures, ``https``, at most ten; text for staff, never fetched and never public.

    Returns:
        Number, tracking code (shown once) and promised day.

    Raises:
        SubmitRefused: by field; nothing was kept.
    """
    return submitting.submit(
        category=category, description=description, lon=lon, lat=lat, place_text=place_text, place_source=place_source,
        answers=answers, form_version=form_version, name=name, email=email, phone=phone, wants=wants,
        show_name=show_name, photos=photos, language=language, private=private, source=source, key=key,
        links=links,
    )  # fmt: skip

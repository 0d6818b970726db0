"""What an anonymous visitor may do and see. The only file of this topic that public doors import.

Every answer is a plain value of ``shown``. Nothing here tells who reported an issue, where exactly it is, or anything
about a private one; codes and links are the only keys.
"""

from __future__ import annotations

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
from .submitting import LINK, PICTURES, submit

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

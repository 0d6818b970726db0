"""What the requests' public face offers beyond single cards: pictures of many rows, progress of many requests."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import commonbeat.community.requests.public as desk


def photo_tokens(public_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The picture that may be shown of each request, by public id; requests without one are left out."""
    found = getattr(desk, "photo_tokens", None)
    return dict(found(public_ids)) if found and public_ids else {}

"""Pictures of many public requests at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet


def photo_tokens(rows: QuerySet[Any], public_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The picture of each request that somebody of the department let be seen, by public id; one query.

    A picture taken after the work stands before the one that came with the report. The token is a name for the public
    and nothing more: whether the picture may still be seen is asked again when it is fetched.

    Args:
        rows: the released rows.
        public_ids: of the requests on the page.
    """
    if not public_ids:
        return {}
    shown = rows.filter(public_id__in=public_ids, request__pictures__shown=True)
    found: dict[UUID, str] = {}
    pairs = shown.order_by("request__pictures__kind", "request__pictures__at").values_list(
        "public_id", "request__pictures__token"
    )
    for public_id, token in pairs:
        found.setdefault(public_id, str(token))
    return found

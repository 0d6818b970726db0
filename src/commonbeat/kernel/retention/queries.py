"""What topics ask before they count anew: which of their records are gone."""

from __future__ import annotations

from datetime import date, tzinfo

from .models import Item


def disposed_numbers(kind: str) -> set[str]:
    """Numbers of the disposed records of a kind (label of the model)."""
    return set(Item.objects.filter(kind=kind, outcome="disposed").values_list("number", flat=True))


def disposed_months(kind: str, zone: tzinfo) -> set[date]:
    """First days of the months in which disposed records of a kind came in: what was counted there stays as it was.

    Args:
        kind: label of the model.
        zone: whose months.
    """
    rows = Item.objects.filter(kind=kind, outcome="disposed").values_list("began_at", flat=True)
    return {at.astimezone(zone).date().replace(day=1) for at in rows}

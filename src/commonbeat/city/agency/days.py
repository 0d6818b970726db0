"""The agency's day: what people write on paper is its date, not that of UTC."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from .queries import agency


def today() -> date:
    """The day it is where the agency is."""
    return day_of(timezone.now())


def day_of(moment: datetime) -> date:
    """The day a moment belongs to where the agency is."""
    return agency().local_time(moment).date()

"""Form fields on the agency's own wall clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from commonbeat.kernel.ui.fields import of_our_time

from .queries import agency


class Moment(forms.DateTimeField):
    """A moment on the agency's wall clock."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """What was typed, in the agency's zone."""
        found = super().to_python(value)
        of_our_time(found)
        return found.replace(tzinfo=agency().tz) if found else None

    def prepare_value(self, value: Any) -> Any:
        """A stored moment as the wall clock showed it."""
        if isinstance(value, datetime) and timezone.is_aware(value):
            return value.astimezone(agency().tz).replace(tzinfo=None)
        return value

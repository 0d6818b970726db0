"""Incidents for tests."""

from datetime import UTC, datetime
from typing import Any

from commonbeat.operations.records.models import Incident


def incident(number: str, **facts: Any) -> Incident:
    at = facts.pop("at", datetime(2026, 1, 10, 20, 30, tzinfo=UTC))
    given = {
        "source": "test", "external_id": number, "case_number": number, "offence_code": "23H", "offence_text": "Theft",
        "offence_group": "theft", "reported_at": at, "reported_local": at, "utc_offset_min": -480, "known_at": at,
        "location_text": "1234 Main St", "beat_code": "1A", "status": "open",
    }  # fmt: skip
    return Incident.objects.create(**{**given, **facts})

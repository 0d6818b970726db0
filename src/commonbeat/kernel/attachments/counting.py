"""Counts of refused uploads, for staff: how many, where and why. Nothing of the file or its sender is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from commonbeat.kernel.attachments.models import Refusal
from commonbeat.kernel.attachments.policies import CAUSES

_COUNT = """
INSERT INTO attachments_refusal (day, policy, cause, sha256, count) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (day, policy, cause, sha256) DO UPDATE SET count = attachments_refusal.count + 1
"""


@dataclass(frozen=True)
class RefusalCount:
    """How many uploads were refused for one cause at one place.

    Attributes:
        sha256: of a file the malware scanner objected to; "" for every other cause.
    """

    policy: str
    cause: str
    label: str
    count: int
    sha256: str = ""


def count(policy: str, cause: str, content: bytes = b"") -> None:
    """Count one refusal.

    Args:
        policy: the place.
        cause: one of ``CAUSES``.
        content: the file; its hash is kept only when a scanner objected to it.
    """
    digest = hashlib.sha256(content).hexdigest() if cause == "malware" else ""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [timezone.now().date(), policy, cause, digest])


def refusals(since: date) -> list[RefusalCount]:
    """What was refused from a day (UTC) on, most frequent first."""
    rows = (
        Refusal.objects.filter(day__gte=since)
        .values("policy", "cause", "sha256")
        .annotate(times=Sum("count"))
        .order_by("-times", "policy", "cause", "sha256")
    )
    return [
        RefusalCount(
            row["policy"],
            row["cause"],
            str(CAUSES.get(row["cause"], row["cause"])),
            row["times"],
            row["sha256"],
        )
        for row in rows
    ]

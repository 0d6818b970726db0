"""Public rows that carry the month their record came in: written anew each day, counted by month with each release."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from commonbeat.kernel.publish import Change
from commonbeat.kernel.publish.queries import latest
from commonbeat.kernel.retention.queries import disposed_numbers

from .queries import agency


def months(public: Any) -> dict[str, dict[str, int]]:
    """Public rows of each month, kept with a release.

    Args:
        public: the model of the rows; it has ``number`` and ``month``.
    """
    tally = Tally(public.objects.values_list("month", flat=True))
    return {"months": {month.isoformat(): n for month, n in sorted(tally.items())}}


def rewrite(dataset: str, records: Any, public: Any, rows: Iterable[Any], *, why: str) -> list[Change]:
    """Write the public rows anew. What is disposed of goes on counting: its row stands without words.

    Args:
        dataset: its name.
        records: the model the rows are made from.
        public: the model of the rows.
        rows: one of each record.
        why: a public month may read differently later.

    Returns:
        Months whose count was public before and now reads differently.
    """
    with transaction.atomic():
        before = _months_of_last_release(dataset)
        public.objects.exclude(number__in=disposed_numbers(records._meta.label)).delete()
        public.objects.bulk_create(list(rows), batch_size=1000)
        now = months(public)["months"]
    return [
        Change(what=month[:7], old=f"{before[month]:,}", new=f"{now.get(month, 0):,}", why=why)
        for month in sorted(before)
        if now.get(month, 0) != before[month]
    ]


def _months_of_last_release(dataset: str) -> dict[str, int]:
    """Counts of the months that were over at the last release."""
    last = latest(dataset)
    if last is None:
        return {}
    until = agency().local_time(last.released_at).date().replace(day=1)
    kept: dict[str, int] = (last.value or {}).get("months", {})
    return {month: n for month, n in kept.items() if date.fromisoformat(month) < until}

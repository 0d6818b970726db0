"""Counts that public pictures are drawn from, computed over the public rows at each release and kept with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.publish import Change, TableValue
from commonbeat.kernel.publish.actions import LATE_CHANGE
from commonbeat.kernel.publish.queries import latest

from .models import PublicCall, PublicMonth

WEEKLY, BY_BEAT, TOP_TYPES = "calls.weekly", "calls.by_beat", "calls.top_types"
MONTHLY = "calls-by-month"
WEEKS = 52
DAYS = 28
MOST = 5
NOTHING = TableValue((), 0, None, None)


def _newest_day() -> date | None:
    return PublicCall.objects.aggregate(day=Max("day"))["day"]


def by_week() -> TableValue:
    """Community calls in each whole week (as the agency counts weeks) of the last year, oldest first."""
    last = _newest_day()
    if last is None:
        return NOTHING
    profile = agency()
    end = profile.week_of(last + timedelta(days=1)) - timedelta(days=1)
    start = end - timedelta(days=7 * WEEKS - 1)
    found = PublicCall.objects.filter(day__range=(start, end), origin="community")
    weeks: dict[date, int] = {}
    for day, n in found.values_list("day").annotate(n=Count("pk")).order_by("day"):
        first = profile.week_of(day)
        weeks[first] = weeks.get(first, 0) + n
    if not weeks:
        return NOTHING
    return TableValue([[f"{day}", n] for day, n in weeks.items()], sum(weeks.values()), min(weeks), end)


def _newest_days() -> tuple[Any, date, date] | None:
    """Community rows with a known beat in the newest public days, and the first and last of those days."""
    last = _newest_day()
    if last is None:
        return None
    first = last - timedelta(days=DAYS - 1)
    rows = PublicCall.objects.filter(day__range=(first, last), origin="community").exclude(beat="")
    return rows, first, last


def by_beat() -> TableValue:
    """Community calls by beat in the newest public days."""
    found = _newest_days()
    if found is None:
        return NOTHING
    rows, first, last = found
    counts = [list(row) for row in rows.values_list("beat").annotate(n=Count("pk")).order_by("beat")]
    return TableValue(counts, sum(n for _, n in counts), first, last)


def top_types() -> TableValue:
    """The most frequent types of each beat in the newest public days."""
    found = _newest_days()
    if found is None:
        return NOTHING
    rows, first, last = found
    counted = (
        rows.values_list("beat", "type_label").annotate(n=Count("pk")).order_by("beat", "-n", "type_label")
    )
    most: dict[str, list[list[Any]]] = {}
    n = 0
    for beat, label, count in counted:
        n += count
        if len(kept := most.setdefault(beat, [])) < MOST:
            kept.append([beat, label, count])
    return TableValue([row for kept in most.values() for row in kept], n, first, last)


def month_counts() -> dict[str, dict[str, int]]:
    """Every monthly count, kept with a release so that the next one can say what changed."""
    rows = PublicMonth.objects.order_by("month", "type_label", "place")
    return {"months": {f"{row.month:%Y-%m} {row.type_label} {row.place}": row.n for row in rows}}


def changed_month_counts() -> list[Change]:
    """Monthly counts that were released and now read differently; a month that is new changes nothing."""
    last = latest(MONTHLY)
    if last is None:
        return []
    old, new = (last.value or {}).get("months", {}), month_counts()["months"]
    known = {key[:7] for key in old}
    keys = sorted(
        key for key in old.keys() | new.keys() if key[:7] in known and old.get(key, 0) != new.get(key, 0)
    )
    return [Change(key, f"{old.get(key, 0):,}", f"{new.get(key, 0):,}", LATE_CHANGE) for key in keys]

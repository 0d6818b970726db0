"""The dataset ``disposals``: how many records went, under which rule, and how many were kept back."""

from __future__ import annotations

from collections.abc import Sequence

from commonbeat.kernel.jobs.schedules import zone
from commonbeat.kernel.publish import Change, Dataset

from . import text
from .models import Batch, PublicDisposal


def refresh() -> Sequence[Change]:
    """Add the rows of batches that were carried out since; rows that are public never change."""
    told = set(PublicDisposal.objects.values_list("batch", flat=True))
    fresh = [
        PublicDisposal(
            batch=batch.number,
            done_on=batch.done_at.astimezone(zone()).date(),
            **{
                name: one[name]
                for name in ("rule", "records", "authority", "years", "disposed", "kept_back", "digest")
            },
        )
        for batch in Batch.objects.filter(state="done", done_at__isnull=False).exclude(number__in=told)
        if batch.done_at is not None
        for one in batch.manifest["rules"]
    ]
    PublicDisposal.objects.bulk_create(fresh)
    return []


DISPOSALS = Dataset(
    name="disposals",
    title=text.TITLE,
    description=text.DESCRIPTION,
    definition=text.DEFINITION,
    how_we_count=text.HOW_WE_COUNT,
    disclosure=text.DISCLOSURE,
    columns=text.COLUMNS,
    rows=PublicDisposal.objects.all,
    order=("-done_on", "batch", "rule"),
    prepare=refresh,
    rhythm=text.DAILY,
    formats=("csv", "json"),
    keywords=("records retention", "disposal", "privacy"),
    filters={"rule": "rule"},
)

"""The datasets and measures of this topic, as ``module`` registers them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Column, Dataset, Measure

from . import figures, publication, text
from .models import PublicCall, PublicMonth


def public_calls() -> QuerySet[Any]:
    """Every public row."""
    return PublicCall.objects.all()


def public_months() -> QuerySet[Any]:
    """Every monthly count."""
    return PublicMonth.objects.all()


CALLS = Dataset(
    name=publication.DATASET,
    title=text.TITLE,
    description=text.DESCRIPTION,
    definition=text.DEFINITION,
    how_we_count=text.HOW_WE_COUNT,
    disclosure=text.DISCLOSURE,
    columns=tuple(Column(*column) for column in text.COLUMNS),
    rows=public_calls,
    order=("-day", "-public_id"),
    prepare=publication.refresh,
    summary=publication.months,
    rhythm=_("every day"),
    lon="lon",
    lat="lat",
    keywords=("police", "calls for service", "911"),
)
MONTHLY = Dataset(
    name="calls-by-month",
    title=text.MONTHLY_TITLE,
    description=text.MONTHLY_DESCRIPTION,
    definition=text.MONTHLY_DEFINITION,
    how_we_count=text.MONTHLY_HOW,
    disclosure=text.DISCLOSURE,
    columns=tuple(Column(*column) for column in text.MONTHLY_COLUMNS),
    rows=public_months,
    order=("-month", "type_label", "place"),
    rhythm=_("every month"),
    period="R/P1M",
    formats=("csv", "json"),
    keywords=("police", "calls for service"),
)
_RESPONSE = _(
    "Priority 1 calls from the community, from the moment the call was received to the first officer's arrival. "
    "Left out: cancelled, held or scheduled, handled by phone, reopened, and calls without a recorded arrival."
)
MEASURES = (
    Measure(
        "calls.response_median",
        _("to reach an emergency (half of calls are faster)"),
        _RESPONSE,
        _("Median over single calls."),
        "seconds",
        figures.response_median,
        dataset=CALLS.name,
        order=10,
    ),
    Measure(
        "calls.response_nine_of_ten",
        _("within which nine of ten emergencies are reached"),
        _RESPONSE,
        _("90th percentile over single calls, interpolated."),
        "seconds",
        figures.response_nine_of_ten,
        dataset=CALLS.name,
        order=20,
    ),
    Measure(
        "calls.arrival_recorded",
        _("emergency calls have a recorded arrival time"),
        _("Priority 1 calls as for response times, and how many of them carry an arrival time."),
        _("Share of calls. The two response times say nothing about the others."),
        "of 100",
        figures.arrival_recorded,
        dataset=CALLS.name,
        order=30,
    ),
    Measure(
        "calls.community",
        _("calls from the community"),
        _("Police calls that someone else than an officer started, of types that are public one by one."),
        _("Count of calls by the local day they were received."),
        "calls",
        figures.community_calls,
        dataset=CALLS.name,
        order=40,
    ),
)

"""The datasets and figures of this topic, as ``module`` registers them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.publish import Dataset, Measure, MeasureValue

from . import publication, text
from .models import PublicRequest, PublicRequestMonth, Questionnaire

DAYS = 90

REQUESTS = Dataset(
    name=publication.DATASET,
    title=text.TITLE,
    description=text.DESCRIPTION,
    definition=text.DEFINITION,
    how_we_count=text.HOW_WE_COUNT,
    disclosure=text.DISCLOSURE,
    columns=text.COLUMNS,
    rows=PublicRequest.objects.all,
    order=("-day", "-public_id"),
    prepare=publication.refresh,
    rhythm=_("at once"),
    at_once=True,
    lon="lon",
    lat="lat",
    keywords=("311", "service requests", "code enforcement", "graffiti"),
    filters={
        "category": "category", "group": "group", "state": "state", "state_kind": "state_kind", "beat": "beat",
        "since": "day__gte", "until": "day__lte", "late": "late",
    },
)  # fmt: skip
MONTHLY = Dataset(
    name=publication.MONTHLY,
    title=text.MONTHLY_TITLE,
    description=text.MONTHLY_DESCRIPTION,
    definition=text.MONTHLY_DEFINITION,
    how_we_count=text.MONTHLY_HOW,
    disclosure=text.MONTHLY_DISCLOSURE,
    columns=text.MONTHLY_COLUMNS,
    rows=PublicRequestMonth.objects.all,
    order=("-month", "category"),
    rhythm=_("every month"),
    period="R/P1M",
    formats=("csv", "json"),
    keywords=("311", "service requests"),
)


def closed_in_time() -> MeasureValue:
    """Of 100 public requests closed in the last 90 whole days, how many were closed by the promised day."""
    end = agency().local_time(timezone.now()).date() - timedelta(days=1)
    start = end - timedelta(days=DAYS - 1)
    closed = PublicRequest.objects.filter(closed_on__range=(start, end), expected_on__isnull=False)
    found = closed.aggregate(n=Count("pk"), kept=Count("pk", filter=Q(late="no")))
    share = 100 * found["kept"] / found["n"] if found["n"] else None
    shown = "–" if share is None else f"{share:.0f} of 100"
    return MeasureValue(share, found["n"], start, end, shown, {"late": found["n"] - found["kept"]})


def said_fixed() -> MeasureValue:
    """Of 100 residents who answered some weeks after closing, how many say it is fixed."""
    end = agency().local_time(timezone.now()).date() - timedelta(days=1)
    start = end - timedelta(days=DAYS - 1)
    here = agency()
    days = [
        (here.local_time(at).date(), answer)
        for at, answer in Questionnaire.objects.exclude(answer="").values_list("answered_at", "answer")
    ]
    answers = [answer for day, answer in days if start <= day <= end]
    n = len(answers)
    share = 100 * answers.count("yes") / n if n else None
    shown = "–" if share is None else f"{share:.0f} of 100"
    return MeasureValue(share, n, start, end, shown, {"in_part": answers.count("partly")})


MEASURES = (
    Measure(
        "requests.closed_in_time",
        _("issues closed by the promised day"),
        _("Public requests that were closed in the last 90 days and had a promised day."),
        _("Share of requests; the promised day is the one told to the resident."),
        "of 100",
        closed_in_time,
        dataset=REQUESTS.name,
        said=text.said_share,
        order=60,
    ),
    Measure(
        "requests.said_fixed",
        _("residents say that it was fixed"),
        _("Answers to one question, sent three weeks after closing to those who left a way to reach them."),
        _("Share of answers. Those who do not answer are not counted."),
        "of 100",
        said_fixed,
        dataset=REQUESTS.name,
        said=text.said_share,
        order=70,
    ),
)

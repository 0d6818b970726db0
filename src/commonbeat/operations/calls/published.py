"""The datasets, tables, measures and map layers of this topic, as ``module`` registers them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.city.places.models import Beat, Boundary, Street
from commonbeat.kernel.publish import Dataset, Feature, Layer, Measure, Table
from commonbeat.kernel.ui.words import number

from . import figures, publication, tables, text
from .models import PublicCall, PublicMonth

CALLS = Dataset(
    name=publication.DATASET,
    title=text.TITLE,
    description=text.DESCRIPTION,
    definition=text.DEFINITION,
    how_we_count=text.HOW_WE_COUNT,
    disclosure=text.DISCLOSURE,
    columns=text.COLUMNS,
    rows=PublicCall.objects.all,
    order=("-day", "-public_id"),
    prepare=publication.refresh,
    summary=publication.months,
    rhythm=_("every day"),
    lon="lon",
    lat="lat",
    keywords=("police", "calls for service", "911"),
    filters={"since": "day__gte", "until": "day__lte", "beat": "beat", "type_group": "type_group"},
)
MONTHLY = Dataset(
    name="calls-by-month",
    title=text.MONTHLY_TITLE,
    description=text.MONTHLY_DESCRIPTION,
    definition=text.MONTHLY_DEFINITION,
    how_we_count=text.MONTHLY_HOW,
    disclosure=text.MONTHLY_DISCLOSURE,
    columns=text.MONTHLY_COLUMNS,
    rows=PublicMonth.objects.all,
    order=("-month", "type_label", "place"),
    prepare=tables.changed_month_counts,
    summary=tables.month_counts,
    rhythm=_("every month"),
    period="R/P1M",
    formats=("csv", "json"),
    keywords=("police", "calls for service"),
)
_COMMUNITY_ROWS = _(
    "Public rows of calls that someone else than an officer started; types that are not public one by one are left out."
)
TABLES = (
    Table(
        tables.WEEKLY,
        _("Calls from the community by week"),
        _COMMUNITY_ROWS,
        _("Count of rows by the local day the call was received; whole weeks of the last year."),
        (_("Week of"), _("Calls")),
        tables.by_week,
        CALLS.name,
        rows_stand=True,
    ),
    Table(
        tables.BY_BEAT,
        _("Calls from the community by beat"),
        _COMMUNITY_ROWS,
        _("Count of rows with a known beat in the newest 28 public days."),
        (_("Beat"), _("Calls")),
        tables.by_beat,
        CALLS.name,
    ),
    Table(
        tables.TOP_TYPES,
        _("What people called about most in each beat"),
        _COMMUNITY_ROWS,
        _("Count of rows by type in the newest 28 public days; the five most frequent types of each beat."),
        (_("Beat"), _("Type"), _("Calls")),
        tables.top_types,
        CALLS.name,
    ),
)


def beats() -> list[Feature]:
    """Beats in force, in order of their code."""
    return [
        Feature(beat.geometry, beat.code, beat.name, properties={"area_km2": beat.area_km2})
        for beat in Beat.objects.filter(valid_to=None).order_by("code")
    ]


def boundary() -> list[Feature]:
    """The outline of the city, where it is on file."""
    return [Feature(shape) for shape in Boundary.objects.values_list("geometry", flat=True)[:1]]


def streets() -> list[Feature]:
    """Streets, for drawing; without names, which maps of the city do not carry."""
    return [Feature(shape, kind=kind) for kind, shape in Street.objects.values_list("kind", "geometry")]


LAYERS = (
    Layer("beats", _("Beats in force"), beats),
    Layer("boundary", _("Outline of the city"), boundary),
    Layer("streets", _("Streets"), streets),
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
        said=text.said_share,
        order=30,
    ),
    Measure(
        "calls.community",
        _("calls from the community, of the kinds that are public one by one"),
        _("Police calls that someone else than an officer started, of types that are public one by one."),
        _("Count of calls by the local day they were received."),
        "calls",
        figures.community_calls,
        dataset=CALLS.name,
        said=number,
        order=40,
    ),
)

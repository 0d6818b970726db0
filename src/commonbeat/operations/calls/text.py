"""Public wording about calls; one place for lawyers and translators."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Column
from commonbeat.kernel.ui.words import number

TITLE = _("Calls for service")
DESCRIPTION = _(
    "What residents called the police about and what officers started themselves: day, time of day, type, beat, "
    "nearest block and how the call ended."
)
DEFINITION = _(
    "One row is one call for police service. A call is a request or an officer's own start of work; it is not a crime. "
    "Several people may call about one event."
)
HOW_WE_COUNT = (
    _(
        "Counted: police calls from the community (911, phone, text, walk-in, alarm) and work started by officers, each "
        "marked with its origin. Not counted: fire and medical calls, administrative entries and test calls."
    ),
    _(
        "Place: the exact spot is replaced by the nearest block centre of the same beat that stands for no home or for "
        "at least eight addresses. Calls without a usable place carry only their beat."
    ),
    _(
        "Time: the day and a four-hour band. A call appears when the delay set by the department has passed and the call "
        "is closed."
    ),
    _(
        "Sensitive calls (sexual offences, children, domestic violence, suicide and mental health, stalking) are never "
        "rows here. They are counted by month for the whole city."
    ),
    _(
        "Response: from the moment the call was received to the first officer's arrival, for calls from the community, "
        "in bands. Empty means that no arrival was recorded or that the work was started by an officer."
    ),
    _("A call that is corrected, sealed or removed changes or disappears with the next daily refresh."),
)
DISCLOSURE = _(
    "Block-level place, four-hour time bands, delay, and monthly citywide counts for sensitive types."
)
MONTHLY_TITLE = _("Calls not shown one by one, by month")
MONTHLY_DESCRIPTION = _(
    "How many calls of types that are not published one by one: sensitive types, and others that the department shows "
    "only as counts."
)
MONTHLY_DEFINITION = _(
    "One row is one type of call in one month: sensitive types for the whole city, types that the department counts by "
    "beat for one beat."
)
MONTHLY_DISCLOSURE = _(
    "Whole months only, after the delay; no place but the whole city or a beat, no day and no time. Small counts are "
    "shown as they are."
)
MONTHLY_HOW = (
    _("Counted: the same calls as in the calls dataset, of types that must not be shown one by one."),
    _(
        "Months appear when they are over and the publication delay has passed. Months without a call have no row."
    ),
)

# Values of the public rows as a reader is told them; files carry the values.
WORDS: dict[str, str | Promise] = {
    "community": _("community"),
    "officer": _("officer"),
    "under 5": _("under 5"),
    "5 to 9": _("5 to 9"),
    "10 to 19": _("10 to 19"),
    "20 to 59": _("20 to 59"),
    "60 or more": _("60 or more"),
    "city": _("whole city"),
    "not known": _("not known"),
}


def said(value: Any) -> Any:
    """A value in the reader's language; one without words of its own stays as it is."""
    return WORDS.get(value, value)


def said_group(value: str) -> str:
    """A group's code without underscores, in the reader's language where it is a usual group."""
    return said_label(value.replace("_", " "))


def said_label(value: str) -> str:
    """A type or result in the reader's language where it is a usual one; a department's own word stays as it is."""
    return gettext(value) if value else ""


def said_share(value: float) -> str:
    """A share of 100, rounded."""
    return gettext("%(n)s of 100") % {"n": number(value)}


def said_block(value: str) -> str:
    """A block or corner in the reader's language; street names stay."""
    number, between, street = value.partition(" block of ")
    if between:
        return gettext("%(number)s block of %(street)s") % {"number": number, "street": street}
    return value


COLUMNS = (
    Column(
        "public_id",
        _("Public number"),
        _(
            "A number made for this row with a secret. It cannot be traced to the call's own number and is another one "
            "every year."
        ),
    ),
    Column("day", _("Day"), _("Local day on which the call was received."), "date"),
    Column("time_band", _("Time"), _("Four-hour band of the local time of day.")),
    Column(
        "origin",
        _("Origin"),
        _("community: someone called. officer: an officer started the work."),
        said=said,
    ),
    Column("type_group", _("Group"), _("Group of call types that reports count by."), said=said_group),
    Column("type_label", _("Type"), _("Type of the call as last recorded."), said=said_label),
    Column("priority", _("Priority"), _("Priority as dispatched; 1 is most urgent."), "integer"),
    Column("beat", _("Beat"), _("Patrol beat, as drawn today.")),
    Column(
        "block",
        _("On or near"),
        _("Name of the published map point nearest to the call in the same beat."),
        said=said_block,
    ),
    Column(
        "lon",
        _("Longitude"),
        _("Of the published map point, not of the call (WGS 84, 4 decimals)."),
        "number",
    ),
    Column(
        "lat", _("Latitude"), _("Of the published map point, not of the call (WGS 84, 4 decimals)."), "number"
    ),
    Column("reception", _("Reception"), _("How the call came in, in four groups.")),
    Column(
        "response", _("Minutes to arrival"), _("Band of minutes from received to first arrival."), said=said
    ),
    Column(
        "disposition",
        _("Result"),
        _("How the call ended, in the department's public wording."),
        said=said_label,
    ),
)

MONTHLY_COLUMNS = (
    Column("month", _("Month"), _("First day of the month."), "date"),
    Column("type_label", _("Type"), _("Type of the call as last recorded."), said=said_label),
    Column("place", _("Place"), _("city, or the code of a beat."), said=said),
    Column("n", _("Calls"), _("Number of calls."), "integer"),
)

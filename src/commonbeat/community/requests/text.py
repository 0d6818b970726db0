"""What the public reads about the published requests: titles, definitions, how we count, columns."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Column

TITLE = _("Issues residents reported")
DESCRIPTION = _("Graffiti, dumped trash, abandoned cars and other issues, with what became of them.")
DEFINITION = _("One row is one request from a resident that may be shown. It changes when its state changes.")
HOW_WE_COUNT = (
    _("In: every request that came by web, phone, text, paper, counter or another app."),
    _(
        "Left out: requests of private kinds, and those the resident asked us to keep private. They are counted by kind and month."
    ),
    _("Two people who report the same issue make two rows. The later one is marked “Reported before”."),
    _(
        "A request is late when its promised day is over and it is open, or when it was closed after that day."
    ),
)
DISCLOSURE = _(
    "The place is the nearest block or corner, never the exact point. Phone numbers, addresses, plates and the like are "
    "taken out of the words. Nothing says who reported it."
)
COLUMNS = (
    Column("public_id", _("Id"), _("A random number of the row. It is not the number of the request.")),
    Column("number", _("Number"), _("The number of the request, as on its page.")),
    Column("day", _("Day"), _("Local day the request came in."), "date"),
    Column("category", _("Kind"), _("Kind of issue, as a code.")),
    Column("group", _("Group"), _("Group of kinds, as a code.")),
    Column("state", _("State"), _("Where it stands, as a code.")),
    Column("state_kind", _("Open or closed"), _("open, closed or fixed.")),
    Column("beat", _("Beat"), _("Police beat of the place.")),
    Column("block", _("Block"), _("Block or corner near the place. Empty until the place is found.")),
    Column("lon", _("Longitude"), _("Of the block or corner, degrees."), "number"),
    Column("lat", _("Latitude"), _("Of the block or corner, degrees."), "number"),
    Column("description", _("Words"), _("What the resident wrote, with personal details taken out.")),
    Column("source", _("Came by"), _("web, open311, phone, text, paper or counter.")),
    Column("expected_on", _("Promised day"), _("Day by which we said we would close it."), "date"),
    Column("closed_on", _("Closed"), _("Local day it was closed, empty while open."), "date"),
    Column("late", _("Late"), _("yes when the promise was not kept, else no.")),
    Column("reason_en", _("Reason"), _("Why it was closed, in English.")),
    Column("reason_es", _("Reason in Spanish"), _("Why it was closed, in Spanish.")),
)
MONTHLY_TITLE = _("Private requests by month")
MONTHLY_DESCRIPTION = _("How many requests came in that are never shown one by one.")
MONTHLY_DEFINITION = _("One row is the count of one kind of issue in one month, for the whole city.")
MONTHLY_HOW = (
    _(
        "Kinds such as unsafe rental homes or problems with a neighbor are private: a place would point at a person."
    ),
    _("Only months that are over are counted."),
)
MONTHLY_DISCLOSURE = _("Whole city and whole months only; no place, no day, no words.")
MONTHLY_COLUMNS = (
    Column("month", _("Month"), _("First day of the month."), "date"),
    Column("category", _("Kind"), _("Kind of issue, as a code.")),
    Column("n", _("Requests"), _("How many came in."), "integer"),
)


def said_share(value: float) -> str:
    """A share as a page says it: "85 of 100"."""
    return gettext("%(n)s of 100") % {"n": f"{value:.0f}"}

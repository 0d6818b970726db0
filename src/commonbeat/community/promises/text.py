"""Public wording of the dataset of promises."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Column

TITLE = _("Promises to the public")
DESCRIPTION = _("What we promise residents, how often we kept it, and how long it took.")
DEFINITION = _(
    "One row is one kind of promise in one period: the last 12 months, a month or a quarter. "
    "A promise counts in the period in which it was made."
)
HOW_WE_COUNT = (
    _("Each promise has a clock. It starts by itself when the request, report or question comes in."),
    _(
        "Kept means done in time. Late means done too late, or still open after the promised time. "
        "Nobody can take a late mark away."
    ),
    _(
        "A clock may stand still while we wait for an answer from you. That time is left out. "
        "A promise that did not apply, such as for a test, is set aside with a reason and counted here."
    ),
)
DISCLOSURE = _(
    "A period in which fewer than 11 such promises were made is not told, nor is one that would give it away. "
    "Where that hides too much, quarters take the place of months."
)
FEW = _("fewer than 11")
HIDDEN = _("not told, so that a small number stays unknown")
COLUMNS = (
    Column("kind", _("Promise"), _("Name of the promise, the same in each release.")),
    Column("promise", _("What we promise"), _("The promise as residents read it, in English.")),
    Column("span", _("Length"), _("How long the period is: year (the last 12 months), quarter or month.")),
    Column(
        "period",
        _("Period"),
        _("2026-10 is a month, 2026-Q4 a quarter; the year is told by its first and last day."),
    ),
    Column("made", _("Made"), _("Promises made in the period; <11 stands for 1 to 10.")),
    Column("kept", _("Kept"), _("Done in time.")),
    Column("late", _("Late"), _("Done too late, or still open after the promised time.")),
    Column("running", _("Open"), _("Still open, and in time.")),
    Column("void", _("Set aside"), _("Did not apply; the reason is on file.")),
    Column("kept_of_100", _("Kept of 100"), _("Kept, out of 100 that were kept or late.")),
    Column("median_days", _("Days, half done in"), _("Half were done in this many days. Pauses left out.")),
    Column("oldest_open_days", _("Oldest open, days"), _("Days since the oldest open one began.")),
)

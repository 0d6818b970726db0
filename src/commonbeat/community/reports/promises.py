"""What is promised about reports, and how long it may take."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import ClockKind, business_days, calendar_days, hours

REVIEW = ClockKind(
    name="reports.review",
    title=_("Review of an online report"),
    promise=_("A person reads your police report within two business days."),
    length=business_days(2),
    remind=hours(8),
    escalate_to="reports.manage",
)
CALLBACK = ClockKind(
    name="reports.callback",
    title=_("Call-back about a report"),
    promise=_("When you ask for a call about a report, we call you within one business day."),
    length=business_days(1),
    remind=hours(4),
    escalate_to="reports.manage",
)
# Stolen firearms are to be in the state's list within seven days (Penal Code 11108.2); other serialised property is held
# to the same. A stolen vehicle or plate goes in at once: an hour is what a desk may need at the worst of times.
STATE_ENTRY = ClockKind(
    name="reports.state_entry",
    title=_("Entry in the state's lists of stolen property"),
    promise=_("Serial numbers of stolen things are in the state's lists within seven days."),
    length=calendar_days(7),
    public=False,
    remind=calendar_days(2),
    escalate_to="reports.manage",
)
AT_ONCE = hours(1)
CLOCKS = (REVIEW, CALLBACK, STATE_ENTRY)

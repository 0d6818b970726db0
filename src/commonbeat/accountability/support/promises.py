"""The clocks of an alert. None is ``public``: the promises page sees no protected row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import ClockKind, business_days, calendar_days

ACKNOWLEDGE, REVIEW, FOLLOW_UP = "support.acknowledge", "support.review", "support.follow_up"
CLOCKS = (
    ClockKind(
        ACKNOWLEDGE,
        _("Alert read"),
        _("A supervisor reads an alert within 5 business days."),
        business_days(5),
        remind=business_days(1),
        public=False,
    ),
    ClockKind(
        REVIEW,
        _("Talk and decision"),
        _("A supervisor talks with the officer and decides within 30 days."),
        calendar_days(30),
        remind=calendar_days(7),
        public=False,
    ),
    ClockKind(
        FOLLOW_UP,
        _("Looking at a plan again"),
        _("A plan is looked at again after 30, 60 and 90 days."),
        calendar_days(30),
        remind=calendar_days(5),
        public=False,
    ),
)

"""The clocks of complaints: what is promised to complainants, and what the law gives.

None is ``public`` to the promises page, which sees no protected row: the page of complaint numbers shows how they were kept.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import ClockKind, business_days, calendar_days, hours

ACKNOWLEDGE, CALL_BACK, LIMIT, LETTER = (
    "complaints.acknowledge",
    "complaints.call_back",
    "complaints.limit",
    "complaints.letter",
)
CLOCKS = (
    ClockKind(
        ACKNOWLEDGE,
        _("Word that a complaint was read"),
        _("A person reads your complaint and tells you so within 5 business days."),
        business_days(5),
        remind=business_days(1),
        escalate_to="complaints.decide",
        public=False,
    ),
    ClockKind(
        CALL_BACK,
        _("Call from a supervisor"),
        _("If you ask for it, a supervisor calls you within one day."),
        hours(24),
        remind=hours(4),
        escalate_to="complaints.command",
        public=False,
    ),
    ClockKind(
        LIMIT,
        _("One year for an investigation"),
        _("We finish an investigation within one year (Gov. Code 3304(d))."),
        calendar_days(365),
        remind=calendar_days(35),
        escalate_to="complaints.decide",
        public=False,
    ),
    ClockKind(
        LETTER,
        _("Letter with the outcome"),
        _("We write to you within 30 days of the decision (Penal Code 832.7(f))."),
        calendar_days(30),
        remind=calendar_days(7),
        escalate_to="complaints.command",
        public=False,
    ),
)

"""The clocks of complaints: what is promised to complainants, and what the law gives.

None is ``public`` to the promises page, which sees no protected row: the page of complaint numbers shows how they were kept.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import ClockKind, Ground, business_days, calendar_days, hours, years

from .climbing import TOP, upward

ACKNOWLEDGE, CALL_BACK, LIMIT, LETTER, REVIEW = (
    "complaints.acknowledge",
    "complaints.call_back",
    "complaints.limit",
    "complaints.letter",
    "complaints.review",
)
GROUNDS = (
    Ground(
        "criminal",
        _("Criminal investigation or prosecution"),
        "Gov. Code §3304(d)(2)(A)",
        _("Of the same act; until it is over."),
    ),
    Ground(
        "waiver",
        _("The officer waived the limit in writing"),
        "Gov. Code §3304(d)(2)(B)",
        _("For the time the waiver names."),
    ),
    Ground(
        "incapacity",
        _("The officer is incapacitated or cannot be reached"),
        "Gov. Code §3304(d)(2)(E)",
    ),
    Ground(
        "civil_suit",
        _("Civil suit that names the officer as defendant"),
        "Gov. Code §3304(d)(2)(F)",
        _("While the suit is pending."),
    ),
    Ground(
        "complainant_defendant",
        _("Criminal case in which the complainant is the defendant"),
        "Gov. Code §3304(d)(2)(G)",
        _("During the defendant's investigation and prosecution."),
    ),
    Ground(
        "workers_compensation",
        _("Alleged workers' compensation fraud by the officer"),
        "Gov. Code §3304(d)(2)(H)",
        _("Ask counsel first: courts have read this one as an exception to the limit."),
    ),
    Ground(
        "multi_agency",
        _("More than one agency: a reasonable extension"),
        "Gov. Code §3304(d)(2)(C)",
        _("Say what has to be coordinated."),
        waits=False,
    ),
    Ground(
        "multi_employee",
        _("More than one employee: a reasonable extension"),
        "Gov. Code §3304(d)(2)(D)",
        _("Say why their number takes longer."),
        waits=False,
    ),
)
"""Why the one-year limit stands still or is extended; several may hold at once, and a day counts once."""
CLOCKS = (
    ClockKind(
        ACKNOWLEDGE,
        _("Word that a complaint was read"),
        _("A person reads your complaint and tells you so within 5 business days."),
        business_days(5),
        remind=business_days(1),
        escalate_to="complaints.decide",
        public=False,
        escalate=upward((business_days(10), TOP)),
    ),
    ClockKind(
        CALL_BACK,
        _("Call from a supervisor"),
        _("If you ask for it, a supervisor calls you within one day."),
        hours(24),
        remind=hours(4),
        escalate_to="complaints.command",
        public=False,
        escalate=upward((hours(24), "complaints.decide"), (hours(96), TOP)),
    ),
    ClockKind(
        LIMIT,
        _("One year for an investigation"),
        _("We finish an investigation within one year (Gov. Code 3304(d))."),
        years(1),
        escalate_to="complaints.decide",
        public=False,
        authority="Gov. Code §3304(d)(1)",
        grounds=GROUNDS,
        alerts=tuple(calendar_days(days) for days in (180, 270, 330, 350)),
        escalate=upward((calendar_days(7), TOP)),
    ),
    ClockKind(
        LETTER,
        _("Letter with the outcome"),
        _("We write to you within 30 days of the decision (Penal Code 832.7(f))."),
        calendar_days(30),
        remind=calendar_days(7),
        escalate_to="complaints.command",
        public=False,
        escalate=upward((calendar_days(3), "complaints.decide"), (calendar_days(14), TOP)),
    ),
    ClockKind(
        REVIEW,
        _("Answer to a request for another look"),
        _("If you ask us to look at the outcome again, we answer within 30 days."),
        calendar_days(30),
        remind=calendar_days(7),
        escalate_to="complaints.decide",
        public=False,
        escalate=upward((calendar_days(7), TOP)),
    ),
)

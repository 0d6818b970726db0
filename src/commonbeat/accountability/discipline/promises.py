"""The department's own duty in discipline: to tell the officer in time.

How long an officer has to respond, appeal or answer a comment is a right of theirs and no promise to be late with, so
it is no clock: its last day is worked out by the same rules (`terms`) and kept with the paper it belongs to.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.climbing import TOP, upward
from commonbeat.kernel.clocks import ClockKind, calendar_days

NOTICE_30 = "discipline.notice_30"
CLOCKS = (
    ClockKind(
        NOTICE_30,
        _("Word of the decision to the officer"),
        _(
            "An officer is told in writing within 30 days of a decision to impose discipline (Gov. Code 3304(f))."
        ),
        calendar_days(30),
        public=False,
        remind=calendar_days(7),
        escalate_to="complaints.decide",
        escalate=upward((calendar_days(7), TOP)),
    ),
)

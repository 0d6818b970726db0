"""The clocks of disclosure. They are owed to requesters and to the state; the page of duties shows them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.climbing import TOP, upward
from commonbeat.kernel.clocks import ClockKind, Ground, Renewal, calendar_days, months

from . import enums

REQUEST, POST = "disclosure.request", "disclosure.post"
CLOCKS = (
    ClockKind(
        REQUEST,
        _("Records of a complaint, asked for"),
        _("Records the law opens are given out within 45 days of a request (Penal Code 832.7(b)(11))."),
        calendar_days(45),
        public=False,
        remind=calendar_days(10),
        escalate_to="complaints.decide",
        escalate=upward((calendar_days(14), TOP)),
        authority="Penal Code §832.7(b)(11)",
        grounds=(
            Ground(
                enums.Ground.CHARGES, enums.Ground.CHARGES.label, "Penal Code §832.7(b)(8)(B)",
                _("It ends with the verdict, or when a plea can no longer be withdrawn."),
            ),
            Ground(
                enums.Ground.EXTRAORDINARY, enums.Ground.EXTRAORDINARY.label, "Penal Code §832.7(b)(8)(A)(iii)",
                _("The requester reads why, in writing."),
            ),
        ),
        renewals=(
            Renewal(enums.Step.FIRST, enums.Step.FIRST.label, calendar_days(60), "Penal Code §832.7(b)(8)(A)(i)"),
            Renewal(
                enums.Step.FURTHER, enums.Step.FURTHER.label, calendar_days(180), "Penal Code §832.7(b)(8)(A)(ii)",
                most=None,
            ),
        ),
        cap=months(18),
    ),
    ClockKind(
        POST,
        _("Report to POST"),
        _("The state's commission hears of serious misconduct within 10 days (Penal Code 13510.9)."),
        calendar_days(10),
        public=False,
        remind=calendar_days(3),
        escalate_to="complaints.decide",
        escalate=upward((calendar_days(3), TOP)),
        authority="Penal Code §13510.9(a)",
    ),
)  # fmt: skip

"""The clocks of requests and code cases, and how they follow the two processes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import ClockKind, Length, business_days, calendar_days

FIRST_ANSWER, CLOSING = "requests.first_answer", "requests.closing"
CURE, REINSPECTION = "requests.cure", "requests.reinspection"
LATE_KINDS = (FIRST_ANSWER, CLOSING)

CLOCKS = (
    ClockKind(
        FIRST_ANSWER,
        _("First answer"),
        _("We look at your request and answer within 2 business days."),
        business_days(2),
        remind=business_days(1),
        escalate_to="requests.manage",
    ),
    ClockKind(
        CLOSING,
        _("Closing"),
        _("We close your request by the day we tell you when you send it."),
        business_days(10),
        remind=business_days(1),
        escalate_to="requests.manage",
    ),
    ClockKind(
        CURE,
        _("Cure date"),
        _("The owner puts it right by the date on the notice."),
        calendar_days(30),
        public=False,
        remind=calendar_days(1),
    ),
    ClockKind(
        REINSPECTION,
        _("Re-inspection"),
        _("We look again within 3 business days after the cure date."),
        business_days(3),
        public=False,
        remind=business_days(1),
        escalate_to="requests.manage",
    ),
)


def closing_length(record: Any) -> Length:
    """What is promised for a request: its category's business days."""
    return business_days(max(1, record.category.target_days))


def cure_length(case: Any) -> Length:
    """From the notice to the cure date; at least a day."""
    return calendar_days(max(1, (case.cure_by - case.notice_on).days))

"""The clocks of commendations and suggestions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import ClockKind, business_days, calendar_days

PASS_ON, ANSWER = "commendations.pass_on", "commendations.answer"
CLOCKS = (
    ClockKind(
        PASS_ON,
        _("Thanks passed on"),
        _("We pass your thanks on within 10 business days."),
        business_days(10),
        remind=business_days(2),
        escalate_to="commendations.work",
    ),
    ClockKind(
        ANSWER,
        _("Answer to a suggestion"),
        _("We answer your suggestion within 30 days."),
        calendar_days(30, roll=True),
        remind=calendar_days(5),
        escalate_to="commendations.work",
    ),
)

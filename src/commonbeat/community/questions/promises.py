"""The clocks of questions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import ClockKind, business_days, hours

ANSWER, CRISIS = "questions.answer", "questions.crisis"
CLOCKS = (
    ClockKind(
        ANSWER,
        _("Answer to a question"),
        _("We answer your question within 5 business days."),
        business_days(5),
        remind=business_days(1),
        escalate_to="questions.moderate",
    ),
    ClockKind(
        CRISIS,
        _("A person looks at a message in crisis"),
        _("A person looks at a message that sounds like danger within 1 hour."),
        hours(1),
        public=False,
        escalate_to="questions.moderate",
    ),
)

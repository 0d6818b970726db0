"""The life of a request and of a code case: what states there are and who takes which step."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import starts, stops, voids
from commonbeat.kernel.workflow import Effect, Process, State, Transition

from . import effects
from .promises import CLOSING, CURE, FIRST_ANSWER, REINSPECTION, cure_length

REQUEST, CODE_CASE = "requests.request", "requests.code_case"
CLOSED = ("fixed", "no_further_action", "not_ours", "duplicate", "referred", "cancelled")
BEING_WORKED_ON = ("new", "confirmed", "investigating", "scheduled", "in_progress")
WORK = "requests.work"
_REASON = ("public_reason_en", "public_reason_es")
_SHOWN = Effect("the public page", effects.show)
_TOLD = Effect("the resident and followers are told", effects.tell)
_ANSWERED, _STOPPED = stops(FIRST_ANSWER), stops(CLOSING)
_AGAIN = Effect("a new closing day is promised", effects.promise_closing)
_CLOSED = Effect("closing day", effects.note_closing)
_CLOSING = (_CLOSED, _STOPPED, _ANSWERED, _SHOWN, _TOLD)
# Nothing was done about it, so nothing was kept either.
_TAKEN_BACK = (_CLOSED, voids(CLOSING), voids(FIRST_ANSWER), _SHOWN, _TOLD)
_ON = (_ANSWERED, _SHOWN, _TOLD)

STATES = (
    State("new", "open", _("New"), _("Received")),
    State("confirmed", "open", _("Confirmed")),
    State("investigating", "open", _("Investigating"), _("We are looking into it")),
    State("scheduled", "open", _("Scheduled"), _("Work is planned")),
    State("in_progress", "open", _("In progress"), _("Work is under way")),
    State("fixed", "closed", _("Fixed")),
    State("no_further_action", "closed", _("No further action")),
    State("not_ours", "closed", _("Not ours"), _("Another office looks after this")),
    State("duplicate", "closed", _("Duplicate"), _("Reported before")),
    State("referred", "closed", _("Referred"), _("Sent to another office")),
    State("cancelled", "closed", _("Cancelled"), _("Withdrawn")),
)


def _close(
    name: str, title: object, target: str, *sources: str, requires: tuple[str, ...] = ()
) -> Transition:
    """A step that ends a request; each needs its public reason in both languages."""
    return Transition(
        name,
        title,
        sources or BEING_WORKED_ON,
        target,
        WORK,
        requires=(*_REASON, *requires),
        effects=_CLOSING,
    )


REQUEST_PROCESS = Process(
    REQUEST,
    _("service request"),
    "requests.ServiceRequest",
    STATES,
    (
        Transition("confirm", _("Confirm"), ("new",), "confirmed", WORK, effects=_ON),
        Transition("investigate", _("Investigate"), ("new", "confirmed"), "investigating", WORK, effects=_ON),
        Transition(
            "schedule",
            _("Schedule work"),
            ("new", "confirmed", "investigating"),
            "scheduled",
            WORK,
            requires=("scheduled_on",),
            effects=_ON,
        ),
        Transition(
            "start",
            _("Start work"),
            ("confirmed", "investigating", "scheduled"),
            "in_progress",
            WORK,
            effects=_ON,
        ),
        Transition(
            "step_back",
            _("Look into it again"),
            ("scheduled", "in_progress"),
            "investigating",
            WORK,
            reason=True,
            effects=_ON,
        ),
        _close("fix", _("Fixed"), "fixed"),
        _close("end", _("No further action"), "no_further_action"),
        _close("not_ours", _("Not ours"), "not_ours"),
        _close("refer", _("Referred"), "referred"),
        _close("merge", _("Duplicate"), "duplicate", requires=("duplicate_of",)),
        Transition(
            "withdraw",
            _("Withdrawn by the resident"),
            BEING_WORKED_ON,
            "cancelled",
            "",
            requires=_REASON,
            effects=_TAKEN_BACK,
        ),
        Transition(
            "cancel",
            _("Cancel"),
            BEING_WORKED_ON,
            "cancelled",
            WORK,
            requires=_REASON,
            reason=True,
            effects=_CLOSING,
        ),
        Transition(
            "reopen",
            _("Reopen"),
            CLOSED,
            "investigating",
            WORK,
            reason=True,
            effects=(Effect("closing taken back", effects.take_back), _AGAIN, _SHOWN, _TOLD),
        ),
        Transition(
            "not_fixed",
            _("Not fixed, says the resident"),
            ("fixed", "no_further_action", "referred", "not_ours"),
            "investigating",
            "",
            reason=True,
            effects=(Effect("closing taken back", effects.take_back), _AGAIN, _SHOWN),
        ),
    ),
    begins=(Effect("first answer and closing promised", effects.promise), _SHOWN),
)

_SERVED, _REINSPECTED = starts(CURE, cure_length), stops(REINSPECTION)
_CURE_OVER, _ENDED = (stops(CURE), starts(REINSPECTION)), (stops(CURE), _REINSPECTED)
_CASE_SHOWN = Effect("stage on the resident's page", effects.show_case)
CASE_PROCESS = Process(
    CODE_CASE,
    _("code case"),
    "requests.CodeCase",
    (
        State("opened", "open", _("Opened"), _("A code case was opened")),
        State("notice_served", "open", _("Notice served"), _("The owner got a notice")),
        State("reinspection", "open", _("Re-inspection due"), _("We look at it again")),
        State("cured", "closed", _("Cured"), _("Put right")),
        State("citation_referred", "closed", _("Citation referred"), _("Sent on for a fine")),
        State("closed", "closed", _("Closed without action"), _("Closed")),
    ),
    (
        Transition(
            "serve_notice",
            _("Serve notice"),
            ("opened",),
            "notice_served",
            "requests.inspect",
            requires=("notice_on", "notice_how", "cure_by"),
            effects=(_SERVED, _CASE_SHOWN),
        ),
        Transition(
            "cure_day_reached",
            _("Cure date reached"),
            ("notice_served",),
            "reinspection",
            "",
            effects=(*_CURE_OVER, _CASE_SHOWN),
        ),
        Transition(
            "reinspect_early",
            _("Go and look again"),
            ("notice_served",),
            "reinspection",
            "requests.inspect",
            effects=(*_CURE_OVER, _CASE_SHOWN),
        ),
        Transition(
            "give_more_time",
            _("Give more time"),
            ("reinspection",),
            "notice_served",
            "requests.inspect",
            requires=("cure_by",),
            reason=True,
            effects=(_REINSPECTED, _SERVED, _CASE_SHOWN),
        ),
        Transition(
            "cure",
            _("Cured"),
            ("notice_served", "reinspection"),
            "cured",
            "requests.inspect",
            effects=(*_ENDED, _CASE_SHOWN),
        ),
        Transition(
            "refer_citation",
            _("Refer for citation"),
            ("reinspection",),
            "citation_referred",
            "requests.inspect",
            requires=("citation",),
            effects=(*_ENDED, _CASE_SHOWN),
        ),
        Transition(
            "close",
            _("Close without action"),
            ("opened", "notice_served", "reinspection"),
            "closed",
            "requests.inspect",
            reason=True,
            effects=(*_ENDED, _CASE_SHOWN),
        ),
    ),
)  # fmt: skip

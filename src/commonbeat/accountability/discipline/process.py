"""The two declared processes of discipline (``docs/reference/processes.md`` draws them).

Sworn officers have what the Public Safety Officers Procedural Bill of Rights (Gov. Code 3300–3313) gives them,
professional staff what their memorandum of understanding says.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import voids
from commonbeat.kernel.workflow import Process, State, Transition

from . import effects
from .promises import NOTICE_30

WORK, DECIDE = "discipline.work", "complaints.decide"
DECISION = ("outcome", "decided", "decided_on", "decided_by", "decided_reasons")
TELLING = ("notified_on", "appeal_until")
RULING = ("ruling", "ruled", "ended_on", "ruling_text")

SWORN = Process(
    name="discipline.sworn",
    title=_("Discipline of a sworn officer"),
    model="discipline.SwornDiscipline",
    begins=(effects.LIMIT_STOPS,),
    states=(
        State("proposed_notice", "open", _("Proposed, notice served")),
        State("materials_given", "open", _("Materials given")),
        State("response", "open", _("Response heard or waived")),
        State("decided", "open", _("Decided")),
        State("notified", "open", _("Officer told")),
        State("appeal_window", "open", _("Appeal possible")),
        State("appealed", "open", _("Appealed")),
        State("hearing", "open", _("Hearing")),
        State("final", "open", _("Final")),
        State("closed", "closed", _("Closed")),
    ),
    transitions=(
        Transition("give_materials", _("Materials were given"), ("proposed_notice",), "materials_given", WORK,
                   requires=("materials", "materials_on", "respond_by")),
        Transition("respond", _("The officer responded or waived"), ("materials_given",), "response", WORK,
                   requires=("response", "response_on")),
        Transition("decide", _("Decide"), ("proposed_notice", "materials_given", "response"), "decided", DECIDE,
                   requires=DECISION, effects=(effects.DECIDABLE, effects.TELLING)),
        Transition("notify", _("Tell the officer in writing"), ("decided",), "notified", WORK, requires=TELLING,
                   effects=(effects.TOLD, effects.WINDOW)),
        Transition("open_window", _("Appeal becomes possible"), ("notified",), "appeal_window", ""),
        Transition("appeal", _("Record an appeal"), ("appeal_window",), "appealed", WORK, requires=("appealed_on",)),
        Transition("appeal_own", _("The officer appeals"), ("appeal_window",), "appealed", "",
                   requires=("appealed_on",)),
        Transition("window_passed", _("The time to appeal has passed"), ("appeal_window",), "final", "",
                   requires=("ended_on",), effects=(effects.FINAL,)),
        Transition("hear", _("A hearing is set"), ("appealed",), "hearing", WORK,
                   requires=("hearing_on", "hearing_before")),
        Transition("rule", _("Record how the appeal ended"), ("appealed", "hearing"), "final", WORK, requires=RULING,
                   effects=(effects.FINAL,)),
        Transition("close", _("Close"), ("final",), "closed", WORK),
        Transition("set_aside", _("Set aside: the case was opened again"),
                   ("proposed_notice", "materials_given", "response", "decided", "notified", "appeal_window", "appealed",
                    "hearing", "final"), "closed", "", reason=True, effects=(voids(NOTICE_30),)),
    ),
)  # fmt: skip

STAFF = Process(
    name="discipline.staff",
    title=_("Discipline of professional staff"),
    model="discipline.StaffDiscipline",
    begins=(effects.LIMIT_STOPS,),
    states=(
        State("notice", "open", _("Proposed, notice served")),
        State("meeting", "open", _("Meeting held or waived")),
        State("decided", "open", _("Decided")),
        State("grievance_window", "open", _("Told; a grievance is possible")),
        State("grievance", "open", _("Grievance")),
        State("final", "open", _("Final")),
        State("closed", "closed", _("Closed")),
    ),
    transitions=(
        Transition("respond", _("The meeting with a union representative"), ("notice",), "meeting", WORK,
                   requires=("response", "response_on")),
        Transition("decide", _("Decide"), ("notice", "meeting"), "decided", DECIDE, requires=DECISION,
                   effects=(effects.DECIDABLE, effects.TELLING)),
        Transition("notify", _("Tell the employee in writing"), ("decided",), "grievance_window", WORK,
                   requires=TELLING, effects=(effects.TOLD, effects.WINDOW)),
        Transition("appeal", _("Record a grievance"), ("grievance_window",), "grievance", WORK,
                   requires=("appealed_on",)),
        Transition("appeal_own", _("The employee grieves"), ("grievance_window",), "grievance", "",
                   requires=("appealed_on",)),
        Transition("window_passed", _("The time to grieve has passed"), ("grievance_window",), "final", "",
                   requires=("ended_on",), effects=(effects.FINAL,)),
        Transition("rule", _("Record how the grievance ended"), ("grievance",), "final", WORK, requires=RULING,
                   effects=(effects.FINAL,)),
        Transition("close", _("Close"), ("final",), "closed", WORK),
        Transition("set_aside", _("Set aside: the case was opened again"),
                   ("notice", "meeting", "decided", "grievance_window", "grievance", "final"), "closed", "", reason=True,
                   effects=(voids(NOTICE_30),)),
    ),
)  # fmt: skip

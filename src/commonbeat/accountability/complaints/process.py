"""What a complaint goes through, from the door to the letter (``docs/reference/processes.md`` draws it)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import stops, voids
from commonbeat.kernel.workflow import Process, State, Transition

from . import effects
from .promises import ACKNOWLEDGE, LETTER

WORKED_ON = ("received", "acknowledged", "classified", "assigned", "investigating", "tolled")
BEFORE_DECISION = (*WORKED_ON, "findings_proposed", "command_review")
COMMAND, WORK, DECIDE = "complaints.command", "complaints.work", "complaints.decide"

COMPLAINT = Process(
    name="complaints.complaint",
    title=_("Complaint"),
    model="complaints.Complaint",
    states=(
        State("received", "open", _("Received"), _("Received")),
        State("acknowledged", "open", _("Acknowledged"), _("Read by a person")),
        State("classified", "open", _("Classified"), _("Read by a person")),
        State("assigned", "open", _("Assigned"), _("Assigned to somebody")),
        State("investigating", "open", _("Investigating"), _("Being looked into")),
        State("tolled", "open", _("Standing still for a lawful reason"), _("Waiting for a lawful reason")),
        State("findings_proposed", "open", _("Findings proposed"), _("Under review")),
        State("command_review", "open", _("Command review"), _("Under review")),
        State("decided", "open", _("Decided"), _("Decided")),
        State("complainant_notified", "open", _("Complainant notified"), _("Decided, and we wrote to you")),
        State("closed", "closed", _("Closed"), _("Closed")),
        State("converted", "closed", _("Became an inquiry or a duplicate"), _("Closed for a reason we told you")),
    ),
    begins=(effects.START,),
    transitions=(
        Transition(
            "acknowledge", _("Acknowledge"), ("received",), "acknowledged", COMMAND,
            effects=(stops(ACKNOWLEDGE), effects.TELL),
        ),
        Transition("classify", _("Classify"), ("acknowledged",), "classified", COMMAND, requires=("severity",),
                   effects=(effects.KNOWN,)),
        Transition(
            "assign", _("Assign"), ("classified",), "assigned", COMMAND, requires=("lead",),
            effects=(effects.ASSIGNED, effects.TELL),
        ),
        Transition("begin_work", _("Begin the investigation"), ("assigned",), "investigating", WORK,
                   effects=(effects.TELL,)),
        Transition("toll", _("Let it stand still"), ("investigating",), "tolled", COMMAND, reason=True),
        Transition("resume", _("Go on"), ("tolled",), "investigating", COMMAND, reason=True),
        Transition("propose", _("Propose the findings"), ("investigating", "tolled"), "findings_proposed", WORK,
                   effects=(effects.PROPOSABLE, effects.TELL)),
        Transition("send_back", _("Send back to the investigator"), ("findings_proposed",), "investigating", COMMAND,
                   reason=True),
        Transition("submit", _("Send to command"), ("findings_proposed",), "command_review", COMMAND),
        Transition("return_case", _("Return for more work"), ("command_review",), "investigating", DECIDE, reason=True),
        Transition("decide", _("Decide"), ("command_review",), "decided", DECIDE, requires=("ended_how",),
                   effects=(effects.DECIDED, effects.TELL)),
        Transition("notify", _("The letter went out"), ("decided",), "complainant_notified", COMMAND,
                   requires=("notified_on",), effects=(stops(LETTER),)),
        Transition("close", _("Close"), ("complainant_notified",), "closed", COMMAND,
                   effects=(effects.CLOSABLE, effects.CLOSED, effects.TELL)),
        Transition("reopen", _("Open again for new evidence"), ("decided", "complainant_notified", "closed"),
                   "investigating", DECIDE, reason=True, effects=(effects.REOPENED, effects.REVIEWED, voids(LETTER), effects.TELL)),
        Transition("record_history", _("Closed in earlier records"), ("received",), "closed", "",
                   effects=(effects.ONLY_HISTORY,)),
        Transition("convert", _("Becomes an inquiry or a duplicate"), BEFORE_DECISION, "converted", DECIDE,
                   requires=("ended_how",), reason=True, effects=(effects.CONVERTED, effects.TELL)),
    ),
)  # fmt: skip

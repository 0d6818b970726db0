"""What a request for records goes through."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.clocks import stops, voids
from commonbeat.kernel.workflow import Process, State, Transition

from .promises import REQUEST

WORK = "disclosure.work"
OPEN = ("received", "delayed")

DISCLOSURE = Process(
    name="disclosure.request",
    title=_("Request for records of a complaint"),
    model="disclosure.DisclosureRequest",
    states=(
        State("received", "open", _("Received")),
        State("delayed", "open", _("Delayed by law, reasons written")),
        State("released", "closed", _("Given out")),
        State("refused", "closed", _("Not given out")),
        State("withdrawn", "closed", _("Withdrawn by the requester")),
    ),
    transitions=(
        Transition("delay", _("Delay it, with reasons in writing"), ("received", "delayed"), "delayed", WORK, reason=True),
        Transition("release", _("The records went out"), OPEN, "released", WORK,
                   requires=("ended_on", "released_what", "proof"), effects=(stops(REQUEST),)),
        Transition("refuse", _("Nothing is given out"), OPEN, "refused", WORK, requires=("ended_on", "proof"),
                   reason=True, effects=(stops(REQUEST),)),
        Transition("withdraw", _("The requester withdraws"), OPEN, "withdrawn", WORK, requires=("ended_on",),
                   reason=True, effects=(voids(REQUEST),)),
    ),
)  # fmt: skip

"""What an interview and a criminal track go through."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.workflow import Process, State, Transition

from . import effects

WORK, TRACK = "complaints.work", "interviews.criminal_record"
BEFORE = ("planned", "noticed")

INTERVIEW = Process(
    name="interviews.interview",
    title=_("Interview"),
    model="interviews.Interview",
    states=(
        State("planned", "open", _("Planned")),
        State("noticed", "open", _("Notice served")),
        State("held", "open", _("Held")),
        State("transcript_given", "closed", _("Held, recording or transcript given")),
        State("refused", "closed", _("Refused")),
        State("not_appeared", "closed", _("Did not appear")),
        State("called_off", "closed", _("Called off")),
    ),
    transitions=(
        Transition("serve", _("The notice was served"), ("planned",), "noticed", WORK, effects=(effects.NOTICED,)),
        Transition("postpone", _("Move it to another time"), ("noticed",), "planned", WORK, reason=True,
                   requires=("planned_at", "ends_at")),
        Transition("hold", _("It was held"), BEFORE, "held", WORK, requires=("began_at", "ended_at"),
                   effects=(effects.DUTIES,)),
        Transition("give", _("Recording or transcript was given"), ("held",), "transcript_given", WORK,
                   requires=("transcript_given_on",), effects=(effects.GIVEN,)),
        Transition("refuse", _("They refused to answer"), BEFORE, "refused", WORK, reason=True,
                   effects=(effects.WARNED,)),
        Transition("miss", _("They did not appear"), BEFORE, "not_appeared", WORK, reason=True),
        Transition("call_off", _("Call it off"), BEFORE, "called_off", WORK, reason=True),
    ),
)  # fmt: skip

CRIMINAL = Process(
    name="interviews.criminal",
    title=_("Criminal track"),
    model="interviews.CriminalTrack",
    states=(
        State("investigated", "open", _("Investigated")),
        State("with_prosecutor", "open", _("With the prosecutor")),
        State("filed", "open", _("Charges filed")),
        State("declined", "closed", _("Prosecutor declined")),
        State("convicted", "closed", _("Convicted")),
        State("not_convicted", "closed", _("Acquitted or dismissed")),
        State("ended", "closed", _("Ended without a referral")),
    ),
    transitions=(
        Transition("refer", _("Sent to the prosecutor"), ("investigated",), "with_prosecutor", TRACK,
                   requires=("referred_on",), effects=(effects.DAYS,)),
        Transition("file", _("Charges were filed"), ("investigated", "with_prosecutor"), "filed", TRACK,
                   requires=("filed_on",), effects=(effects.DAYS,)),
        Transition("decline", _("The prosecutor declined"), ("with_prosecutor",), "declined", TRACK,
                   requires=("ended_on",), effects=(effects.DAYS, effects.OVER)),
        Transition("convict", _("Convicted"), ("filed",), "convicted", TRACK, requires=("ended_on",),
                   effects=(effects.DAYS, effects.OVER)),
        Transition("acquit", _("Acquitted or dismissed"), ("filed",), "not_convicted", TRACK,
                   requires=("ended_on",), effects=(effects.DAYS, effects.OVER)),
        Transition("end", _("Ended without a referral"), ("investigated",), "ended", TRACK, requires=("ended_on",),
                   reason=True, effects=(effects.DAYS, effects.OVER)),
    ),
)  # fmt: skip

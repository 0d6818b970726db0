"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.panels import CasePanel, register_panel
from commonbeat.accountability.complaints.retention import register_below, register_keeper
from commonbeat.kernel import walls
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.attachments import MEGABYTE, PDF, PICTURES, RECORDINGS, Policy, register_policy
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.retention import register_rule
from commonbeat.kernel.ui import menu
from commonbeat.kernel.workflow import register_process

from . import enums, panels
from .actions_criminal import OPEN, RECORD, SEE, WORK, over
from .actions_evidence import POLICY
from .events import CriminalTrackOver
from .notice import NOTES, TRANSCRIPT
from .process import CRIMINAL, INTERVIEW
from .retention import BELOW, RULES, kept

READ, READ_OUTSIDE = "interviews.criminal_read", "interviews.criminal_read_outside"
register_capability(SEE, _("Open the criminal tracks one is let into"))
register_capability(READ, _("Read the criminal track of every complaint inside the department"))
register_capability(READ_OUTSIDE, _("Read the criminal track of complaints about those who lead"))
register_capability(OPEN, _("Open the criminal track of a complaint, and let people into it"))
register_capability(RECORD, _("Record what becomes of a criminal track"))
register_capability(WORK, _("Investigate the criminal side; never together with the complaint"))

walls.register_kind(
    walls.Kind(
        enums.CRIMINAL,
        _("criminal track of a complaint"),
        labels={enums.INSIDE: READ, enums.OUTSIDE: READ_OUTSIDE},
        writes={enums.INSIDE: READ, enums.OUTSIDE: READ_OUTSIDE},
        grants=OPEN,
        emergency=WORK,
        consents=OPEN,
    )
)
walls.register_purpose(
    walls.Purpose(
        "criminal_list", _("See which criminal tracks there are"), (enums.CRIMINAL,), needs_case=False, writes=True,
        capability=SEE,
    )
)  # fmt: skip
walls.register_purpose(
    walls.Purpose(
        "criminal_matter", _("Work on a criminal track"), (enums.CRIMINAL,), capability=SEE, writes=True
    )
)
walls.register_purpose(
    walls.Purpose(
        enums.OUTSIDE_LIST,
        _("Look through what is proposed for disposal of criminal tracks about leaders"),
        (enums.CRIMINAL,),
        needs_case=False,
        capability=SEE,
    )
)

for process in (INTERVIEW, CRIMINAL):
    register_process(process)
register_policy(Policy(TRANSCRIPT, frozenset({PDF}), 25 * MEGABYTE, most_files=10, keep_original=True))
register_policy(Policy(NOTES, PICTURES | {PDF}, 25 * MEGABYTE, most_files=20, keep_original=True))
register_policy(
    Policy(
        POLICY, PICTURES | {PDF} | RECORDINGS, 50 * MEGABYTE, most_files=20, keep_original=True,
        most_media_bytes=200 * MEGABYTE,
    )
)  # fmt: skip

register_action("interviews.planned", "{actor} planned an interview")
register_action("interviews.changed", "{actor} noted {details[what]} of an interview")
register_action("interviews.written", "{actor} wrote down what was said in an interview")
register_action("interviews.person_added", "{actor} named who is present at an interview ({details[role]})")
register_action("interviews.person_dropped", "{actor} changed who is present at an interview")
register_action("interviews.notice_served", "{actor} served the notice of an interview")
register_action("interviews.departed", "{actor} wrote down why the duty {details[rule]} was not met")
register_action("interviews.files_added", "{actor} added {details[files]} files to an interview")
register_action("interviews.file_opened", "{actor} opened a file ({details[what]}) of a complaint")
register_action("interviews.evidence_added", "{actor} added evidence E{details[number]}")
register_action("interviews.custody", "{actor} handed evidence E{details[number]} over")
register_action("interviews.custody_answered", "{actor} answered for evidence: {details[answer]}")
register_action(
    "interviews.hash_checked",
    "{actor} checked hashes of evidence: {details[matching]} of {details[files]} match",
)
register_action("interviews.criminal_opened", "{actor} opened a criminal track beside a complaint")
register_action("interviews.criminal_noted", "{actor} wrote into the log of a criminal track")
register_action(
    "interviews.criminal_tolled",
    "{actor} let a complaint's year stand still for its criminal track: {reason}",
)

register_below(BELOW)
for rule in RULES:
    register_rule(rule)
register_keeper("interviews", kept)
audit_events.subscribe(CriminalTrackOver, over)
register_panel(
    CasePanel(
        "interviews", _("Interviews"), "interviews/panel.html", panels.interviews, 40, panels.has_interviews
    )
)
register_panel(
    CasePanel(
        "evidence", _("Evidence"), "interviews/panel_evidence.html", panels.evidence, 42, panels.has_evidence
    )
)
register_panel(
    CasePanel(
        "criminal",
        _("Criminal track"),
        "interviews/panel_criminal.html",
        panels.criminal,
        44,
        panels.has_criminal,
    )
)
menu.register(_("Criminal tracks"), "interviews:tracks", SEE, order=62, under="conduct")

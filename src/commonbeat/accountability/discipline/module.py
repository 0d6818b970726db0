"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints import telling as complaints_telling
from commonbeat.accountability.complaints.accounts import register_follower
from commonbeat.accountability.complaints.enums import WALL
from commonbeat.accountability.complaints.events import FindingFinal
from commonbeat.accountability.complaints.panels import register_panel
from commonbeat.accountability.complaints.reopening import register_reopened
from commonbeat.accountability.complaints.retention import register_below, register_keeper
from commonbeat.accountability.interviews.events import NoticeServed
from commonbeat.kernel import walls
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.attachments import MEGABYTE, PDF, PICTURES, Policy, register_policy
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.clocks import register_clock
from commonbeat.kernel.ui import home, menu
from commonbeat.kernel.workflow import register_process

from . import (
    following,
    jobs,  # noqa: F401  registered by being imported
    papers,
    reopened,
)
from .doing import POLICY
from .home import panel as home_panel
from .panel import PANEL
from .process import STAFF, SWORN
from .promises import CLOCKS
from .retention import BELOW, kept

register_capability("discipline.work", _("Propose discipline, serve its papers, record what comes of it"))
register_capability(
    "discipline.files", _("Read personnel files, and separate files for training or counselling")
)
register_capability("discipline.agreements", _("Keep what agreements say of time to respond and appeal"))

for purpose in (
    walls.Purpose(
        "personnel_file", _("Personnel file"), (WALL,), needs_case=False, capability="discipline.files"
    ),
    walls.Purpose(
        "separate_training", _("Find out what training is needed"), (WALL,), needs_case=False,
        capability="discipline.files",
    ),
    walls.Purpose(
        "separate_counselling", _("Find out what counselling is needed"), (WALL,), needs_case=False,
        capability="discipline.files",
    ),
    walls.RefusedPurpose(
        "separate_promotion",
        _("Separate file for a promotion, transfer or discipline"),
        _("Unfounded, exonerated and frivolous complaints are kept out of it (Penal Code 832.5(c))."),
    ),
):  # fmt: skip
    walls.register_purpose(purpose)
for process in (SWORN, STAFF):
    register_process(process)
for clock in CLOCKS:
    register_clock(clock)
complaints_telling.watch(CLOCKS)

register_action("discipline.proposed", "{actor} proposed discipline ({details[proposed]})")
register_action("discipline.served", "{actor} served a paper ({details[paper]})")
register_action("discipline.read", "{actor} read a paper they were served")
register_action("discipline.signed", "{actor} signed for a paper they were served")
register_action("discipline.receipt_noted", "{actor} noted that a paper was {details[what]}")
register_action("discipline.answered", "{actor} answered a paper they were served")
register_action("discipline.time_asked", "{actor} asked for more time")
register_action("discipline.time_decided", "{actor} decided on more time: {details[until]}")
register_action("discipline.appealed", "{actor} appealed a decision")
register_action("discipline.agreement_changed", "{actor} changed what an agreement says of time: {reason}")
register_action("discipline.file_exported", "{actor} took a personnel file along for a promotion or transfer")

register_policy(Policy(POLICY, PICTURES | {PDF}, 25 * MEGABYTE, most_files=20, keep_original=False))
register_panel(PANEL)
register_below(BELOW)
register_keeper("discipline", kept)
register_follower("discipline", papers.follow_account)
register_reopened("discipline", reopened.set_aside)
audit_events.subscribe(FindingFinal, following.on_final)
audit_events.subscribe(NoticeServed, following.on_interview_notice)
menu.register(_("My file"), "discipline:mine", order=54, under="own")
menu.register(_("Personnel files"), "discipline:find", "discipline.files", order=97, under="conduct")
home.register_panel(home_panel, "", order=45)

"""What this topic registers."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from commonbeat.city.roster.events import AccountLinked, AccountUnlinked
from commonbeat.kernel import contact, walls
from commonbeat.kernel.access import allowed, register_capability
from commonbeat.kernel.attachments import MEGABYTE, PDF, PICTURES, RECORDINGS, Policy, register_policy
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.clocks import ClockEscalated, ClockLate, ClockReminder, register_clock
from commonbeat.kernel.contact.events import ResidentWrote
from commonbeat.kernel.forms import register_form
from commonbeat.kernel.intake.targets import register_target
from commonbeat.kernel.publish import register_dataset
from commonbeat.kernel.retention import register_rule
from commonbeat.kernel.ui import home, menu
from commonbeat.kernel.workflow import register_process

from . import accounts, events, matching, reopening, telling
from .cases import ACTIONS, show
from .enums import CASE_KIND, INTERNAL, OUTSIDE, WALL
from .home import panel
from .panels import CasePanel, register_panel
from .process import COMPLAINT
from .promises import CLOCKS
from .published import NUMBERS
from .retention import OUTSIDE_LIST, RULES

register_capability(
    "complaints.intake", _("Write down a complaint that came by phone, on paper or in person")
)
register_capability("complaints.open", _("Open the pages of complaints; each case has its own wall"))
register_capability("complaints.work", _("Investigate complaints one is let into"))
register_capability("complaints.investigate", _("Be given serious complaints to investigate"))
register_capability("complaints.command", _("Classify, assign and review complaints"))
register_capability("complaints.decide", _("Decide complaints: adopt findings"))
register_capability("complaints.read_internal", _("Read every complaint worked on inside the department"))
register_capability("complaints.write_internal", _("Work on every complaint inside the department"))
register_capability("complaints.read_outside", _("Read complaints about those who lead the department"))
register_capability("complaints.write_outside", _("Work on complaints about those who lead the department"))
register_capability("complaints.oversight", _("Read complaints as civilian oversight, every look logged"))
register_capability("complaints.emergency", _("Ask to see a complaint at once"))
register_capability("complaints.consent", _("Consent to an emergency look at a complaint"))
register_capability("complaints.import", _("Bring complaints of an earlier system in"))
register_target("complaints", "commonbeat.accountability.complaints.intake:TARGET")
register_target("complaint-accused", "commonbeat.accountability.complaints.intake_accused:TARGET")

walls.register_kind(
    walls.Kind(
        WALL,
        _("complaint"),
        labels={INTERNAL: "complaints.read_internal", OUTSIDE: "complaints.read_outside"},
        writes={INTERNAL: "complaints.write_internal", OUTSIDE: "complaints.write_outside"},
        grants="complaints.command",
        emergency="complaints.emergency",
        consents="complaints.consent",
    )
)
for purpose in (
    walls.Purpose(
        "complaint_list", _("See which complaints there are"), (WALL,), needs_case=False, writes=True
    ),
    walls.Purpose("complaint_work", _("Work on a complaint"), (WALL,), writes=True),
    walls.Purpose(
        OUTSIDE_LIST,
        _("Look through what is proposed for disposal of complaints about leaders"),
        (WALL,),
        needs_case=False,
    ),
    walls.Purpose(
        "complaint_oversight",
        _("Civilian oversight"),
        (WALL,),
        needs_case=False,
        capability="complaints.oversight",
    ),
    walls.Purpose("complaint_own", _("Read what one was served"), (WALL,), needs_case=False, own=True),
    walls.Purpose("complaint_code", _("One's own complaint"), (WALL,), party=True, writes=True),
    walls.RefusedPurpose(
        "complaint_immigration",
        _("Immigration status of a complainant"),
        _("It is never asked, stored or looked for (Gov. Code 7284.6)."),
    ),
    walls.RefusedPurpose(
        "complainant_records",
        _("Warrants or records of a complainant"),
        _("Nobody runs a record or warrant check on somebody because they complained."),
    ),
):
    walls.register_purpose(purpose)

register_process(COMPLAINT)
register_dataset(NUMBERS)
for rule in RULES:
    register_rule(rule)
for clock in CLOCKS:
    register_clock(clock)
telling.watch(CLOCKS)

register_action("complaints.changed", "{actor} changed {details[what]} of a complaint")
register_action("complaints.allegation_added", "{actor} added an allegation ({details[code]}) to a complaint")
register_action("complaints.officer_named", "{actor} named an officer in a complaint: {reason}")
register_action("complaints.notified", "{actor} told an officer of a complaint")
register_action(
    "complaints.account_followed",
    "{actor} noted which account is that of an officer in a complaint ({details[what]})",
)
register_action("complaints.recommended", "{actor} recommended a finding: {details[result]}")
register_action("complaints.adopted", "{actor} adopted a finding: {details[result]}")
register_action("complaints.finding_final", "{actor} noted that a finding is final: {details[result]}")
register_action("complaints.routed_outside", "{actor} sent a complaint to the city manager's queue")
register_action("complaints.handed_over", "{actor} gave a complaint to another investigator: {reason}")
register_action("complaints.called_back", "{actor} noted a supervisor's call to a complainant")
register_action(
    "complaints.conversion_asked", "{actor} asked to turn a complaint into a {details[to]}: {reason}"
)
register_action(
    "complaints.conversion_decided", "{actor} decided on turning a complaint into something else: {reason}"
)
register_action("complaints.withdrawal_noted", "{actor} noted that a complainant withdrew")
register_action("complaints.withdrawn", "{actor} withdrew a complaint; what is serious goes on")
register_action("complaints.mediation", "{actor} noted on mediation: {details[mediation]}")
register_action(
    "complaints.review_asked", "{actor} asked, or noted that the complainant asks, for another look"
)
register_action("complaints.review_answered", "{actor} answered a request for another look at the outcome")
register_action("complaints.letter_sent", "{actor} sent a letter ({details[template]})")

contact.register_case_kind(CASE_KIND, _("Complaint"), show, ACTIONS, purpose="complaint_code")
for way_in in ("complaint", "retaliation"):
    register_form(f"complaints.{way_in}", Path(__file__).with_name("data") / f"{way_in}.toml")
register_policy(
    Policy(
        "complaints.file", PICTURES | {PDF} | RECORDINGS, 15 * MEGABYTE, most_files=8, keep_original=True,
        most_media_bytes=50 * MEGABYTE,
    )
)  # fmt: skip
for event, handler in (
    (AccountLinked, accounts.on_linked),
    (AccountUnlinked, accounts.on_linked),
    (events.ComplaintTaken, telling.taken),
    (events.CallBackWanted, telling.call_back),
    (events.ReviewAsked, telling.review_asked),
    (ResidentWrote, telling.wrote),
    (events.ComplaintAssigned, telling.assigned),
    (ClockLate, telling.clock_late),
    (ClockReminder, telling.clock_soon),
    (ClockEscalated, telling.clock_climbed),
):
    audit_events.subscribe(event, handler)
register_panel(
    CasePanel(
        "who-it-may-be",
        _("Who it may be"),
        "complaints/_candidates.html",
        lambda complaint, viewer: {"told": matching.for_complaint(complaint)},
        order=20,
        shown=lambda complaint, viewer: complaint.closed_on is None and allowed(viewer, "complaints.work"),
    )
)
register_panel(
    CasePanel(
        "opened-again",
        _("Opened again"),
        "complaints/_reopened.html",
        lambda complaint, viewer: {"reopenings": reopening.history(complaint)},
        order=15,
        shown=lambda complaint, viewer: complaint.reopenings.within_look().exists(),
    )
)
menu.register_group("conduct", _("Conduct"), order=36)
menu.register_group("own", _("About me"), order=54)
menu.register(_("Complaints"), "complaints:list", "complaints.open", order=36, under="conduct")
menu.register(  # whoever opens the list finds it there
    _("Take a complaint"),
    "complaints:key_in",
    lambda viewer: allowed(viewer, "complaints.intake") and not allowed(viewer, "complaints.open"),
    order=38,
    under="residents",
)
home.register_panel(panel, "complaints.open", order=41)

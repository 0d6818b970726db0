"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints import events
from commonbeat.accountability.complaints import telling as complaints_telling
from commonbeat.accountability.complaints.panels import register_panel
from commonbeat.accountability.complaints.retention import Below, register_below, register_keeper
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.clocks import register_clock
from commonbeat.kernel.ui import menu
from commonbeat.kernel.workflow import register_process

from . import queries, reporting
from .panel import PANEL
from .process import DISCLOSURE
from .promises import CLOCKS

register_capability("disclosure.read", _("See what records are owed to whom, and what POST is owed"))
register_capability("disclosure.work", _("Answer requests for records of complaints, and report to POST"))
register_capability("disclosure.doj", _("Make the yearly table of complaints for the Department of Justice"))

register_process(DISCLOSURE)
for clock in CLOCKS:
    register_clock(clock)
complaints_telling.watch(CLOCKS)

register_action("disclosure.taken", "{actor} wrote down a request for the records of a complaint")
register_action("disclosure.delayed", "{actor} delayed a request for records ({details[step]})")
register_action("disclosure.resumed", "{actor} noted that what held a request is over ({details[ground]})")
register_action("disclosure.redacted", "{actor} noted something blacked out ({details[exemption]})")
register_action("disclosure.ended", "{actor} ended a request for records: {details[step]}")
register_action("disclosure.report_begun", "{actor} began a report to POST ({details[kind]})")
register_action("disclosure.report_sent", "{actor} noted that a report went to POST ({details[kind]})")
register_action("disclosure.yearly_taken", "{actor} took the table of complaints of {object_id}")

register_panel(PANEL)
register_keeper("disclosure", queries.kept)
register_below(
    Below(
        "disclosure",
        _("requests for records, delays, redactions, reports to POST"),
        queries.parts,
        queries.erase,
    )
)
audit_events.subscribe(events.SeriousAllegation, reporting.on_allegation)
audit_events.subscribe(events.FindingFinal, reporting.on_final)
menu.register(_("Records owed"), "disclosure:duties", "disclosure.read", order=37, under="conduct")

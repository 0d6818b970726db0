"""What this topic registers."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import register_capability
from commonbeat.kernel.attachments import MEGABYTE, PDF, PICTURES, Policy, register_policy
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.clocks import register_clock
from commonbeat.kernel.clocks.subjects import register_subject
from commonbeat.kernel.contact import register_case_kind
from commonbeat.kernel.forms import register_form
from commonbeat.kernel.publish import register_dataset
from commonbeat.kernel.retention import register_rule
from commonbeat.kernel.ui import home, menu
from commonbeat.kernel.workflow import register_process

from . import jobs  # noqa: F401  declared when imported
from .panel import reports_panel
from .process import PROCESS
from .promises import CLOCKS
from .published import REPORTS
from .retention import RULES
from .subjects import calls_named, entries_named, reports_named
from .tracking import REPORT_ACTIONS, show_call, show_report

register_capability("reports.read", _("Read online police reports; every look is in the audit log"))
register_capability("reports.review", _("Decide on online police reports: accept, ask, refuse"))
register_capability(
    "reports.take", _("Take police reports by telephone, call residents, take over vehicles and plates")
)
register_capability("reports.manage", _("Keep call times, neighbouring departments and kinds of report"))
register_capability("reports.export", _("Export accepted reports for the records system"))
register_capability("reports.counts", _("See how many online police reports wait, and how late they are"))

register_action("reports.opened", "{actor} opened the police report {details[number]}")
register_action(
    "reports.people_seen", "{actor} looked at the people of the police report {details[number]}: {purpose}"
)
register_action(
    "reports.coded", "{actor} changed codes of the police report {details[number]}: {details[fields]}"
)
register_action("reports.call_asked", "{actor} asked for a call: {details[number]}")
register_action("reports.call_ended", "{actor} called about {details[number]}: {details[how]}")
register_action("reports.slots_made", "{actor} changed the times for calls by {details[count]}")
register_action("reports.handover_taken", "{actor} took over a vehicle or plate of a police report")
register_action("reports.entered", "{actor} noted an entry in the state's list of stolen property")
register_action("reports.exported", "{actor} exported {details[rows]} accepted reports: {reason}")
register_action("reports.settings_changed", "{actor} changed settings of police reports: {reason}")
register_action(
    "reports.drafts_swept", "{actor} deleted {details[count]} unfinished police reports whose time was over"
)

register_process(PROCESS)
for clock in CLOCKS:
    register_clock(clock)
KEEPS = {
    "when": ("happened_from", "happened_to", "address", "place", "place_note"),
    "things": ("kind", "what", "make", "model", "serial", "owner_number", "colour", "quantity", "value"),
    "vehicles": ("plate", "state", "vin", "make", "model", "year", "colour"),
    "people": ("name", "phone", "email", "home_address", "born", "victim", "victim_name", "victim_phone", "witness_name",
               "witness_phone", "looks"),
    "tell": ("narrative",),
    "sign": ("wants", "interpreter", "signature"),
    "call": ("name", "phone", "safe", "interpreter"),
    "theft": ("how",), "bicycle": ("kept",), "from_vehicle": ("what",), "fraud": ("paid", "amount"),
    "identity_theft": ("amount",), "harassment": ("threat",),
}  # fmt: skip
for file in sorted((Path(__file__).resolve().parent / "data" / "forms").glob("*.toml")):
    register_form(f"reports.{file.stem}", file, keeps=KEEPS.get(file.stem, ()))
register_policy(Policy("reports.file", PICTURES | {PDF}, 15 * MEGABYTE, most_files=8, keep_original=True))
register_case_kind("reports.report", _("Police report"), show_report, REPORT_ACTIONS)
register_case_kind("reports.call", _("Call about a report"), show_call)
register_dataset(REPORTS)
for rule in RULES:
    register_rule(rule)
menu.register(_("Police reports"), "police_reports:list", "reports.read", order=31, under="residents")
menu.register(_("Calls to residents"), "police_reports:calls", "reports.take", order=32, under="residents")
home.register_panel(reports_panel, "reports.counts", order=40)
register_subject("reports.OnlineReport", reports_named)
register_subject("reports.CallBack", calls_named)
register_subject("reports.StateEntry", entries_named)

"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import register_capability
from commonbeat.kernel.audit import register_action
from commonbeat.kernel.intake.targets import register_target
from commonbeat.kernel.publish import register_dataset, register_layer, register_measure, register_table
from commonbeat.kernel.ui import menu

from .published import CALLS, LAYERS, MEASURES, MONTHLY, TABLES

register_target("calls", "commonbeat.operations.calls.intake:TARGET")

register_capability("calls.read", _("Read calls for service"))
register_capability("calls.note", _("Add notes to calls"))
register_capability("calls.export", _("Export calls with exact places and times"))
register_action("calls.opened", "{actor} opened the sensitive call {details[number]}")
register_action("calls.note_added", "{actor} added a note to call {details[number]}")
register_action("calls.exported", "{actor} exported {details[rows]} calls: {reason}")
menu.register(_("Calls"), "calls:list", "calls.read", order=10)

register_dataset(CALLS)
register_dataset(MONTHLY)
for measure in MEASURES:
    register_measure(measure)
for table in TABLES:
    register_table(table)
for layer in LAYERS:
    register_layer(layer)

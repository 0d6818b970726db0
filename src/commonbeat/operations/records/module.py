"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import register_capability
from commonbeat.kernel.intake.targets import register_target
from commonbeat.kernel.ui import menu

register_target("incidents", "commonbeat.operations.records.intake:TARGET")
register_capability("incidents.read", _("Read incidents"))
menu.register(_("Incidents"), "incidents:list", "incidents.read", order=20)

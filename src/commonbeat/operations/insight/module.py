"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.ui import menu
from commonbeat.kernel.ui.home import register_panel

from .home import report_panel

register_capability("report.read", _("Read the weekly report"))
register_capability("report.prepare", _("Have a weekly report computed and kept"))
register_capability("report.manage", _("Accept, decline or explain a finding, and sign notes on it"))
register_capability("report.release_public", _("Release the public edition of a report"))

audit.register_action("insight.edition_prepared", sentence="{actor} prepared the weekly report {object_id}")
audit.register_action("insight.edition_released", sentence="{actor} released the public report {object_id}")
audit.register_action("insight.finding_accepted", sentence="{actor} accepted finding {object_id}")
audit.register_action("insight.finding_declined", sentence="{actor} declined finding {object_id}")
audit.register_action("insight.finding_explained", sentence="{actor} explained finding {object_id}")
audit.register_action("insight.finding_note", sentence="{actor} signed a note on finding {object_id}")
audit.register_action("insight.finding_closed", sentence="{actor} closed the work on finding {object_id}")

menu.register(_("Report"), "report:latest", "report.read", order=20)
register_panel(report_panel, "report.read", order=10)

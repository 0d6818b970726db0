"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.ui import menu
from commonbeat.operations.insight.chapters import register_chapters

from .render.summary import summaries_for_report

register_capability("workbench.read", _("Open the workbench and ask its questions"))
register_capability("workbench.work", _("Keep analyses, put them into the report, propose beats"))

audit.register_action("workbench.asked", sentence="{actor} asked the workbench ({object_id})")
audit.register_action("workbench.cancelled", sentence="{actor} cancelled the computation {object_id}")
audit.register_action("workbench.saved", sentence="{actor} kept the analysis {object_id}")
audit.register_action("workbench.withdrawn", sentence="{actor} withdrew the analysis {object_id}")
audit.register_action("workbench.beats_proposed", sentence="{actor} proposed beats ({object_id})")
audit.register_action("workbench.beats_changed", sentence="{actor} changed the proposed beats {object_id}")

menu.register(_("Workbench"), "workbench:home", "workbench.read", order=25)

register_chapters(summaries_for_report)

"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import register_capability
from commonbeat.kernel.audit import events
from commonbeat.kernel.clocks import ClockLate
from commonbeat.kernel.publish import register_dataset
from commonbeat.kernel.ui import menu
from commonbeat.kernel.ui.home import register_panel

from .home import panel
from .notices import at_once
from .published import PROMISES

register_capability("promises.read", _("See which promises to the public are late, and whose they are"))
menu.register_group("residents", _("Residents"), order=30)
menu.register(_("Promises"), "promises:late", "promises.read", order=39, under="residents")
register_panel(panel, "promises.read", order=40)
register_dataset(PROMISES)
events.subscribe(ClockLate, at_once)

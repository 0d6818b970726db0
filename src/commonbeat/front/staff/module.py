"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.front.roles import ROLES
from commonbeat.kernel.access import register_capability, register_roles
from commonbeat.kernel.accounts import passwords
from commonbeat.kernel.ui import menu
from commonbeat.kernel.ui.site import current_site

register_capability("doors.read", _("See how often the public doors refused somebody"))
register_roles(ROLES)
passwords.register_context(
    lambda: [current_site().name, current_site().short_name, current_site().official_of]
)
menu.register(_("Home"), "console:home", order=0)
menu.register(_("People and roles"), "console:people", "people.read", order=80)
menu.register(_("Audit log"), "console:audit", "audit.read", order=90)
menu.register(_("Refused visits"), "console:doors", "doors.read", order=95, under="residents")

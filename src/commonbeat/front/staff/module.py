"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.front.roles import ROLES
from commonbeat.kernel.access import register_roles
from commonbeat.kernel.ui import menu

register_roles(ROLES)
menu.register(_("Home"), "console:home", order=0)
menu.register(_("People and roles"), "console:people", "people.read", order=80)
menu.register(_("Audit log"), "console:audit", "audit.read", order=90)

"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.ui import menu

menu.register(_("Public forms"), "staff_forms:list", "forms.manage", order=38, under="residents")

"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.ui import menu

menu.register(_("API keys"), "keys:list", "keys.read", order=85)

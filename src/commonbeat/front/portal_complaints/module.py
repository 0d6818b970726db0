"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.ui.footer import register_footer

register_footer(_("Complain or say thanks"), "portal_complaints:home", 5)

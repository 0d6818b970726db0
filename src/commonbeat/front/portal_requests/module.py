"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.ui.footer import register_footer

register_footer(_("Report an issue"), "portal_requests:home", 1)
register_footer(_("What was reported"), "portal_requests:list", 4)

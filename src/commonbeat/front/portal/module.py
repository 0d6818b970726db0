"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.ui.footer import register_footer

register_footer(_("Open data"), "portal:catalogue", 5)
register_footer(_("Public reports"), "portal:reports", 6)
register_footer(_("Our promises"), "portal:promises", 7)
register_footer(_("Changed figures"), "portal:revisions", 8)
register_footer(_("Seals of the audit log"), "portal:audit_roots", 30)

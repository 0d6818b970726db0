"""What this topic registers."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.contact import register_letterhead
from commonbeat.kernel.contact.telling import Letterhead
from commonbeat.kernel.ui.footer import register_footer
from commonbeat.kernel.ui.site import current_site


def letterhead() -> Letterhead:
    """Who writes to residents: the department of this site."""
    site = current_site()
    danger = gettext(
        "If someone is in danger now, call %(number)s. In a crisis, call or text 988 at any hour."
    )
    return Letterhead(site.name, site.short_name, site.other_help, danger % {"number": site.emergency_number})


register_letterhead(letterhead)
register_footer(_("Follow your case"), "portal_track:home", 4)

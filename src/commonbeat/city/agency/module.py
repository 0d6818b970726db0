"""What this topic registers."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.clocks import Calendar, register_calendar
from commonbeat.kernel.jobs import register_timezone
from commonbeat.kernel.ui import menu
from commonbeat.kernel.ui.site import SiteInfo, register_site

register_capability("agency.edit", _("Change the agency's profile and the assumptions its reports state"))
audit.register_action("agency.profile_edited", sentence="{actor} changed the agency profile")
audit.register_action(
    "agency.holiday_added", sentence="{actor} closed the office on {details[days]}: {reason}"
)
audit.register_action(
    "agency.holiday_removed", sentence="{actor} opened the office on {details[days]}: {reason}"
)
menu.register(_("The agency"), "agency:profile", "agency.edit", order=90)
menu.register(_("Holidays"), "agency:holidays", "agency.edit", order=91)


def _site() -> SiteInfo:
    """The profile, as every page's head and foot show it."""
    from .queries import agency  # start-up: models are not ready when this file is read

    here = agency()
    named = gettext("the City of %(city)s, %(state)s") % {"city": here.city_name, "state": here.state}
    official = named if here.city_name else gettext("your city")
    return SiteInfo(
        name=here.name,
        short_name=here.name,
        official_of=official,
        timezone=here.tz.key,
        emergency_number=here.emergency_number,
        other_help=here.other_help_number,
        languages=here.languages,
    )


register_site(_site)


def _timezone() -> str:
    """The zone whose wall clock schedules follow."""
    from .queries import agency  # start-up: models are not ready when this file is read

    return agency().tz.key


register_timezone(_timezone)


def _calendar() -> Calendar:
    """The days promised times are counted in."""
    from .queries import business_calendar  # start-up: models are not ready when this file is read

    return business_calendar()


register_calendar(_calendar)

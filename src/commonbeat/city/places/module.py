"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import register_capability

register_capability("city.edit", _("Change beats, boundary and places"))

"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import register_capability
from commonbeat.kernel.audit import register_action

register_capability("city.edit", _("Change beats, boundary and places"))
register_action("places.imported", "{actor} imported {object_kind} from the file {object_id}")

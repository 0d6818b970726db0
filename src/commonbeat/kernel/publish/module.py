"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import register_capability
from commonbeat.kernel.audit import register_action

register_capability("publish.release", _("Release datasets and measures to the public"))
register_action("publish.released", "{actor} released the dataset {object_id}: {reason}")

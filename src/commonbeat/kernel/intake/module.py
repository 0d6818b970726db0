"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.access.capabilities import register_capability

register_capability("imports.run", _("Bring data in from files"))
register_capability("imports.read", _("See past imports and what became of every row"))

audit.register_action("intake.finished", sentence="{actor} imported a file: import {object_id}")
audit.register_action("intake.failed", sentence="An import by {actor} failed: import {object_id}")
audit.register_action("intake.cancelled", sentence="An import by {actor} was cancelled: import {object_id}")

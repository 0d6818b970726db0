"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access.api_keys import register_scope

from .keys import READ, UPDATES, WRITE

register_scope(READ, _("Open311: read more often than visitors without a key"))
register_scope(WRITE, _("Open311: report issues for residents"))
register_scope(UPDATES, _("Open311: post progress on requests"))

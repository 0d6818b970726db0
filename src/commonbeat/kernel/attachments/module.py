"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import register_capability

from . import jobs  # noqa: F401  declares the job

register_capability("attachments.open_original", _("Open uploaded files exactly as they were sent"))
audit.register_action(
    "attachments.original_opened", sentence="{actor} opened the upload {object_id} as it was sent"
)
audit.register_action(
    "attachments.swept", sentence="{actor} removed {details[count]} uploads that were never sent"
)

"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.ui import menu

from . import jobs  # noqa: F401  declares the job
from .allowing import see

menu.register(_("Imports"), "imports:list", see, order=60)
audit.register_action("imports.uploaded", sentence="{actor} uploaded a file for import {object_id}")
audit.register_action("imports.started", sentence="{actor} started import {object_id}")
audit.register_action("imports.cancel_asked", sentence="{actor} asked to stop import {object_id}")
audit.register_action(
    "imports.rejects_read", sentence="{actor} downloaded the rejected rows of import {object_id}"
)

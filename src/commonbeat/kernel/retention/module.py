"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import register_capability
from commonbeat.kernel.contact import register_case_kind
from commonbeat.kernel.publish import register_dataset
from commonbeat.kernel.workflow import register_process

from . import jobs, text
from .erasing import DISPOSED
from .process import BATCH
from .published import DISPOSALS
from .tracking import show

__all__ = ["jobs"]

register_capability(
    "retention.read", _("See how long records are kept, what is held and what was disposed of")
)
register_capability("retention.propose", _("Review what is proposed for disposal, and take records out"))
register_capability(
    "retention.approve", _("Approve a disposal somebody else reviewed; set how long records are kept")
)
register_capability("retention.hold", _("Place and release holds on records"))

audit.register_action(
    "retention.length_set",
    sentence="{actor} set the years of {object_id} from {details[before]} to {details[years]}: {reason}",
)
audit.register_action("retention.hold_placed", sentence="{actor} placed a hold on {details[kind]}: {reason}")
audit.register_action("retention.hold_released", sentence="{actor} released a hold: {reason}")
audit.register_action(
    "retention.taken_out", sentence="{actor} took {details[number]} out of a disposal batch: {reason}"
)
register_process(BATCH)
register_case_kind(DISPOSED, text.CASE, show)
register_dataset(DISPOSALS)

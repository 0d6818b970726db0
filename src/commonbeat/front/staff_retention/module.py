"""What this topic registers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import allowed
from commonbeat.kernel.retention.models import Batch
from commonbeat.kernel.ui import menu
from commonbeat.kernel.ui.home import Panel, register_panel


def panel(viewer: Any) -> Panel | None:
    """A batch that waits for this viewer; nothing where none does."""
    waits = {"retention.propose": "proposed", "retention.approve": "reviewed"}
    mine = [state for capability, state in waits.items() if allowed(viewer, capability)]
    batch = Batch.objects.filter(state__in=mine).first()
    if batch is None or (batch.state == "reviewed" and batch.reviewed_by == viewer.pk):
        return None
    lines = {
        "proposed": _now("Batch %(number)s waits for a person to review it."),
        "reviewed": _now("Batch %(number)s was reviewed and waits for somebody else to approve it."),
    }
    line = lines[batch.state] % {"number": batch.number}
    return Panel(_now("Old records"), [line], reverse("retention:batch", args=[batch.pk]), _now("The batch"))


menu.register(_("Old records"), "retention:rules", "retention.read", order=37, under="residents")
register_panel(panel, "retention.read", order=60)

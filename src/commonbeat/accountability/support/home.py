"""Early support on the console's first page: how many alerts wait, for those who look after some."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.ui.home import Panel

from . import gate, queries


def panel(viewer: Any) -> Panel | None:
    """How many alerts wait; None where there is nothing."""
    waiting = queries.waiting(viewer) if gate.switched_on() else 0
    if not waiting:
        return None
    title = ngettext("%(n)s early support alert", "%(n)s early support alerts", waiting) % {"n": waiting}
    return Panel(
        title, [_("They are about help for people you lead.")], reverse("support:list"), _("Open them")
    )

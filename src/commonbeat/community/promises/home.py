"""The panel of the console's first page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.clocks import kinds, late
from commonbeat.kernel.ui.home import Panel


def panel(viewer: Any) -> Panel | None:
    """How many promises are late now; nothing where none is."""
    found = late([one.name for one in kinds() if one.public])
    n = found.count()
    if not n:
        return None
    line = ngettext("%(n)s promise to the public is late.", "%(n)s promises to the public are late.", n) % {
        "n": n
    }
    return Panel(_("Promises"), [line], reverse("promises:late"), _("The late list"))

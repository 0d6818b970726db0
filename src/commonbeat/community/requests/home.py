"""Requests on the console's first page: what is new, late, and mine."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.ui.home import Panel

from . import counts


def requests_panel(viewer: Any) -> Panel | None:
    """The state of the queue in a few sentences; None where nothing was ever asked.

    Args:
        viewer: somebody who may read requests.
    """
    new, late, mine = counts.waiting(viewer), counts.late_count(), counts.mine(viewer)
    total = counts.open_rows().count()
    if not total:
        return None
    lines = [
        ngettext("%(n)s request is new.", "%(n)s requests are new.", new) % {"n": new},
        ngettext("%(n)s is past a promised time.", "%(n)s are past a promised time.", late) % {"n": late},
    ]
    if unplaced := counts.unplaced_count():
        words = ngettext(
            "The place of %(n)s is not found yet.", "The places of %(n)s are not found yet.", unplaced
        )
        lines.append(words % {"n": unplaced})
    if mine:
        lines.append(
            ngettext("%(n)s open request is yours.", "%(n)s open requests are yours.", mine) % {"n": mine}
        )
    title = ngettext("%(n)s open request", "%(n)s open requests", total) % {"n": total}
    return Panel(title, lines, reverse("requests:list"), _("Open the queue"))

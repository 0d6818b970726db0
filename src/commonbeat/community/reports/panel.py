"""What waits, on the console's first page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.access import allowed
from commonbeat.kernel.ui.home import Panel

from . import queries


def reports_panel(viewer: Any) -> Panel | None:
    """How many reports, calls, vehicles and serial numbers wait; the late ones first.

    Args:
        viewer: somebody who may see counts.
    """
    n = queries.counts()
    lines = []
    if n["late"]:
        words = ngettext("%(n)s is late.", "%(n)s are late.", n["late"])
        lines.append(words % {"n": n["late"]})
    open_words = ngettext(
        "%(n)s police report is open, %(new)s not read yet.",
        "%(n)s police reports are open, %(new)s not read yet.",
        n["open"],
    )
    lines.append(open_words % {"n": n["open"], "new": n["new"]})
    if n["handovers"]:
        words = ngettext(
            "%(n)s stolen vehicle or plate waits for dispatch.",
            "%(n)s stolen vehicles or plates wait for dispatch.",
            n["handovers"],
        )
        lines.append(words % {"n": n["handovers"]})
    if n["calls"]:
        words = ngettext("%(n)s resident waits for a call.", "%(n)s residents wait for a call.", n["calls"])
        lines.append(words % {"n": n["calls"]})
    return Panel(_("Police reports by web and telephone"), lines, *_way(viewer))


def _way(viewer: Any) -> tuple[str, str]:
    """Where the panel leads this viewer, and what the way is called."""
    if allowed(viewer, "reports.read"):
        return reverse("police_reports:list"), _("Open the queue")
    if allowed(viewer, "reports.take"):
        return reverse("police_reports:calls"), _("Open the calls")
    return reverse("police_reports:counts"), _("See the figures")

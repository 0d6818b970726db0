"""What waits, on the console's first page and in its navigation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.access import allowed
from commonbeat.kernel.ui.home import Panel

from . import alarms, queries


def panel(viewer: Any) -> Panel | None:
    """Alarms first, then what is late and what waits; nothing when nothing does.

    Args:
        viewer: somebody who may read questions.
    """
    open_alarms = len(alarms.open_alarms()) if allowed(viewer, alarms.CAPABILITY) else 0
    load = queries.load()
    lines = []
    if open_alarms:
        words = ngettext(
            "%(n)s message sounds like danger and waits for a person.",
            "%(n)s messages sound like danger and wait for a person.",
            open_alarms,
        )
        lines.append(words % {"n": open_alarms})
    if load.late:
        lines.append(
            ngettext("▲ %(n)s question is late.", "▲ %(n)s questions are late.", load.late) % {"n": load.late}
        )
    if load.unread:
        words = ngettext("%(n)s asker wrote back.", "%(n)s askers wrote back.", load.unread)
        lines.append(words % {"n": load.unread})
    if load.waiting:
        words = ngettext(
            "%(n)s question waits for an answer", "%(n)s questions wait for an answer", load.waiting
        )
        rest = ngettext("%(n)s of them has no owner.", "%(n)s of them have no owner.", load.nobody) % {
            "n": load.nobody
        }
        lines.append(
            f"{words % {'n': load.waiting}}; {rest}" if load.nobody else f"{words % {'n': load.waiting}}."
        )
    if not lines:
        return None
    href = reverse("questions:alarms" if open_alarms else "questions:list")
    return Panel(
        _("Questions from residents"), lines, href, _("Look at them") if open_alarms else _("Open the list")
    )


def badge(viewer: Any) -> int:
    """How many questions wait."""
    return queries.load().waiting

"""What waits for somebody among their own papers, on the console's first page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.accountability.complaints import mediating
from commonbeat.accountability.complaints.enums import Asked
from commonbeat.kernel.ui.home import Panel

from . import own


def panel(viewer: Any) -> Panel | None:
    """Papers to read and sign, and the first last day of an answer; None where nothing waits, as for most people.

    A first page is read over shoulders: it says neither what a paper is nor what may be done with it.
    """
    found = own.papers(viewer)
    unsigned = sum(not one.is_acknowledged for one in found)
    lines = []
    if unsigned:
        words = ngettext("%(n)s paper to read and sign.", "%(n)s papers to read and sign.", unsigned)
        lines.append(words % {"n": unsigned})
    if any(one.mediation == Asked.ASKED for one in mediating.own(viewer)):
        lines.append(_("A question waits for your answer."))
    if days := [step.due for step in own.next_steps(found) if step.due]:
        lines.append(
            _("Something there has its last day on %(day)s.") % {"day": date_format(min(days), "DATE_FORMAT")}
        )
    return Panel(_("My file"), lines, reverse("discipline:mine"), _("Open my file")) if lines else None

"""What waits in complaints, on the console's first page: what is late, then whose turn it is."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel import walls
from commonbeat.kernel.access import allowed
from commonbeat.kernel.ui.home import Panel
from commonbeat.kernel.walls import emergencies
from commonbeat.kernel.walls.models import Grant

from . import enums, queries
from .looks import LIST, OVERSIGHT

COMMAND, DECIDE = "complaints.command", "complaints.decide"
READING = ("complaints.read_internal", "complaints.read_outside", "complaints.oversight")
STATES = ("received", "findings_proposed", "decided", "command_review")


def panel(viewer: Any) -> Panel | None:
    """What waits for this viewer among the complaints they may see; None where nothing does."""
    if not _may_see_any(viewer):
        return None
    purpose = OVERSIGHT if allowed(viewer, "complaints.oversight") else LIST
    with walls.looking(viewer, purpose):
        rows = queries.complaints(viewer, purpose=purpose).order_by()
        found = _counted(rows, viewer)
    if allowed(viewer, "complaints.consent"):
        found["asked"] = len(emergencies.waiting(viewer, enums.WALL))
    lines = _lines(found, viewer)
    if not lines:
        return None
    if found.get("asked"):
        return Panel(_("Complaints"), lines, reverse("complaints:emergencies"), _("See who asks"))
    late = "?only=late" if found["late"] else ""
    return Panel(_("Complaints"), lines, reverse("complaints:list") + late, _("Open the list"))


def _may_see_any(viewer: Any) -> bool:
    """Whether a role or somebody by name lets them see any: for nobody else is a look written down."""
    if any(allowed(viewer, one) for one in READING):
        return True
    with walls.keeping_house("who has a case", quiet=True):
        return Grant.objects.in_force().filter(kind=enums.WALL, account=viewer).exists()


def _counted(rows: Any, viewer: Any) -> dict[str, int]:
    """How many wait, by what for; inside the look that opens them."""
    open_ones = queries.filtered(rows, viewer, {})
    of_state = {name: Count("pk", filter=Q(state=name)) for name in STATES}
    found: dict[str, int] = open_ones.aggregate(mine=Count("pk", filter=Q(lead=viewer)), **of_state)
    for only in ("late", "convert", "wrote", "review"):
        found[only] = queries.filtered(rows, viewer, {"only": only}).count()
    return found


def _lines(found: dict[str, int], viewer: Any) -> list[str]:
    """Sentences for what is not nought, the most urgent first."""
    may = {one: allowed(viewer, one) for one in (COMMAND, DECIDE)}
    words = (
        (found.get("asked", 0), ngettext(
            "▲ %(n)s person asks to see a case at once. The question ends after an hour.",
            "▲ %(n)s people ask to see a case at once. Each question ends after an hour.", found.get("asked", 0))),
        (found["late"], ngettext(
            "▲ %(n)s complaint has a duty that is late.", "▲ %(n)s complaints have a duty that is late.", found["late"])),
        (found["received"] * may[COMMAND], ngettext(
            "%(n)s complaint waits to be read.", "%(n)s complaints wait to be read.", found["received"])),
        (found["findings_proposed"] * may[COMMAND], ngettext(
            "%(n)s case has findings for you to look over.", "%(n)s cases have findings for you to look over.",
            found["findings_proposed"])),
        (found["command_review"] * may[DECIDE], ngettext(
            "%(n)s case waits for a decision.", "%(n)s cases wait for a decision.", found["command_review"])),
        (found["convert"] * may[DECIDE], ngettext(
            "%(n)s request to make a complaint something else waits for a second person.",
            "%(n)s requests to make a complaint something else wait for a second person.", found["convert"])),
        (found["review"] * may[DECIDE], ngettext(
            "%(n)s complainant asked for another look at the outcome.",
            "%(n)s complainants asked for another look at the outcome.", found["review"])),
        (found["decided"] * may[COMMAND], ngettext(
            "%(n)s complainant waits for the letter with the outcome.",
            "%(n)s complainants wait for the letter with the outcome.", found["decided"])),
        (found["wrote"] * allowed(viewer, "complaints.work"), ngettext(
            "In %(n)s case the complainant wrote.", "In %(n)s cases the complainant wrote.", found["wrote"])),
        (found["mine"], ngettext("%(n)s open case is given to you.", "%(n)s open cases are given to you.", found["mine"])),
    )  # fmt: skip
    return [text % {"n": n} for n, text in words if n]

"""The newest report on the console's first page: the sentences to read aloud, and promises past their day."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.city.agency.queries import agency
from commonbeat.city.roster.models import BeatOwner
from commonbeat.kernel.ui.home import Panel

from .queries import editions_for, open_commitments
from .render import lead_of


def report_panel(viewer: Any) -> Panel | None:
    """The newest staff report; the owner of a beat gets that beat's.

    Args:
        viewer: somebody who may read reports.
    """
    own = BeatOwner.objects.filter(member__account=viewer).values_list("beat_code", flat=True).first() or ""
    kept = (
        editions_for(viewer).filter(beat_code=own).first()
        or editions_for(viewer).filter(beat_code="").first()
    )
    if kept is None:
        return None
    address = reverse("report:week", args=[kept.week]) + (f"?beat={kept.beat_code}" if kept.beat_code else "")
    title = _("Beat %(beat)s, week %(week)s") if kept.beat_code else _("Monday's report, week %(week)s")
    said = title % {"beat": kept.beat_code, "week": kept.week}
    return Panel(said, [*lead_of(kept.content), *_overdue()], address, _("Open the report"))


def _overdue() -> list[str]:
    """A sentence where promises are past the day on which they were to be looked at."""
    today = timezone.now().astimezone(agency().tz).date()
    late = sum(row.review_on is not None and row.review_on < today for row in open_commitments())
    if not late:
        return []
    words = ngettext(
        "%(n)s promise is past its review day.", "%(n)s promises are past their review day.", late
    )
    return [words % {"n": late}]

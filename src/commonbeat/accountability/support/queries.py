"""Reading: my people's alerts by name, one alert with its context, one's own file. No query is in the order of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from commonbeat.kernel.access import allowed
from commonbeat.kernel.walls import NotThere, looking

from .enums import Indicator
from .models import Alert, Figure, File
from .models_alerts import CLOSED

BY_NAME = ("file__member__name", "file__number", "indicator", "raised_at", "id")


@dataclass(frozen=True)
class Sheet:
    """One indicator of one file: the newest figure and those before.

    Attributes:
        indicator: which.
        newest: the newest figure; None before the first comparison.
        earlier: those before it, newest first.
    """

    indicator: Indicator
    newest: Figure | None
    earlier: tuple[Figure, ...]


def alerts(open_only: bool = True) -> QuerySet[Alert]:
    """Alerts the look in progress opens, by name."""
    rows = Alert.objects.within_look().select_related("file__member")
    if open_only:
        rows = rows.exclude(state__in=CLOSED)
    return rows.order_by(*BY_NAME)  # type: ignore[no-any-return]


def waiting(viewer: Any) -> int:
    """How many open alerts somebody looks after; nothing is written down when there cannot be any."""
    if not allowed(viewer, "support.review") or not _let_in(viewer):
        return 0
    with looking(viewer, "support_list"):
        return alerts().count()


def _let_in(viewer: Any) -> bool:
    """Whether somebody runs early support, or leads anybody: others have no file to look at."""
    from .models import Supervision

    return allowed(viewer, "support.manage") or Supervision.objects.filter(supervisor=viewer).exists()


def alert(pk: Any) -> Alert:
    """One alert, inside a look that opens its file.

    Raises:
        NotThere: it is not there.
    """
    found = Alert.objects.within_look().select_related("file__member", "figure").filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found  # type: ignore[no-any-return]


def sheets(file: File) -> list[Sheet]:
    """Each indicator by itself, in the order of their names in the list of indicators; positive ones among them."""
    rows: dict[str, list[Figure]] = {}
    for figure in Figure.objects.within_look().filter(file=file).order_by("indicator", F("until").desc()):
        rows.setdefault(figure.indicator, []).append(figure)
    return [
        Sheet(indicator, next(iter(rows.get(indicator, [])), None), tuple(rows.get(indicator, [])[1:]))
        for indicator in Indicator
    ]

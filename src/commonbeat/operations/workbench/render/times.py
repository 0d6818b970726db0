"""Hours of the week, drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from commonbeat.kernel.ui import charts
from commonbeat.kernel.ui.words import number

from ..scope import Scope
from .words import day_names, days_of, rows_of

BUSIEST = 24


def shown(content: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What the page shows: the sentence, the picture, the totals by day and by hour."""
    table = content["table"]
    matrix = [table[24 * day : 24 * day + 24] for day in range(7)]
    days = day_names(content["first_day"])
    title = _title(table, days)
    chart = charts.hour_week_heat(
        matrix,
        title=title,
        subtitle=f"{rows_of(scope, content['n'])} · {days_of(scope)}",
        days=days,
        marked=_busiest(matrix),
        marked_words=_("the %(n)s busiest hours") % {"n": BUSIEST},
        places=1,
    )
    return {
        "heat": chart,
        "heading": title,
        "by_day": _by_day(matrix, days),
        "method_lines": _method(content),
    }


def _busiest(matrix: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The hours with most weight, as (day, hour)."""
    cells = [(matrix[day][hour], day, hour) for day in range(7) for hour in range(24)]
    return [(day, hour) for value, day, hour in sorted(cells, reverse=True)[:BUSIEST] if value > 0]


def _title(table: Sequence[float], days: Sequence[str]) -> str:
    """The finding: how much of the week's total falls into its busiest seventh, and the top hour."""
    top = max(range(168), key=lambda hour: table[hour])
    share = sum(sorted(table, reverse=True)[:BUSIEST]) / sum(table)
    words = _("The busiest 24 of 168 hours hold %(share)s %% of it; most: %(day)s from %(hour)s:00")
    return words % {"share": f"{100 * share:.0f}", "day": days[top // 24], "hour": f"{top % 24:02d}"}


def _by_day(matrix: Sequence[Sequence[float]], days: Sequence[str]) -> list[tuple[str, str, str]]:
    """Weekday, total and share."""
    totals = [sum(row) for row in matrix]
    return [
        (day, number(round(total)), f"{100 * total / sum(totals):.0f} %")
        for day, total in zip(days, totals, strict=True)
    ]


def _method(content: Mapping[str, Any]) -> list[str]:
    """How it was computed, and how far it can be trusted."""
    lines = [_("Method: %(name)s; local wall clock, never shifted.") % {"name": content["method"]}]
    if content["windows"]:
        lines.append(
            _("%(n)s rows say only between which moments it happened; each is spread over its window.")
            % {"n": number(content["windows"])}
        )
        lines.append(
            _("%(share)s %% of the weight comes from windows over 24 hours: those say little about when.")
            % {"share": f"{100 * content['long_share']:.0f}"}
        )
    if content["skipped"]:
        lines.append(_("%(n)s rows have no time and are left out.") % {"n": number(content["skipped"])})
    return lines

"""Ranked series, each with its history and why it stands where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.ui import charts
from commonbeat.kernel.ui.words import number

from ..scope import Scope

TOLD = 0.05


def shown(content: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What the page shows: the sentence, and a line with its chart for each of the most unusual series."""
    week = date.fromisoformat(content["week"])
    rows = [_row(row, week) for row in content["rows"]]
    return {"heading": _heading(content, week), "rows": rows, "method_lines": _method(content)}


def _heading(content: Mapping[str, Any], week: date) -> str:
    """How many of how many series are out of the ordinary."""
    said = {"n": content["told"], "of": content["tested"], "week": date_format(week, "j M Y")}
    if not content["told"]:
        return (
            _("No single one of %(of)s series is surely out of the ordinary in the week of %(week)s") % said
        )
    words = ngettext(
        "%(n)s of %(of)s series out of the ordinary in the week of %(week)s",
        "%(n)s of %(of)s series out of the ordinary in the week of %(week)s",
        content["told"],
    )
    return words % said


def _row(row: Mapping[str, Any], week: date) -> dict[str, Any]:
    """One series."""
    name = _name(row)
    low, high = row["low"] or 0, row["high"] or 0
    title = _("%(n)s × %(what)s; %(low)s to %(high)s expected") % {
        "n": number(row["count"]), "what": name, "low": number(low), "high": number(high),
    }  # fmt: skip
    weeks = [week - timedelta(weeks=i) for i in range(len(row["history"]) - 1, -1, -1)]
    chart = charts.band_series(
        weeks, row["history"], low, high, title=title, subtitle=_("weekly counts, the judged week last")
    )
    return {
        "title": title,
        "chart": chart,
        "why": _why(row),
        "told": row["q"] is not None and row["q"] <= TOLD,
    }


def _name(row: Mapping[str, Any]) -> str:
    """What the series counts."""
    group = row["group"].replace("_", " ") or _("all types")
    return (
        f"{group}, {_('beat %(code)s') % {'code': row['beat']}}" if row["beat"] else f"{group}, {_('city')}"
    )


def _why(row: Mapping[str, Any]) -> str:
    """The figures the judgement rests on, in words."""
    if row["p"] is None:
        return _("Not tested: too few events or too short a history.")
    odds = _one_in(row["p"])
    words = _(
        "%(expected)s expected; this many or more by chance about one week in %(odds)s. "
        "Weeks of this series vary %(spread)s times as much as pure chance. After allowing for all series: q = %(q)s."
    )
    return words % {
        "expected": number(row["expected"], 1), "odds": odds, "spread": number(row["dispersion"], 1),
        "q": number(row["q"], 3),
    }  # fmt: skip


def _one_in(p: float) -> str:
    """A probability as "one in so many", two figures."""
    odds = 1 / max(p, 1e-9)
    size = 10 ** max(len(str(int(odds))) - 2, 0)
    return number(round(odds / size) * size)


def _method(content: Mapping[str, Any]) -> list[str]:
    """How it was computed."""
    return [
        _("Method: %(name)s; %(weeks)s weeks of history.")
        % {"name": content["method"], "weeks": content["weeks_of_history"]},
        _(
            "All %(n)s series are one family: of the series told, at most one in twenty is expected to be chance."
        )
        % {"n": content["tested"]},
        _(
            "Monday's report also compares single hours of the week and single places, and weighs the tests together: it"
            " may tell a rise that is not sure here."
        ),
        _("A rise says that something differs from its own past. It does not say why."),
    ]

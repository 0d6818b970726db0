"""Demand, roster and the what-if, drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from commonbeat.kernel.ui import charts
from commonbeat.kernel.ui.words import number

from ..scope import Scope
from .words import day_names, days_of


def shown(content: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What the page shows: hours of the week, units needed beside the roster, each beat's unit, the simulation."""
    demand, days = content["demand"], day_names(content["demand"]["first_day"])
    heading = _heading(demand, scope)
    below = _below(demand)
    heat = charts.hour_week_heat(
        _week(demand["committed"]),
        title=_("Units committed to calls, by hour of the week"),
        subtitle=_("mean units committed · n %(n)s dispatches · %(days)s")
        % {"n": number(demand["n"]), "days": days_of(scope)},
        days=days,
        marked=[divmod(hour, 24) for hour in below],
        marked_words=_("fewer on duty than needed"),
        unit=_("units"),
        places=1,
    )
    return {
        "heading": heading,
        "heat": heat,
        "needed": _table(demand, days),
        "peak": _peak(demand, scope, days),
        "beats": _beats(content["beats"]),
        "simulation": _simulation(content["simulation"], content.get("as_rostered")),
        "method_lines": _method(content, scope),
    }


def _week(values: Sequence[float]) -> list[Sequence[float]]:
    """Seven rows of twenty-four."""
    return [values[24 * day : 24 * day + 24] for day in range(7)]


def _below(demand: Mapping[str, Any]) -> list[int]:
    """Hours of the week with fewer units on duty than needed."""
    if demand["rostered"] is None:
        return []
    pairs = zip(demand["rostered"], demand["needed"], strict=True)
    return [hour for hour, (there, needed) in enumerate(pairs) if there + 0.05 < needed]


def _heading(demand: Mapping[str, Any], scope: Scope) -> str:
    """The finding: hours in which the asked number of units would be too few."""
    said = {
        "units": scope.options["units"],
        "hours": demand["short_hours"],
        "target": scope.options["target"],
    }
    if not demand["short_hours"]:
        return _("%(units)s units keep time on calls under %(target)s %% in every hour of the week") % said
    return _("With %(units)s units, %(hours)s of 168 hours go over %(target)s %% time on calls") % said


def _table(demand: Mapping[str, Any], days: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """For each day: committed unit-hours, units needed from and to, units on duty from and to."""
    rows = []
    for day, name in enumerate(days):
        part = slice(24 * day, 24 * day + 24)
        needed, there = demand["needed"][part], (demand["rostered"] or [])[part]
        on_duty = f"{min(there):.0f}–{max(there):.0f}" if there else "–"
        rows.append(
            (name, number(sum(demand["committed"][part]), 1), f"{min(needed)}–{max(needed)}", on_duty)
        )
    return rows


def _peak(demand: Mapping[str, Any], scope: Scope, days: Sequence[str]) -> str:
    """The busiest hour in a sentence."""
    hour = demand["busiest"]
    return _(
        "Busiest: %(day)s from %(hour)s:00, %(units)s units committed on average; %(needed)s are needed to stay at %(target)s %%."
    ) % {
        "day": days[hour // 24], "hour": f"{hour % 24:02d}", "units": number(demand["committed"][hour], 1),
        "needed": demand["needed"][hour], "target": scope.options["target"],
    }  # fmt: skip


def _beats(found: Mapping[str, Any]) -> dict[str, Any]:
    """Each unit's share of time on calls, and how far the model can be trusted."""
    if "refused" in found:
        return {"refused": found["refused"]}
    rows = [
        (_("Unit in beat %(code)s") % {"code": code}, f"{100 * share:.0f} %", share)
        for code, share in zip(found["units"], found["workload"], strict=True)
    ]
    sentence = _(
        "In an average hour %(cross)s %% of dispatches go to another beat's unit; all units are busy %(all)s %% of the time."
    ) % {"cross": f"{100 * found['cross']:.0f}", "all": f"{100 * found['saturation']:.1f}"}
    travel = zip(found["areas"], found["calls_an_hour"], found["travel_by_area"], strict=True)
    by_area = [(code, number(rate, 2), _minutes(minutes)) for code, rate, minutes in travel]
    return {"rows": rows, "sentence": sentence, "by_area": by_area}


FIGURES = ("wait", "response", "response_90", "waiting", "cross", "utilisation")


def _simulation(asked: Mapping[str, Any], rostered: Mapping[str, Any] | None) -> dict[str, Any]:
    """Every figure with its interval: with the asked number of units, and with today's roster."""
    labels = (
        _("Wait until a unit is sent, mean"), _("Call to first arrival, mean"), _("Call to first arrival, 9 of 10 within"),
        _("Calls that wait"), _("Sent from another beat"), _("Time on calls and own work"),
    )  # fmt: skip
    rows = [
        (label, _said(asked, name), _said(rostered, name) if rostered else "–")
        for label, name in zip(labels, FIGURES, strict=True)
    ]
    others = {row["priority"]: _span(row["wait"]) for row in (rostered or {}).get("by_priority", ())}
    by_priority = [
        (
            _no_priority(row["priority"]),
            f"{100 * row['share']:.0f} %",
            _span(row["wait"]),
            others.get(row["priority"], "–"),
        )
        for row in asked["by_priority"]
    ]
    return {"rows": rows, "by_priority": by_priority}


def _said(found: Mapping[str, Any], name: str) -> str:
    """A figure with its interval, in minutes or percent."""
    return _percent(found[name]) if name in ("waiting", "cross", "utilisation") else _span(found[name])


def _no_priority(name: int) -> str:
    return _("without one") if name == 9 else str(name)


def _minutes(value: float) -> str:
    return _("%(n)s min") % {"n": number(value, 1)}


def _span(found: Sequence[float]) -> str:
    """Mean minutes with the interval."""
    return _("%(mean)s min (%(low)s to %(high)s)") % {
        "mean": number(found[0], 1), "low": number(found[1], 1), "high": number(found[2], 1),
    }  # fmt: skip


def _percent(found: Sequence[float]) -> str:
    """A share with the interval."""
    mean, low, high = (f"{100 * value:.0f}" for value in found)
    return _("%(mean)s %% (%(low)s to %(high)s)") % {"mean": mean, "low": low, "high": high}


def _method(content: Mapping[str, Any], scope: Scope) -> list[str]:
    """Assumptions, stated."""
    simulation = content["simulation"]
    lines = [
        _("Methods: %(demand)s; hypercube queueing model; simulation of %(runs)s runs of two weeks, seed %(seed)s.")
        % {"demand": content["demand"]["method"], "runs": simulation["replications"], "seed": simulation["seed"]},
        _("A two-unit call counts twice. Relief, breaks, court and report writing after clearing are not in the figures."),
        _("The number of units is the same in every hour of the what-if; travel is along a street grid at %(speed)s km/h.")
        % {"speed": scope.options["speed"]},
        _("Time not on calls is uncommitted, not free. The target is a choice of this department, not a standard."),
    ]  # fmt: skip
    return [
        *lines,
        *content["demand"]["warnings"],
        *content["beats"].get("warnings", ()),
        *simulation["warnings"],
    ]

"""The Knox table in words and shades, and the chains on the map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from commonbeat.kernel.ui.maps import Spot
from commonbeat.kernel.ui.words import number

from ..scope import Scope
from .city_map import city_map
from .words import days_of, rows_of

LEVEL = 0.05


def shown(content: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What the page shows: the strongest band as the sentence, the table, the chains."""
    table = content["table"]
    chains = [_chain(row, scope) for row in content["chains"]]
    spots = [Spot(row["lon"], row["lat"], row["name"], str(row["events"])) for row in content["chains"]]
    note = f"{rows_of(scope, content['n'])}, {days_of(scope)}"
    title = _("The longest chains")
    return {
        "heading": _heading(table),
        "time": [_days(band) for band in table["time"]],
        "bands": [_band(table, i) for i in range(len(table["space"]))],
        "chains": chains,
        "map": city_map(title=title, note=note, spots=spots) if spots else None,
        "chained": _("%(n)s chains of three or more; %(share)s %% of events are in a chain.")
        % {"n": number(content["chain_count"]), "share": f"{100 * content['chained_share']:.0f}"},
        "method_lines": _method(content, scope),
    }


def _heading(table: Mapping[str, Any]) -> str:
    """The band with the most pairs over what is expected, among those that are no chance; or that there is none."""
    found = [
        (ratio, i, j)
        for i, row in enumerate(table["ratio"])
        for j, ratio in enumerate(row)
        if _is_told(table, i, j) and ratio is not None
    ]
    if not found:
        return _("No sign that one event makes another one nearby more likely")
    ratio, i, j = max(found)
    words = _("%(times)s times as many pairs as by chance within %(space)s and %(time)s")
    return words % {
        "times": number(ratio, 1),
        "space": _metres(table["space"][i]),
        "time": _days(table["time"][j]),
    }


def _is_told(table: Mapping[str, Any], i: int, j: int) -> bool:
    """Whether a band has more pairs than chance, after allowing for all bands."""
    ratio, q = table["ratio"][i][j], table["q"][i][j]
    return ratio is not None and q is not None and q <= LEVEL and ratio > 1


def _metres(band: str) -> str:
    """A distance band in words."""
    return (
        _("same place")
        if band.startswith("[0, 0.1")
        else _("%(band)s m") % {"band": band.replace("[0.1,", "[0,")}
    )


def _days(band: str) -> str:
    """A time band in words."""
    return _("%(band)s days") % {"band": band}


def _band(table: Mapping[str, Any], i: int) -> dict[str, Any]:
    """One distance: for each time band the pairs, the expected ones, the ratio where it may be told."""
    cells = []
    for j in range(len(table["time"])):
        ratio, p = table["ratio"][i][j], table["p"][i][j]
        cells.append(
            {
                "observed": number(table["observed"][i][j]),
                "expected": number(table["expected"][i][j], 1),
                "ratio": _("too few") if ratio is None else f"× {number(ratio, 2)}",
                "p": "–" if p is None else f"p {p:.3f}",
                "told": _is_told(table, i, j),
            }
        )
    return {"label": _metres(table["space"][i]), "cells": cells}


def _chain(row: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """Where, how many, from when to when, which numbers."""
    first, last = (scope.since + timedelta(days=int(row[name])) for name in ("first", "last"))
    return {
        "name": row["name"] or _("not named"),
        "events": row["events"],
        "when": f"{date_format(first, 'j M Y')} – {date_format(last, 'j M Y')}",
        "reach": _("%(metres)s m") % {"metres": number(row["reach"])},
        "numbers": row["numbers"],
    }


def _method(content: Mapping[str, Any], scope: Scope) -> list[str]:
    """How it was computed, and how far it goes."""
    lines = [
        _("Method: %(name)s; 999 shuffles of the days, seed %(seed)s.") % {"name": content["method"], "seed": content["seed"]},
        _("Bands are half-open: [100, 200) m means from 100 to under 200 metres."),
        _("A ratio is told where at least %(n)s pairs are expected; with fewer it is noise.")
        % {"n": number(content["table"]["least_expected"])},
        _("“More than chance” allows for all bands at once (Benjamini-Hochberg, 5 %)."),
        _("A chain says that events followed each other closely. It does not say that one person did them."),
    ]  # fmt: skip
    return [*lines, *content["warnings"]]

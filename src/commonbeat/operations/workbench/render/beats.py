"""Today's beats and a plan, drawn side by side, with the figures between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.city.places.models import Boundary
from commonbeat.city.places.queries import streets
from commonbeat.kernel.ui.maps import Area, Layers, LegendLine, Map, Patch, svg_map
from commonbeat.kernel.ui.words import number

from ..measures.beats import figures_of, hexagon, judged, outlines
from ..models import BeatProposal
from ..scope import Scope
from .words import days_of, rows_of

# Twelve quiet colours that neighbours can be told apart by; the beat's name stands on the map as well.
COLOURS = (
    "#c9d7e8", "#e8dcc0", "#cfe3d0", "#e6cfd3", "#d9d2e9", "#f0e3b0", "#c6e2e2", "#e3d5c8", "#d8e6b8", "#f3d3b4", "#c4cade",
    "#e2c8e2",
)  # fmt: skip
Cells = Sequence[Mapping[str, Any]]


def shown(content: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What the page shows: today and the plan as maps, the figures, the areas that move."""
    note = f"{rows_of(scope, content['n'])}, {days_of(scope)}"
    plan = content["proposal"]
    return {
        "heading": _heading(content["today"], plan),
        "map_today": plan_map(content["cells"], "today", title=_("Today"), note=note),
        "map_plan": plan_map(content["cells"], "proposed", title=_("A plan"), note=note),
        "figures": figure_rows(content["today"], plan),
        "plan": plan,
        "moved": _moved(plan, content["cells"]),
        "method_lines": _method(content, scope),
    }


def proposal_shown(row: BeatProposal) -> dict[str, Any]:
    """What a proposal's page shows: its map, its figures beside today's, its faults, and the choices of its form."""
    content = row.run.content
    scope = Scope.from_json(row.run.scope)
    plan = figures_of(judged(content, row.assignment, row.tolerance, row.locked))
    cells = [{**cell, "plan": row.assignment[cell["id"]]} for cell in content["cells"]]
    note = f"{rows_of(scope, content['n'])}, {days_of(scope)}"
    again = {**row.run.scope["options"], "locked": ",".join(row.locked), "start": "today"}
    return {
        "heading": _heading(content["today"], plan),
        "map": plan_map(cells, "plan", title=row.name, note=note, strong=set(row.locked)),
        "figures": figure_rows(content["today"], plan),
        "plan": plan,
        "moved": _moved(plan, cells),
        "choices": [(cell["id"], _choice(cell, cell["plan"], number_)) for number_, cell in enumerate(cells, 1)],
        "beats": sorted({cell["today"] for cell in cells}),
        "locked": [(cell["id"], _choice(cell, cell["plan"], i)) for i, cell in enumerate(cells, 1) if cell["id"] in row.locked],
        "again": f"{reverse('workbench:page', args=['beats'])}?{scope.shared_query}&{urlencode(again)}",
    }  # fmt: skip


def _choice(cell: Mapping[str, Any], beat: str, position: int) -> str:
    """A hexagon as a line of a list."""
    said = {"beat": beat, "n": position, "name": cell["name"] or _("no calls"), "load": number(cell["load"])}
    return _("%(beat)s · %(n)s · %(name)s (%(load)s)") % said


def plan_map(
    cells: Cells, plan: str, *, title: str, note: str, strong: set[str] | frozenset[str] = frozenset()
) -> Map:
    """A plan's hexagons, a colour for each beat.

    Args:
        cells: hexagons with a beat under the name `plan`.
        plan: "today", "proposed" or "plan".
        title: what the map is called.
        note: rows and period.
        strong: hexagons drawn with a heavy outline.
    """
    beats = sorted({cell[plan] for cell in cells})
    colour = {beat: COLOURS[i % len(COLOURS)] for i, beat in enumerate(beats)}
    patches = [
        Patch(
            hexagon(cell["id"]), colour[cell[plan]], cell["id"], cell[plan],
            _choice(cell, cell[plan], position), cell["id"] in strong,
        )
        for position, cell in enumerate(cells, 1)
    ]  # fmt: skip
    layers = Layers(
        boundary=Boundary.objects.values_list("geometry", flat=True).first(),
        streets=streets("freeway", "rail", "arterial", "water"),
        areas=[Area(beat, shape) for beat, shape in outlines({cell["id"]: cell[plan] for cell in cells}).items()],
        patches=patches,
    )  # fmt: skip
    loads = {beat: sum(cell["load"] for cell in cells if cell[plan] == beat) for beat in beats}
    legend = [LegendLine(colour[beat], f"{beat}: {number(loads[beat])}") for beat in beats]
    return svg_map(layers, title=title, note=note, legend=legend)


def _heading(today: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    """The finding: how uneven today is, and what the plan would change."""
    return _(
        "Today's busiest beat is %(today)s %% off the mean; with this plan %(plan)s %%, travel %(travel)s %%"
    ) % {
        "today": f"{100 * today['spread']:.0f}",
        "plan": f"{100 * plan['spread']:.0f}",
        "travel": f"{100 * (plan['travel'] / today['travel'] - 1):+.0f}" if today["travel"] else "–",
    }


def figure_rows(today: Mapping[str, Any], plan: Mapping[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """Beat, load today and planned (share of the mean), mean travel today and planned."""
    before = {row["beat"]: row for row in today["beats"]}
    rows = []
    for row in plan["beats"]:
        old = before.get(row["beat"])
        rows.append(
            (
                row["beat"],
                f"{100 * old['share']:.0f} %" if old else "–",
                f"{100 * row['share']:.0f} %",
                number(old["mean_travel"], 2) if old else "–",
                number(row["mean_travel"], 2),
            )
        )
    return rows


def _moved(plan: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
    """The hexagons that change their beat, as a sentence and a list."""
    names = {cell["id"]: cell["name"] for cell in cells}
    moved = plan["moved"]
    load = sum(row["load"] for row in moved)
    says = ngettext(
        "%(n)s hexagon changes its beat (%(load)s calls)", "%(n)s hexagons change their beat (%(load)s calls)", len(moved)
    ) % {"n": number(len(moved)), "load": number(load)}  # fmt: skip
    rows = [
        (names[row["cell"]] or _("no calls"), row["was"], row["becomes"], number(row["load"]))
        for row in moved
    ]
    return {"says": says, "rows": sorted(rows, key=lambda row: (row[1], row[2], row[0]))}


def _method(content: Mapping[str, Any], scope: Scope) -> list[str]:
    """How it was computed, and how far it goes."""
    lines = [
        _("Method: %(name)s, seed %(seed)s.") % {"name": content["method"], "seed": content["seed"]},
        _("Load: calls in the hexagon, without those booked at the station, hospital or jail."),
        _("Travel: along a street grid, from the beat's middle of calls, in kilometres a call."),
        _("A plan is a good one, not the best one there is. It knows no schools, walls or friendships: change it by hand."),
    ]  # fmt: skip
    if content["left_out"]:
        lines.append(_("%(n)s calls lie in no hexagon inside a beat.") % {"n": number(content["left_out"])})
    return lines
